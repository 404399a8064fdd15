package io.enerlink.gateway.protocol;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonParser;

/**
 * The fields of a request, read one by one with their type; what was never asked for is unknown. Call {@link #end()}
 * after the last and before anything takes effect. They lie where those of the thread's next request will lie.
 */
public final class Params {
    private static final int MAX_FIELDS = 32;
    private static final int FIRST_CHARACTERS = 512;
    private static final Map<Enum<?>, String> WORDS = new ConcurrentHashMap<>();
    /** Of each type once; a class gives a new array to whoever asks it. */
    private static final ClassValue<Enum<?>[]> CONSTANTS = new ClassValue<>() {
        @Override
        protected Enum<?>[] computeValue(Class<?> type) {
            return (Enum<?>[]) type.getEnumConstants();
        }
    };

    private final KnownWords words = new KnownWords();
    private final Text view = new Text();
    private final String[] names = new String[MAX_FIELDS];
    private final Kind[] kinds = new Kind[MAX_FIELDS];
    /** The number, 1 for true, or where a text begins and how long it is. */
    private final long[] values = new long[MAX_FIELDS];
    private final int[] lengths = new int[MAX_FIELDS];
    private char[] characters = new char[FIRST_CHARACTERS];
    private int used;
    private int count;
    /** Those that nobody has asked for yet. */
    private int left;

    private enum Kind {
        TEXT, NUMBER, FLAG, OTHER, TAKEN
    }

    Params() {}

    void clear() {
        count = 0;
        left = 0;
        used = 0;
    }

    /** The text at which a parser stands; the same String for the same short text. */
    String word(JsonParser at) throws IOException {
        return words.of(at.getTextCharacters(), at.getTextOffset(), at.getTextLength());
    }

    void text(String name, JsonParser at) throws IOException {
        int length = at.getTextLength();
        if (used + length > characters.length) {
            characters = Arrays.copyOf(characters, Math.max(2 * characters.length, used + length));
        }
        System.arraycopy(at.getTextCharacters(), at.getTextOffset(), characters, used, length);
        lengths[add(name, Kind.TEXT, used)] = length;
        used += length;
    }

    void number(String name, long value) {
        add(name, Kind.NUMBER, value);
    }

    void flag(String name, boolean value) {
        add(name, Kind.FLAG, value ? 1 : 0);
    }

    /** A value of a type that no field has. */
    void other(String name) {
        add(name, Kind.OTHER, 0);
    }

    private int add(String name, Kind kind, long value) {
        for (int i = 0; i < count; i++) {
            if (names[i].equals(name)) throw Errors.DUPLICATE_FIELD.because("\"" + name + "\" stands there twice");
        }
        if (count == MAX_FIELDS) throw Errors.INVALID_REQUEST.because("more than " + MAX_FIELDS + " fields");
        names[count] = name;
        kinds[count] = kind;
        values[count] = value;
        left++;
        return count++;
    }

    /** @throws ProtocolException UNKNOWN_FIELD where a field was sent that this method does not have */
    public void end() {
        if (left == 0) return;
        int i = 0;
        while (kinds[i] == Kind.TAKEN) i++;
        throw Errors.UNKNOWN_FIELD.because("unknown field \"" + names[i] + "\"");
    }

    public boolean has(String name) {
        return find(name) >= 0;
    }

    public String string(String name) {
        return required(name, optionalString(name, null));
    }

    public String optionalString(String name, String otherwise) {
        int at = takeText(name);
        return at < 0 ? otherwise : words.of(characters, (int) values[at], lengths[at]);
    }

    /** As {@link #string}, without a String: to be read before the next field is asked for. */
    public CharSequence text(String name) {
        return required(name, optionalText(name));
    }

    /** The same; null where it is not there. */
    public CharSequence optionalText(String name) {
        int at = takeText(name);
        return at < 0 ? null : view.at(characters, (int) values[at], lengths[at]);
    }

    private int takeText(String name) {
        int at = find(name);
        if (at >= 0) take(at, Kind.TEXT, " must be a string");
        return at;
    }

    public boolean bool(String name) {
        if (!has(name)) throw missing(name);
        return optionalBool(name, false);
    }

    public boolean optionalBool(String name, boolean otherwise) {
        int at = find(name);
        if (at < 0) return otherwise;
        take(at, Kind.FLAG, " must be true or false");
        return values[at] == 1;
    }

    public long whole(String name, long min, long max) {
        if (!has(name)) throw missing(name);
        return optionalWhole(name, min, max, 0);
    }

    /** A whole number between {@code min} and {@code max}, as a JSON integer or a string of digits. */
    public long optionalWhole(String name, long min, long max, long otherwise) {
        int at = find(name);
        if (at < 0) return otherwise;
        long number = kinds[at] == Kind.NUMBER ? values[at] : digits(at);
        taken(at);
        if (number < min || number > max) {
            throw Errors.INVALID_VALUE.because(name + " must be from " + min + " to " + max);
        }
        return number;
    }

    /** One of an enum's constants, in the protocol's camelCase. */
    public <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
        String text = optionalString(name, null);
        if (text == null) return otherwise;
        for (Enum<?> constant : CONSTANTS.get(type)) if (word(constant).equals(text)) return type.cast(constant);
        throw Errors.INVALID_VALUE.because(name + " must be one of " + Arrays.stream(CONSTANTS.get(type))
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

    private long digits(int at) {
        CharSequence text = view.at(characters, (int) values[at], kinds[at] == Kind.TEXT ? lengths[at] : 0);
        if (!Decimals.digits(text, 0, text.length()))
            throw Errors.WRONG_TYPE.because(names[at] + " must be a whole number");
        try {
            return Long.parseLong(text, 0, text.length(), 10);
        } catch (NumberFormatException tooLarge) {
            throw Errors.VALUE_TOO_LARGE.because(names[at] + " is too large");
        }
    }

    /** Where a field is that nobody has asked for yet, below zero where there is none. */
    private int find(String name) {
        for (int i = 0; i < count; i++) if (kinds[i] != Kind.TAKEN && names[i].equals(name)) return i;
        return -1;
    }

    private void take(int at, Kind kind, String mustBe) {
        if (kinds[at] != kind) throw Errors.WRONG_TYPE.because(names[at] + mustBe);
        taken(at);
    }

    private void taken(int at) {
        kinds[at] = Kind.TAKEN;
        left--;
    }

    private static <T> T required(String name, T value) {
        if (value == null) throw missing(name);
        return value;
    }

    private static ProtocolException missing(String name) {
        return Errors.MISSING_FIELD.because("\"" + name + "\" is missing");
    }
}
