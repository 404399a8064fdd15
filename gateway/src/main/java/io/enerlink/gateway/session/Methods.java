package io.enerlink.gateway.session;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.gateway.protocol.Request;
import io.enerlink.gateway.protocol.Requests;
import io.enerlink.gateway.protocol.Requests.MalformedRequest;

/** The table of methods. Filled before the first request. */
public final class Methods {
    private static final Logger LOG = LoggerFactory.getLogger(Methods.class);

    private final Map<String, Method> byName = new HashMap<>();

    public Methods add(String name, Method method) {
        if (byName.put(name, method) != null) throw new IllegalStateException(name + " is there already");
        return this;
    }

    /** Every method there is. */
    public Set<String> names() { return new TreeSet<>(byName.keySet()); }

    /**
     * Does what one frame asks for; every frame gets one answer, at once or when the engine has it.
     *
     * @param text UTF-8, only valid during the call
     */
    public void handle(Session session, byte[] text, int offset, int length) {
        long nowNs = System.nanoTime();
        session.heard(nowNs);
        try {
            session.takeToken(nowNs);
        } catch (ProtocolException tooFast) {
            session.tooFast(Requests.idOf(text, offset, length), tooFast);
            return;
        }
        String id = "null";
        try {
            Request request = Requests.parse(text, offset, length);
            id = request.id();
            method(request.method()).call(session, request);
        } catch (MalformedRequest malformed) {
            session.refuse(malformed.id(), malformed.refusal());
        } catch (ProtocolException refused) {
            session.refuse(id, refused);
        } catch (RuntimeException fault) {
            LOG.atError().addKeyValue("connection", session.id()).addKeyValue("request", id).setCause(fault)
                    .log("a request failed");
            session.refuse(id, Errors.INTERNAL_ERROR.because("the request could not be handled"));
        }
    }

    private Method method(String name) {
        Method method = byName.get(name);
        if (method == null) throw Errors.UNKNOWN_METHOD.because("there is no method \"" + name + "\"");
        return method;
    }
}
