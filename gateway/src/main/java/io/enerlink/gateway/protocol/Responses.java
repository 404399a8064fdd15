package io.enerlink.gateway.protocol;

/** Answers to requests, as UTF-8 JSON. */
public final class Responses {
    private Responses() {}

    /** {@code "id":…,"status":200}, to be gone on with result and rate. */
    public static JsonWriter begin(String id) {
        return JsonWriter.object().raw("id", id).field("status", 200);
    }

    /** {@code "id":…,"status":400,"error":{"code":…,"name":"…","msg":"…","retryAfterMs":…}}, to be gone on with rate. */
    public static JsonWriter begin(String id, ProtocolException refusal) {
        return error(JsonWriter.object().raw("id", id).field("status", refusal.error().status()), refusal);
    }

    /** {@code {"status":…,"error":{…}}}, for HTTP. */
    public static byte[] error(ProtocolException refusal) {
        return error(JsonWriter.object().field("status", refusal.error().status()), refusal).end().bytes();
    }

    private static JsonWriter error(JsonWriter json, ProtocolException refusal) {
        json.object("error").field("code", refusal.error().code()).field("name", refusal.error().name())
                .field("msg", refusal.getMessage()).field("retryAfterMs", refusal.retryAfterMs());
        return json.end();
    }
}
