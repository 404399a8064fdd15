package io.enerlink.gateway.protocol;

/** Short texts that came before, so that a word is made into a String once. Bounded; one thread only. */
final class KnownWords {
    private static final int MAX_LENGTH = 24;
    private static final int SLOTS = 512;

    private final String[] words = new String[SLOTS];

    String of(char[] text, int offset, int length) {
        if (length > MAX_LENGTH) return new String(text, offset, length);
        int hash = 0;
        for (int i = 0; i < length; i++) hash = 31 * hash + text[offset + i];
        int slot = (hash ^ hash >>> 16) & SLOTS - 1;
        String known = words[slot];
        if (known == null || !equal(known, text, offset, length)) {
            known = new String(text, offset, length);
            words[slot] = known;
        }
        return known;
    }

    private static boolean equal(String word, char[] text, int offset, int length) {
        if (word.length() != length) return false;
        for (int i = 0; i < length; i++) if (word.charAt(i) != text[offset + i]) return false;
        return true;
    }
}
