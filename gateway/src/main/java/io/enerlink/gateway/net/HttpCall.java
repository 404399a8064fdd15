package io.enerlink.gateway.net;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.enerlink.gateway.protocol.Errors;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;

/**
 * One HTTP request.
 *
 * @param authorization the header of that name, null without one
 * @param body          at most {@link GatewayConfig#MAX_FRAME_BYTES}
 */
public record HttpCall(String path, Map<String, List<String>> parameters, String authorization, byte[] body) {
    static HttpCall of(FullHttpRequest request) {
        try {
            QueryStringDecoder decoder = new QueryStringDecoder(request.uri(), StandardCharsets.UTF_8);
            return new HttpCall(decoder.path(), decoder.parameters(),
                    request.headers().get(HttpHeaderNames.AUTHORIZATION), ByteBufUtil.getBytes(request.content()));
        } catch (IllegalArgumentException badEscape) {
            throw Errors.INVALID_REQUEST.because("the address cannot be read: " + badEscape.getMessage());
        }
    }

    /** @throws io.enerlink.gateway.protocol.ProtocolException UNKNOWN_FIELD, DUPLICATE_FIELD */
    public void only(String... known) {
        for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
            String name = parameter.getKey();
            if (!Set.of(known).contains(name)) {
                throw Errors.UNKNOWN_FIELD.because("unknown parameter \"" + name + "\"");
            }
            if (parameter.getValue().size() > 1) throw Errors.DUPLICATE_FIELD.because(name + " stands there twice");
        }
    }

    /** Null where it is not there. */
    public String optional(String name) {
        return parameters.containsKey(name) ? parameters.get(name).get(0) : null;
    }

    /** @throws io.enerlink.gateway.protocol.ProtocolException MISSING_FIELD */
    public String required(String name) {
        if (!parameters.containsKey(name)) throw Errors.MISSING_FIELD.because("\"" + name + "\" is missing");
        return parameters.get(name).get(0);
    }

    /** The segment of the path with an index; 0 is before the first slash. */
    public String segment(int index) {
        return path.split("/", -1)[index];
    }

    /** @throws io.enerlink.gateway.protocol.ProtocolException WRONG_TYPE, INVALID_VALUE */
    public long whole(String name, long min, long max, long otherwise) {
        return parameters.containsKey(name) ? required(name, min, max) : otherwise;
    }

    /** @throws io.enerlink.gateway.protocol.ProtocolException MISSING_FIELD, WRONG_TYPE, INVALID_VALUE */
    public long required(String name, long min, long max) {
        try {
            long value = Long.parseLong(required(name));
            if (value >= min && value <= max) return value;
        } catch (NumberFormatException notANumber) {
            throw Errors.WRONG_TYPE.because(name + " must be a whole number");
        }
        throw Errors.INVALID_VALUE.because(name + " must be from " + min + " to " + max);
    }
}
