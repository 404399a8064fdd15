package io.enerlink.settlement.metering;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;

/** Reads what devices say, strictly: exact decimals, no key twice, nothing guessed. */
final class Payload {
    /** A message with all the fields there are has about 1 kB. */
    static final int MAX_BYTES = 16_384;
    /** Far beyond any meter, and far from overflow: 10^12 Wh. */
    private static final BigDecimal MAX_WH = BigDecimal.TEN.pow(12);
    private static final int MAX_TEXT = 256;
    private static final int MAX_WHOLE_DIGITS = 15;
    private static final int MAX_DIGITS = 30;
    private static final int UWH_EXPONENT = 6;
    /** What devices send when a value is missing: all ones in 32 bits, with and without sign, as it is or in mWh. */
    private static final Set<BigDecimal> SENTINELS = Set.of(new BigDecimal(4_294_967_295L),
            new BigDecimal(2_147_483_647L), new BigDecimal("4294967.295"), new BigDecimal("2147483.647"));
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);

    private Payload() {}

    static JsonNode object(byte[] bytes) throws RefusedMessageException {
        if (bytes.length > MAX_BYTES)
            throw new RefusedMessageException(Refusal.TOO_LARGE_MESSAGE, bytes.length + " bytes");
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            JsonNode root = JSON.readTree(text);
            if (!root.isObject()) throw new RefusedMessageException(Refusal.MALFORMED_JSON, "not an object");
            if (text.contains("\\u0000"))
                throw new RefusedMessageException(Refusal.INVALID_VALUE, "text with a NUL character");
            return root;
        } catch (CharacterCodingException e) {
            throw new RefusedMessageException(Refusal.MALFORMED_JSON, "not UTF-8");
        } catch (IOException | NumberFormatException e) { // the latter for an exponent that no number has
            throw new RefusedMessageException(Refusal.MALFORMED_JSON, firstLine(e));
        }
    }

    /** What a message says that was taken, as JSON that everybody reads. */
    static String json(byte[] bytes) {
        try {
            return object(bytes).toString();
        } catch (RefusedMessageException e) {
            throw new IllegalStateException("a stored message cannot be read", e);
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    static JsonNode child(JsonNode object, String name) throws RefusedMessageException {
        JsonNode child = present(object, name);
        if (!child.isObject()) throw new RefusedMessageException(Refusal.INVALID_VALUE, name + " is no object");
        return child;
    }

    static BigDecimal number(JsonNode object, String name) throws RefusedMessageException {
        JsonNode value = present(object, name);
        if (!value.isNumber() || value.isDouble()) // a double is NaN or infinite: numbers are read as decimals
            throw new RefusedMessageException(Refusal.NOT_A_NUMBER, name + " is " + shortened(value));
        BigDecimal number = value.decimalValue();
        long wholeDigits = (long) number.precision() - number.scale();
        if (wholeDigits > MAX_WHOLE_DIGITS || wholeDigits < -MAX_DIGITS || number.precision() > MAX_DIGITS)
            throw new RefusedMessageException(Refusal.OUT_OF_RANGE, name + " is " + shortened(value));
        return number;
    }

    /** A cumulative energy in µWh; less than a µWh stays in the device's register until it has become one. */
    static long uwh(JsonNode object, String name) throws RefusedMessageException {
        BigDecimal wh = number(object, name);
        if (wh.signum() < 0) throw new RefusedMessageException(Refusal.NEGATIVE_ENERGY, name + " is " + wh);
        if (SENTINELS.stream().anyMatch(sentinel -> sentinel.compareTo(wh) == 0))
            throw new RefusedMessageException(Refusal.SENTINEL, name + " is " + wh);
        if (wh.compareTo(MAX_WH) > 0) throw new RefusedMessageException(Refusal.OUT_OF_RANGE, name + " is " + wh);
        return wh.movePointRight(UWH_EXPONENT).setScale(0, RoundingMode.DOWN).longValueExact();
    }

    /** A whole number of at least 0. */
    static long wholeNumber(JsonNode object, String name) throws RefusedMessageException {
        BigDecimal number = number(object, name);
        boolean inRange = number.signum() >= 0; // and no more than fits, or it were no number
        if (!inRange || number.stripTrailingZeros().scale() > 0)
            throw new RefusedMessageException(Refusal.OUT_OF_RANGE, name + " is " + number);
        return number.longValueExact();
    }

    static boolean flag(JsonNode object, String name) throws RefusedMessageException {
        JsonNode value = present(object, name);
        if (!value.isBoolean())
            throw new RefusedMessageException(Refusal.INVALID_VALUE, name + " is " + shortened(value));
        return value.booleanValue();
    }

    static String text(JsonNode object, String name, String... allowed) throws RefusedMessageException {
        JsonNode value = present(object, name);
        if (!value.isTextual() || !List.of(allowed).contains(value.textValue()))
            throw new RefusedMessageException(Refusal.INVALID_VALUE, name + " is " + shortened(value));
        return value.textValue();
    }

    /** Any text of at most {@link #MAX_TEXT} characters. */
    static String text(JsonNode object, String name) throws RefusedMessageException {
        JsonNode value = present(object, name);
        if (!value.isTextual() || value.textValue().length() > MAX_TEXT)
            throw new RefusedMessageException(Refusal.INVALID_VALUE, name + " is " + shortened(value));
        return value.textValue();
    }

    private static JsonNode present(JsonNode object, String name) throws RefusedMessageException {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) throw new RefusedMessageException(Refusal.MISSING_FIELD, name);
        return value;
    }

    private static String shortened(JsonNode value) {
        String text = value.toString();
        return text.length() <= MAX_DIGITS ? text : text.substring(0, MAX_DIGITS) + "…";
    }
}
