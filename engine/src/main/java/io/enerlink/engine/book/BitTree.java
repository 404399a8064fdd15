package io.enerlink.engine.book;

import io.enerlink.engine.image.StateImage;
import java.util.Arrays;

/**
 * A set of small numbers that finds the next member above or below in a few steps however far away it is: a bitmap, a
 * bitmap of its non-zero words, and so on up to a single word. Grows with the highest number it has seen.
 */
final class BitTree {
    static final int NONE = -1;

    private long[][] layers = {new long[1]};

    void add(int bit) {
        while (bit >> 6 >= layers[0].length) grow();
        int member = bit;
        for (long[] layer : layers) {
            int word = member >> 6;
            boolean known = layer[word] != 0;
            layer[word] |= 1L << member;
            if (known) return;
            member = word;
        }
    }

    void remove(int bit) {
        int member = bit;
        for (long[] layer : layers) {
            int word = member >> 6;
            layer[word] &= ~(1L << member);
            if (layer[word] != 0) return;
            member = word;
        }
    }

    /** The lowest member that is at least {@code bit}. */
    int ceiling(int bit) {
        int from = bit;
        for (int layer = 0; layer < layers.length; layer++) {
            int word = from >> 6;
            if (word >= layers[layer].length) return NONE;
            long bits = layers[layer][word] & -1L << from;
            if (bits != 0) return lowestBelow(layer, (word << 6) + Long.numberOfTrailingZeros(bits));
            from = word + 1;
        }
        return NONE;
    }

    /** The highest member that is at most {@code bit}. */
    int floor(int bit) {
        int from = bit;
        for (int layer = 0; layer < layers.length && from >= 0; layer++) {
            int word = Math.min(from >> 6, layers[layer].length - 1);
            long bits = word == from >> 6 ? layers[layer][word] & -1L >>> 63 - (from & 63) : layers[layer][word];
            if (bits != 0) return highestBelow(layer, (word << 6) + 63 - Long.numberOfLeadingZeros(bits));
            from = word - 1;
        }
        return NONE;
    }

    private int lowestBelow(int layer, int bit) {
        int member = bit;
        for (int below = layer - 1; below >= 0; below--) {
            member = (member << 6) + Long.numberOfTrailingZeros(layers[below][member]);
        }
        return member;
    }

    private int highestBelow(int layer, int bit) {
        int member = bit;
        for (int below = layer - 1; below >= 0; below--) {
            member = (member << 6) + 63 - Long.numberOfLeadingZeros(layers[below][member]);
        }
        return member;
    }

    /** Doubles the lowest layer and summarises it anew. */
    private void grow() {
        long[] words = Arrays.copyOf(layers[0], layers[0].length * 2);
        layers = new long[1][];
        layers[0] = words;
        while (words.length > 1) {
            words = summary(words);
            layers = Arrays.copyOf(layers, layers.length + 1);
            layers[layers.length - 1] = words;
        }
    }

    private static long[] summary(long[] words) {
        long[] summary = new long[words.length + 63 >> 6];
        for (int word = 0; word < words.length; word++) {
            if (words[word] != 0) summary[word >> 6] |= 1L << word;
        }
        return summary;
    }

    /** Carries everything into an image, or out of one into what is new. */
    void carry(StateImage image) {
        int count = image.carry(layers.length);
        if (image.isLoading()) layers = new long[count][0];
        for (int layer = 0; layer < count; layer++) {
            layers[layer] = image.carry(layers[layer]);
        }
    }
}
