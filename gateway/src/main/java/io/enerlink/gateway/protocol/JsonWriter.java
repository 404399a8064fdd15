package io.enerlink.gateway.protocol;

import java.nio.charset.StandardCharsets;

/** Writes one JSON text, member by member. A member with a null string is left out. Not thread-safe. */
public final class JsonWriter {
    private final StringBuilder text = new StringBuilder(256);
    private boolean first = true;

    /** A new text whose outermost value is an object. */
    public static JsonWriter object() {
        return new JsonWriter().open('{');
    }

    /** A new text whose outermost value is an array. */
    public static JsonWriter array() {
        return new JsonWriter().open('[');
    }

    public JsonWriter field(String name, String value) { return value == null ? this : name(name).append(value); }

    public JsonWriter field(String name, long value) {
        name(name).text.append(value);
        return this;
    }

    public JsonWriter field(String name, boolean value) {
        name(name).text.append(value);
        return this;
    }

    /** A whole number as a decimal string, for what may pass 2^53. */
    public JsonWriter id(String name, long value) {
        name(name).text.append('"').append(value).append('"');
        return this;
    }

    /** {@code value} units of {@code 10^-decimals} as a decimal string. */
    public JsonWriter decimal(String name, long value, int decimals) {
        return field(name, Decimals.format(value, decimals));
    }

    /** A member whose value is JSON already. */
    public JsonWriter raw(String name, CharSequence json) {
        name(name).text.append(json);
        return this;
    }

    /** Members that are JSON already, such as {@code "a":1,"b":2}. */
    public JsonWriter members(CharSequence json) {
        separate();
        text.append(json);
        return this;
    }

    /** The next item of an array, JSON already. */
    public JsonWriter value(CharSequence json) {
        separate();
        text.append(json);
        return this;
    }

    public JsonWriter object(String name) { return name(name).open('{'); }

    public JsonWriter array(String name) { return name(name).open('['); }

    /** Opens an object as the next item of an array. */
    public JsonWriter item() {
        separate();
        return open('{');
    }

    /** The next item of an array, an array of strings itself. */
    public JsonWriter pair(String left, String right) {
        separate();
        text.append("[\"").append(left).append("\",\"").append(right).append("\"]");
        return this;
    }

    public JsonWriter end() {
        text.append('}');
        first = false;
        return this;
    }

    public JsonWriter endArray() {
        text.append(']');
        first = false;
        return this;
    }

    public byte[] bytes() { return text.toString().getBytes(StandardCharsets.UTF_8); }

    @Override
    public String toString() { return text.toString(); }

    /** {@code value} as a JSON string, quotes included. */
    public static String quote(String value) {
        return new JsonWriter().append(value).toString();
    }

    private JsonWriter open(char bracket) {
        text.append(bracket);
        first = true;
        return this;
    }

    private JsonWriter name(String name) {
        separate();
        text.append('"').append(name).append("\":");
        return this;
    }

    private void separate() {
        if (!first) text.append(',');
        first = false;
    }

    private JsonWriter append(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
        return this;
    }
}
