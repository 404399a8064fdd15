package io.enerlink.gateway.protocol;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Writes one JSON text in UTF-8, member by member. A member with a null string is left out. Not thread-safe. Its buffer
 * goes to the next writer once the text was taken, with {@link #bytes()}, {@link #give} or as part of another text;
 * then this one is of no use any more.
 */
public final class JsonWriter {
    private static final int FIRST_BYTES = 512;
    private static final int MOST_KEPT_BYTES = 1 << 16;
    private static final int MOST_KEPT = 4;
    private static final ThreadLocal<Deque<byte[]>> KEPT = ThreadLocal.withInitial(() -> new ArrayDeque<>(MOST_KEPT));

    private byte[] text;
    private int length;
    private boolean first = true;

    private JsonWriter() {
        byte[] kept = KEPT.get().poll();
        text = kept == null ? new byte[FIRST_BYTES] : kept;
    }

    /** Takes bytes that only live during the call. */
    @FunctionalInterface
    public interface Bytes {
        void take(byte[] bytes, int offset, int length);
    }

    /** A new text whose outermost value is an object. */
    public static JsonWriter object() {
        return new JsonWriter().open('{');
    }

    /** A new text whose outermost value is an array. */
    public static JsonWriter array() {
        return new JsonWriter().open('[');
    }

    public JsonWriter field(String name, String value) { return value == null ? this : name(name).append(value); }

    public JsonWriter field(String name, long value) { return name(name).number(value, 0); }

    public JsonWriter field(String name, boolean value) { return name(name).put(value ? "true" : "false"); }

    /** A whole number as a decimal string, for what may pass 2^53. */
    public JsonWriter id(String name, long value) {
        return name(name).put('"').number(value, 0).put('"');
    }

    /** {@code value} units of {@code 10^-decimals} as a decimal string. */
    public JsonWriter decimal(String name, long value, int decimals) {
        return name(name).put('"').number(value, decimals).put('"');
    }

    /** A member whose value is JSON already. */
    public JsonWriter raw(String name, CharSequence json) {
        return name(name).put(json);
    }

    /** A member whose value is another text, which is taken. */
    public JsonWriter raw(String name, JsonWriter json) {
        name(name).put(json.text, 0, json.length);
        json.letGo();
        return this;
    }

    /** Members that are JSON already, such as {@code "a":1,"b":2}. */
    public JsonWriter members(CharSequence json) {
        return separate().put(json);
    }

    /** The next item of an array, JSON already. */
    public JsonWriter value(CharSequence json) {
        return separate().put(json);
    }

    public JsonWriter object(String name) { return name(name).open('{'); }

    public JsonWriter array(String name) { return name(name).open('['); }

    /** Opens an object as the next item of an array. */
    public JsonWriter item() { return separate().open('{'); }

    /** The next item of an array, an array of strings itself. */
    public JsonWriter pair(String left, String right) {
        return separate().put("[\"").put(left).put("\",\"").put(right).put("\"]");
    }

    public JsonWriter end() { return close('}'); }

    public JsonWriter endArray() { return close(']'); }

    /** Bytes so far. */
    public int length() { return length; }

    /** Takes the text. */
    public byte[] bytes() {
        byte[] bytes = Arrays.copyOf(text, length);
        letGo();
        return bytes;
    }

    /** Lets somebody take the text without a copy. */
    public void give(Bytes taker) {
        taker.take(text, 0, length);
        letGo();
    }

    private void letGo() {
        Deque<byte[]> kept = KEPT.get();
        if (text.length <= MOST_KEPT_BYTES && kept.size() < MOST_KEPT) kept.push(text);
        text = null;
    }

    /** A look at the text. */
    @Override
    public String toString() {
        return text == null ? "" : new String(text, 0, length, StandardCharsets.UTF_8);
    }

    /** {@code value} as a JSON string, quotes included. */
    public static String quote(String value) {
        return new String(new JsonWriter().append(value).bytes(), StandardCharsets.UTF_8);
    }

    private JsonWriter open(char bracket) {
        first = true;
        return put(bracket);
    }

    private JsonWriter close(char bracket) {
        first = false;
        return put(bracket);
    }

    private JsonWriter name(String name) {
        return separate().put('"').put(name).put("\":");
    }

    private JsonWriter separate() {
        if (!first) put(',');
        first = false;
        return this;
    }

    private JsonWriter append(String value) {
        put('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                put('\\').put(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                put(String.format("\\u%04x", (int) c));
            } else {
                put(c);
            }
        }
        return put('"');
    }

    /** Digits from the back, with a point in front of the last {@code decimals}. */
    private JsonWriter number(long value, int decimals) {
        if (value == Long.MIN_VALUE) return put(BigDecimal.valueOf(value, decimals).toPlainString());
        if (value < 0) put('-');
        long rest = Math.abs(value);
        int digits = decimals + 1;
        for (long above = rest / power(decimals) / 10; above > 0; above /= 10) digits++;
        int room = digits + (decimals > 0 ? 1 : 0);
        ensure(room);
        int at = length + room;
        for (int i = 0; i < digits; i++) {
            if (i == decimals && decimals > 0) text[--at] = '.';
            text[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += room;
        return this;
    }

    private static long power(int decimals) {
        long power = 1;
        for (int i = 0; i < decimals; i++) power *= 10;
        return power;
    }

    private JsonWriter put(CharSequence characters) {
        ensure(characters.length());
        for (int i = 0; i < characters.length(); i++) {
            char c = characters.charAt(i);
            if (Character.isSurrogate(c)) {
                byte[] rest = characters.subSequence(i, characters.length()).toString()
                        .getBytes(StandardCharsets.UTF_8);
                put(rest, 0, rest.length);
                return this;
            }
            put(c);
        }
        return this;
    }

    /** Any character but a surrogate. */
    private JsonWriter put(char c) {
        ensure(3);
        if (c < 0x80) {
            text[length++] = (byte) c;
        } else if (c < 0x800) {
            text[length++] = (byte) (0xC0 | c >> 6);
            text[length++] = (byte) (0x80 | c & 0x3F);
        } else {
            text[length++] = (byte) (0xE0 | c >> 12);
            text[length++] = (byte) (0x80 | c >> 6 & 0x3F);
            text[length++] = (byte) (0x80 | c & 0x3F);
        }
        return this;
    }

    private void put(byte[] bytes, int offset, int count) {
        ensure(count);
        System.arraycopy(bytes, offset, text, length, count);
        length += count;
    }

    private void ensure(int more) {
        if (length + more > text.length) text = Arrays.copyOf(text, Math.max(2 * text.length, length + more));
    }
}
