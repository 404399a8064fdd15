package io.enerlink.gateway.protocol;

/** Answers to requests, as UTF-8 JSON. */
public final class Responses {
    private Responses() {}

    /** {@code {"id":…,"status":200,"result":{…},"rate":{…}}} with result and rate as JSON. */
    public static byte[] result(String id, CharSequence result, CharSequence rate) {
        return JsonWriter.object().raw("id", id).field("status", 200).raw("result", result).raw("rate", rate).end()
                .bytes();
    }

    /** {@code {"id":…,"status":400,"error":{"code":…,"name":"…","msg":"…","retryAfterMs":…},"rate":{…}}}. */
    public static byte[] error(String id, ProtocolException refusal, CharSequence rate) {
        JsonWriter json = JsonWriter.object().raw("id", id).field("status", refusal.error().status());
        return error(json, refusal).raw("rate", rate).end().bytes();
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
