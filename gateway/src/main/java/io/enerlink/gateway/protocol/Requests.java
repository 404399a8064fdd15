package io.enerlink.gateway.protocol;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;

/**
 * Reads {@code {"id":…,"method":"…","params":{…}}} strictly: nothing twice, nothing unknown, nothing behind it. One for
 * each thread: its parser and its fields are used again for the next request, and what can come again is made once.
 */
public final class Requests {
    private static final JsonFactory JSON = JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
    private static final ThreadLocal<Requests> OF_THREAD = ThreadLocal.withInitial(Requests::new);
    private static final int MAX_ID_LENGTH = 64;
    private static final int ID_WITHIN = 256;
    /** A parser remembers every name it ever saw; this bounds them. */
    private static final int REQUESTS_OF_A_PARSER = 1_024;
    private static final byte[] EMPTY = {'{', '}'};
    private static final byte[] END = {'\n'};

    private final Params params = new Params();
    private JsonParser parser;
    private ByteArrayFeeder feeder;
    private int read;
    private boolean ended;
    private String id;
    private String method;
    private boolean hasParams;

    private Requests() {}

    /**
     * Reads one request. Its fields live until the same thread reads the next.
     *
     * @param text UTF-8, not looked at afterwards
     * @throws MalformedRequest naming the error, with the request's id where that much could be read
     */
    public static Request parse(byte[] text, int offset, int length) throws MalformedRequest {
        return OF_THREAD.get().request(text, offset, length);
    }

    private Request request(byte[] text, int offset, int length) throws MalformedRequest {
        boolean whole = false;
        try {
            begin(text, offset, length);
            read();
            whole = true;
            return new Request(id, method, params);
        } catch (JsonProcessingException malformed) {
            throw new MalformedRequest(id,
                    Errors.MALFORMED_JSON.because("not JSON: " + malformed.getOriginalMessage()));
        } catch (ProtocolException refused) {
            throw new MalformedRequest(id, refused);
        } catch (IOException impossible) {
            throw new IllegalStateException("reading from memory failed", impossible);
        } finally {
            if (!whole) letGo();
        }
    }

    private void begin(byte[] text, int offset, int length) throws IOException {
        id = "null";
        method = null;
        hasParams = false;
        ended = false;
        params.clear();
        if (read++ == REQUESTS_OF_A_PARSER) letGo();
        if (parser == null) {
            parser = JSON.createNonBlockingByteArrayParser();
            feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
            feeder.feedInput(EMPTY, 0, EMPTY.length); // behind which a byte order mark is none
            parser.nextToken();
            parser.nextToken();
        }
        feeder.feedInput(text, offset, offset + length);
    }

    /** It stands in the middle of something. */
    private void letGo() {
        JsonParser used = parser;
        parser = null;
        read = 0;
        if (used == null) return;
        try {
            used.close();
        } catch (IOException impossible) {
            throw new IllegalStateException("there is nothing to close but memory", impossible);
        }
    }

    /** The next token, NOT_AVAILABLE where the text is at its end. */
    private JsonToken next() throws IOException {
        JsonToken token = parser.nextToken();
        if (token != JsonToken.NOT_AVAILABLE || ended) return token;
        ended = true;
        feeder.feedInput(END, 0, END.length); // no number goes on behind it, and no string
        return parser.nextToken();
    }

    /** The next member's name, null behind the last. */
    private String nextName() throws IOException {
        JsonToken token = next();
        if (token == JsonToken.FIELD_NAME) return parser.currentName();
        if (token == JsonToken.END_OBJECT) return null;
        throw ended();
    }

    /**
     * The id of a text that is not going to be read, as JSON: looked for among the first characters and plain members,
     * {@code null} as text where it is not there.
     */
    public static String idOf(byte[] text, int offset, int length) {
        try (JsonParser parser = JSON.createParser(text, offset, Math.min(length, ID_WITHIN))) {
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

    private void read() throws IOException {
        if (next() != JsonToken.START_OBJECT) throw Errors.INVALID_REQUEST.because("a request is a JSON object");
        boolean hasId = false;
        for (String name = nextName(); name != null; name = nextName()) {
            JsonToken token = next();
            switch (name) {
                case "id" -> {
                    if (hasId) throw twice(name);
                    hasId = true;
                    id = id(parser);
                }
                case "method" -> {
                    if (method != null) throw twice(name);
                    if (token != JsonToken.VALUE_STRING) throw wrongType(token, "method must be a string");
                    method = params.word(parser);
                }
                case "params" -> {
                    if (hasParams) throw twice(name);
                    hasParams = true;
                    if (token != JsonToken.START_OBJECT) throw wrongType(token, "params must be an object");
                    readParams();
                }
                default -> throw Errors.UNKNOWN_FIELD.because("unknown field \"" + name + "\"");
            }
        }
        if (next() != JsonToken.NOT_AVAILABLE) throw Errors.MALFORMED_JSON.because("something follows the request");
        if (!hasId) throw Errors.MISSING_FIELD.because("\"id\" is missing");
        if (method == null) throw Errors.MISSING_FIELD.because("\"method\" is missing");
    }

    private static String id(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.NOT_AVAILABLE) throw ended();
        if (token == JsonToken.VALUE_NUMBER_INT && parser.getTextLength() <= MAX_ID_LENGTH) return parser.getText();
        if (token == JsonToken.VALUE_STRING && parser.getTextLength() <= MAX_ID_LENGTH) {
            return JsonWriter.quote(parser.getText());
        }
        throw Errors.INVALID_REQUEST.because("id must be an integer or a string of at most 64 characters");
    }

    private void readParams() throws IOException {
        for (String name = nextName(); name != null; name = nextName()) {
            switch (next()) {
                case VALUE_STRING -> params.text(name, parser);
                case VALUE_TRUE -> params.flag(name, true);
                case VALUE_FALSE -> params.flag(name, false);
                case VALUE_NUMBER_INT -> params.number(name, whole(name));
                case VALUE_NUMBER_FLOAT -> params.other(name);
                case START_OBJECT, START_ARRAY, VALUE_NULL ->
                    throw Errors.WRONG_TYPE.because(name + " must be a string, a number or a boolean");
                default -> throw ended();
            }
        }
    }

    private long whole(String name) throws IOException {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw Errors.VALUE_TOO_LARGE.because(name + " is too large");
        }
        return parser.getLongValue();
    }

    private static ProtocolException wrongType(JsonToken token, String message) {
        return token == JsonToken.NOT_AVAILABLE ? ended() : Errors.WRONG_TYPE.because(message);
    }

    private static ProtocolException ended() {
        return Errors.MALFORMED_JSON.because("the request ends in its middle");
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
