package io.enerlink.gateway.net;

import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.Responses;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpContentException;

/** Puts HTTP requests together. One with too long a body goes on without it, to be refused in its turn. */
final class HttpBodies extends HttpObjectAggregator {
    HttpBodies(int maxBytes) { super(maxBytes); }

    /** Whether a request's body was too long. What came behind it can be read. */
    static boolean isTooLong(FullHttpRequest request) {
        return request.decoderResult().cause() instanceof TooLongHttpContentException;
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
        HttpRequest head = (HttpRequest) oversized;
        FullHttpRequest request = new DefaultFullHttpRequest(head.protocolVersion(), head.method(), head.uri());
        request.headers().set(head.headers());
        request.setDecoderResult(DecoderResult.failure(
                new TooLongHttpContentException("more than " + maxContentLength() + " bytes")));
        ctx.fireChannelRead(request);
    }

    /** To who asks before sending a body. */
    @Override
    protected Object newContinueResponse(HttpMessage start, int maxContentLength, ChannelPipeline pipeline) {
        Object response = super.newContinueResponse(start, maxContentLength, pipeline);
        if (!(response instanceof FullHttpResponse refusal)
                || !refusal.status().equals(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE))
            return response;
        byte[] body = Responses.error(HttpApi.tooLong());
        FullHttpResponse named = refusal.replace(Unpooled.wrappedBuffer(body));
        refusal.release();
        named.setStatus(HttpResponseStatus.valueOf(Errors.TOO_LARGE_MESSAGE.status()));
        named.headers().set(HttpHeaderNames.CONTENT_TYPE, Reply.JSON).setInt(HttpHeaderNames.CONTENT_LENGTH,
                body.length);
        return named;
    }
}
