package io.enerlink.gateway.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.Params;
import io.enerlink.gateway.protocol.ProtocolException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** One line of input: a JSON object whose fields are known, none twice. Reused from line to line. */
final class Line {
    private static final JsonFactory JSON = new JsonFactory();

    /** Every field that some operation has. */
    enum Field {
        OP, ID, ACCOUNT, SIDE, TYPE, PRICE, QUANTITY, BY, TIME_IN_FORCE, SELF_TRADE, MAX_QUOTE, DISPLAY_QUANTITY,
        SYMBOL,
        POST_ONLY, EXPIRY, MS, MAX_FEE_BPS, NONCE, EPOCH;

        private static final Map<String, Field> BY_NAME = new HashMap<>();

        static {
            for (Field field : values()) BY_NAME.put(Params.word(field), field);
        }

        String word() {
            return Params.word(this);
        }
    }

    private final Object[] values = new Object[Field.values().length];
    private final Set<Field> present = EnumSet.noneOf(Field.class);

    /** @throws ProtocolException when it is no such object */
    void parse(byte[] bytes, int from, int length) {
        present.clear();
        try (JsonParser parser = JSON.createParser(bytes, from, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) throw Errors.MALFORMED_JSON.because("no JSON object");
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                Field field = Field.BY_NAME.get(name);
                if (field == null) throw Errors.UNKNOWN_FIELD.because("unknown field \"" + name + "\"");
                if (!present.add(field)) throw Errors.DUPLICATE_FIELD.because("\"" + name + "\" stands there twice");
                values[field.ordinal()] = value(name, parser);
            }
            if (parser.nextToken() != null) throw Errors.MALFORMED_JSON.because("something follows the object");
        } catch (JsonProcessingException malformed) {
            throw Errors.MALFORMED_JSON.because("not JSON: " + malformed.getOriginalMessage());
        } catch (IOException impossible) {
            throw new IllegalStateException("reading from memory failed", impossible);
        }
    }

    private static Object value(String name, JsonParser parser) throws IOException {
        return switch (parser.nextToken()) {
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NUMBER_INT -> whole(name, parser);
            default -> throw Errors.WRONG_TYPE.because(name + " must be a string, a whole number, true or false");
        };
    }

    private static Long whole(String name, JsonParser parser) throws IOException {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw Errors.VALUE_TOO_LARGE.because(name + " is too large");
        }
        return parser.getLongValue();
    }

    /** Refuses fields that the operation does not have. */
    void allowOnly(Set<Field> allowed) {
        if (allowed.containsAll(present)) return;
        for (Field field : present) {
            if (!allowed.contains(field)) throw Errors.UNKNOWN_FIELD.because("unknown field \"" + field.word() + "\"");
        }
    }

    boolean has(Field field) {
        return present.contains(field);
    }

    void require(Field field) {
        if (!has(field)) throw Errors.MISSING_FIELD.because("\"" + field.word() + "\" is missing");
    }

    String string(Field field) {
        require(field);
        return stringOr(field, null);
    }

    String stringOr(Field field, String otherwise) {
        if (!has(field)) return otherwise;
        if (values[field.ordinal()] instanceof String text) return text;
        throw Errors.WRONG_TYPE.because(field.word() + " must be a string");
    }

    long whole(Field field) {
        require(field);
        if (values[field.ordinal()] instanceof Long number) return number;
        throw Errors.WRONG_TYPE.because(field.word() + " must be a whole number");
    }

    boolean isTrue(Field field) {
        if (!has(field)) return false;
        if (values[field.ordinal()] instanceof Boolean value) return value;
        throw Errors.WRONG_TYPE.because(field.word() + " must be true or false");
    }
}
