package io.enerlink.gateway.protocol;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;

/** Reads {@code {"id":…,"method":"…","params":{…}}} strictly: nothing twice, nothing unknown, nothing behind it. */
public final class Requests {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MAX_ID_LENGTH = 64;
    private static final int ID_WITHIN = 256;

    private String id = "null";
    private String method;
    private Params params;

    private Requests() {}

    /**
     * Reads one request.
     *
     * @throws MalformedRequest naming the error, with the request's id where that much could be read
     */
    public static Request parse(String text) throws MalformedRequest {
        Requests reading = new Requests();
        try (JsonParser parser = JSON.createParser(text)) {
            reading.read(parser);
        } catch (JsonProcessingException malformed) {
            throw new MalformedRequest(reading.id,
                    Errors.MALFORMED_JSON.because("not JSON: " + malformed.getOriginalMessage()));
        } catch (ProtocolException refused) {
            throw new MalformedRequest(reading.id, refused);
        } catch (IOException impossible) {
            throw new IllegalStateException("reading from memory failed", impossible);
        }
        return new Request(reading.id, reading.method, reading.params);
    }

    /**
     * The id of a text that is not going to be read, as JSON: looked for among the first characters and plain members,
     * {@code null} as text where it is not there.
     */
    public static String idOf(String text) {
        String beginning = text.substring(0, Math.min(text.length(), ID_WITHIN));
        try (JsonParser parser = JSON.createParser(beginning)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) return "null";
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                if (parser.nextToken().isStructStart()) return "null";
                if (name.equals("id")) return id(parser);
            }
        } catch (ProtocolException | IOException unreadable) {
            return "null";
        }
        return "null";
    }

    private void read(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw Errors.INVALID_REQUEST.because("a request is a JSON object");
        }
        boolean hasId = false;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            switch (name) {
                case "id" -> {
                    if (hasId) throw twice(name);
                    hasId = true;
                    id = id(parser);
                }
                case "method" -> {
                    if (method != null) throw twice(name);
                    if (parser.currentToken() != JsonToken.VALUE_STRING) {
                        throw Errors.WRONG_TYPE.because("method must be a string");
                    }
                    method = parser.getText();
                }
                case "params" -> {
                    if (params != null) throw twice(name);
                    params = params(parser);
                }
                default -> throw Errors.UNKNOWN_FIELD.because("unknown field \"" + name + "\"");
            }
        }
        if (parser.nextToken() != null) throw Errors.MALFORMED_JSON.because("something follows the request");
        if (!hasId) throw Errors.MISSING_FIELD.because("\"id\" is missing");
        if (method == null) throw Errors.MISSING_FIELD.because("\"method\" is missing");
        if (params == null) params = new Params();
    }

    private static String id(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT && parser.getTextLength() <= MAX_ID_LENGTH) return parser.getText();
        if (token == JsonToken.VALUE_STRING && parser.getTextLength() <= MAX_ID_LENGTH) {
            return JsonWriter.quote(parser.getText());
        }
        throw Errors.INVALID_REQUEST.because("id must be an integer or a string of at most 64 characters");
    }

    private static Params params(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw Errors.WRONG_TYPE.because("params must be an object");
        }
        Params params = new Params();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            params.add(name, value(name, parser));
        }
        return params;
    }

    private static Object value(String name, JsonParser parser) throws IOException {
        return switch (parser.nextToken()) {
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NUMBER_INT -> whole(name, parser);
            case VALUE_NUMBER_FLOAT -> new Object();
            case START_OBJECT, START_ARRAY, VALUE_NULL ->
                throw Errors.WRONG_TYPE.because(name + " must be a string, a number or a boolean");
            default -> throw Errors.MALFORMED_JSON.because("the request ends in its middle");
        };
    }

    private static Long whole(String name, JsonParser parser) throws IOException {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw Errors.VALUE_TOO_LARGE.because(name + " is too large");
        }
        return parser.getLongValue();
    }

    private static ProtocolException twice(String name) {
        return Errors.DUPLICATE_FIELD.because("\"" + name + "\" stands there twice");
    }

    /** What was wrong with a text that is no request. */
    public static final class MalformedRequest extends Exception {
        private final String id;

        MalformedRequest(String id, ProtocolException cause) {
            super(cause.getMessage(), cause, false, false);
            this.id = id;
        }

        /** The request's id as JSON, {@code null} as text where it could not be read. */
        public String id() {
            return id;
        }

        public ProtocolException refusal() { return (ProtocolException) getCause(); }
    }
}
