package io.enerlink.gateway.protocol;

import java.util.Objects;

/** A look at some characters of a request, made once and moved from field to field. */
final class Text implements CharSequence {
    private char[] characters;
    private int offset;
    private int length;

    Text at(char[] newCharacters, int newOffset, int newLength) {
        characters = newCharacters;
        offset = newOffset;
        length = newLength;
        return this;
    }

    @Override
    public int length() { return length; }

    @Override
    public char charAt(int index) {
        return characters[offset + Objects.checkIndex(index, length)];
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return toString().substring(start, end);
    }

    @Override
    public String toString() {
        return new String(characters, offset, length);
    }
}
