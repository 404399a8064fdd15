package io.enerlink.gateway.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The fields of a request, read one by one with their type; what was never asked for is unknown. Call {@link #end()}
 * after the last and before anything takes effect.
 */
public final class Params {
    private static final int MAX_FIELDS = 32;
    private static final Map<Enum<?>, String> WORDS = new ConcurrentHashMap<>();

    private final List<String> names = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    /** @param value a String, Long or Boolean, or anything else for a type that no field has */
    void add(String name, Object value) {
        if (names.contains(name)) throw Errors.DUPLICATE_FIELD.because("\"" + name + "\" stands there twice");
        if (names.size() == MAX_FIELDS) throw Errors.INVALID_REQUEST.because("more than " + MAX_FIELDS + " fields");
        names.add(name);
        values.add(value);
    }

    /** @throws ProtocolException UNKNOWN_FIELD where a field was sent that this method does not have */
    public void end() {
        if (!names.isEmpty()) throw Errors.UNKNOWN_FIELD.because("unknown field \"" + names.get(0) + "\"");
    }

    public boolean has(String name) {
        return names.contains(name);
    }

    public String string(String name) {
        return required(name, optionalString(name, null));
    }

    public String optionalString(String name, String otherwise) {
        Object value = take(name);
        if (value == null) return otherwise;
        if (value instanceof String text) return text;
        throw Errors.WRONG_TYPE.because(name + " must be a string");
    }

    public boolean bool(String name) {
        return required(name, optionalBoolean(name));
    }

    public boolean optionalBool(String name, boolean otherwise) {
        Boolean value = optionalBoolean(name);
        return value == null ? otherwise : value;
    }

    public long whole(String name, long min, long max) {
        if (!has(name)) throw missing(name);
        return optionalWhole(name, min, max, 0);
    }

    /** A whole number between {@code min} and {@code max}, as a JSON integer or a string of digits. */
    public long optionalWhole(String name, long min, long max, long otherwise) {
        Object value = take(name);
        if (value == null) return otherwise;
        long number = value instanceof Long whole ? whole : digits(name, value);
        if (number < min || number > max) {
            throw Errors.INVALID_VALUE.because(name + " must be from " + min + " to " + max);
        }
        return number;
    }

    /** One of an enum's constants, in the protocol's camelCase. */
    public <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
        String text = optionalString(name, null);
        if (text == null) return otherwise;
        for (E constant : type.getEnumConstants()) if (word(constant).equals(text)) return constant;
        throw Errors.INVALID_VALUE.because(name + " must be one of " + Arrays.stream(type.getEnumConstants())
                .map(Params::word).collect(Collectors.joining(", ")));
    }

    /** CANCEL_NEWEST is {@code cancelNewest} on the wire. */
    public static String word(Enum<?> constant) {
        String known = WORDS.get(constant);
        return known == null ? WORDS.computeIfAbsent(constant, Params::camelCase) : known;
    }

    private static String camelCase(Enum<?> constant) {
        String[] parts = constant.name().toLowerCase(Locale.ROOT).split("_");
        StringBuilder word = new StringBuilder(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            word.append(Character.toUpperCase(parts[i].charAt(0))).append(parts[i], 1, parts[i].length());
        }
        return word.toString();
    }

    private Boolean optionalBoolean(String name) {
        Object value = take(name);
        if (value == null || value instanceof Boolean) return (Boolean) value;
        throw Errors.WRONG_TYPE.because(name + " must be true or false");
    }

    private static long digits(String name, Object value) {
        if (!(value instanceof String text) || text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw Errors.WRONG_TYPE.because(name + " must be a whole number");
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException tooLarge) {
            throw Errors.VALUE_TOO_LARGE.because(name + " is too large");
        }
    }

    private Object take(String name) {
        int at = names.indexOf(name);
        if (at < 0) return null;
        names.remove(at);
        return values.remove(at);
    }

    private static <T> T required(String name, T value) {
        if (value == null) throw missing(name);
        return value;
    }

    private static ProtocolException missing(String name) {
        return Errors.MISSING_FIELD.because("\"" + name + "\" is missing");
    }
}
