package io.enerlink.engine.client;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What Agrona asks of a buffer beyond numbers and bytes, said in terms of these. What is left out, because no message has
 * it (other memory to wrap, decimal numbers as text, strings behind their length), says so when it is called.
 */
abstract class PlainBuffer implements MutableDirectBuffer {
    private static UnsupportedOperationException leftOut() {
        return new UnsupportedOperationException("no message needs this, so the buffer does not have it");
    }

    @Override
    public final boolean isExpandable() { return false; }

    @Override
    public final int wrapAdjustment() {
        return 0;
    }

    @Override
    public final ByteBuffer byteBuffer() {
        return null;
    }

    @Override
    public final void checkLimit(int limit) {
        boundsCheck(0, limit);
    }

    @Override
    public final int compareTo(DirectBuffer other) {
        int common = Math.min(capacity(), other.capacity());
        for (int i = 0; i < common; i++) {
            int difference = Byte.compareUnsigned(getByte(i), other.getByte(i));
            if (difference != 0) return difference;
        }
        return Integer.compare(capacity(), other.capacity());
    }

    @Override
    public final double getDouble(int index) {
        return Double.longBitsToDouble(getLong(index));
    }

    @Override
    public final double getDouble(int index, ByteOrder order) {
        return Double.longBitsToDouble(getLong(index, order));
    }

    @Override
    public final void putDouble(int index, double value) {
        putLong(index, Double.doubleToRawLongBits(value));
    }

    @Override
    public final void putDouble(int index, double value, ByteOrder order) {
        putLong(index, Double.doubleToRawLongBits(value), order);
    }

    @Override
    public final float getFloat(int index) {
        return Float.intBitsToFloat(getInt(index));
    }

    @Override
    public final float getFloat(int index, ByteOrder order) {
        return Float.intBitsToFloat(getInt(index, order));
    }

    @Override
    public final void putFloat(int index, float value) {
        putInt(index, Float.floatToRawIntBits(value));
    }

    @Override
    public final void putFloat(int index, float value, ByteOrder order) {
        putInt(index, Float.floatToRawIntBits(value), order);
    }

    @Override
    public final char getChar(int index) {
        return (char) getShort(index);
    }

    @Override
    public final char getChar(int index, ByteOrder order) {
        return (char) getShort(index, order);
    }

    @Override
    public final void putChar(int index, char value) {
        putShort(index, (short) value);
    }

    @Override
    public final void putChar(int index, char value, ByteOrder order) {
        putShort(index, (short) value, order);
    }

    @Override
    public final void getBytes(int index, byte[] target) {
        getBytes(index, target, 0, target.length);
    }

    @Override
    public final void getBytes(int index, ByteBuffer target, int length) {
        getBytes(index, target, target.position(), length);
        target.position(target.position() + length);
    }

    @Override
    public final void putBytes(int index, byte[] source) {
        putBytes(index, source, 0, source.length);
    }

    @Override
    public final void putBytes(int index, ByteBuffer source, int length) {
        putBytes(index, source, source.position(), length);
        source.position(source.position() + length);
    }

    @Override
    public final String getStringWithoutLengthAscii(int index, int length) {
        return new String(bytes(index, length), StandardCharsets.US_ASCII);
    }

    @Override
    public final String getStringWithoutLengthUtf8(int index, int length) {
        return new String(bytes(index, length), StandardCharsets.UTF_8);
    }

    private byte[] bytes(int index, int length) {
        byte[] bytes = new byte[length];
        getBytes(index, bytes);
        return bytes;
    }

    @Override
    public final int putStringWithoutLengthAscii(int index, String value) {
        return putStringWithoutLengthAscii(index, (CharSequence) value);
    }

    @Override
    public final int putStringWithoutLengthAscii(int index, CharSequence value) {
        return value == null ? 0 : putStringWithoutLengthAscii(index, value, 0, value.length());
    }

    @Override
    public final int putStringWithoutLengthAscii(int index, String value, int offset, int length) {
        return putStringWithoutLengthAscii(index, (CharSequence) value, offset, length);
    }

    @Override
    public final int putStringWithoutLengthAscii(int index, CharSequence value, int offset, int length) {
        if (value == null) return 0;
        int written = Math.min(value.length() - offset, length);
        for (int i = 0; i < written; i++) {
            char character = value.charAt(offset + i);
            putByte(index + i, (byte) (character < 128 ? character : '?'));
        }
        return written;
    }

    @Override
    public final int putStringWithoutLengthUtf8(int index, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        putBytes(index, bytes);
        return bytes.length;
    }

    @Override
    public final void wrap(byte[] array) {
        throw leftOut();
    }

    @Override
    public final void wrap(byte[] array, int a, int b) {
        throw leftOut();
    }

    @Override
    public final void wrap(ByteBuffer buffer) {
        throw leftOut();
    }

    @Override
    public final void wrap(ByteBuffer buffer, int a, int b) {
        throw leftOut();
    }

    @Override
    public final void wrap(DirectBuffer buffer) {
        throw leftOut();
    }

    @Override
    public final void wrap(DirectBuffer buffer, int a, int b) {
        throw leftOut();
    }

    @Override
    public final void wrap(long a, int b) {
        throw leftOut();
    }

    @Override
    public final long addressOffset() {
        throw leftOut();
    }

    @Override
    public final int parseNaturalIntAscii(int a, int b) {
        throw leftOut();
    }

    @Override
    public final long parseNaturalLongAscii(int a, int b) {
        throw leftOut();
    }

    @Override
    public final int parseIntAscii(int a, int b) {
        throw leftOut();
    }

    @Override
    public final long parseLongAscii(int a, int b) {
        throw leftOut();
    }

    @Override
    public final String getStringAscii(int a) {
        throw leftOut();
    }

    @Override
    public final int getStringAscii(int a, Appendable target) {
        throw leftOut();
    }

    @Override
    public final String getStringAscii(int a, ByteOrder order) {
        throw leftOut();
    }

    @Override
    public final int getStringAscii(int a, Appendable target, ByteOrder order) {
        throw leftOut();
    }

    @Override
    public final String getStringAscii(int a, int b) {
        throw leftOut();
    }

    @Override
    public final int getStringAscii(int a, int b, Appendable target) {
        throw leftOut();
    }

    @Override
    public final int getStringWithoutLengthAscii(int a, int b, Appendable target) {
        throw leftOut();
    }

    @Override
    public final String getStringUtf8(int a) {
        throw leftOut();
    }

    @Override
    public final String getStringUtf8(int a, ByteOrder order) {
        throw leftOut();
    }

    @Override
    public final String getStringUtf8(int a, int b) {
        throw leftOut();
    }

    @Override
    public final int putIntAscii(int a, int b) {
        throw leftOut();
    }

    @Override
    public final int putNaturalIntAscii(int a, int b) {
        throw leftOut();
    }

    @Override
    public final void putNaturalPaddedIntAscii(int a, int b, int c) {
        throw leftOut();
    }

    @Override
    public final int putNaturalIntAsciiFromEnd(int a, int b) {
        throw leftOut();
    }

    @Override
    public final int putNaturalLongAscii(int a, long b) {
        throw leftOut();
    }

    @Override
    public final int putLongAscii(int a, long b) {
        throw leftOut();
    }

    @Override
    public final int putStringAscii(int a, String value) {
        throw leftOut();
    }

    @Override
    public final int putStringAscii(int a, CharSequence value) {
        throw leftOut();
    }

    @Override
    public final int putStringAscii(int a, String value, ByteOrder order) {
        throw leftOut();
    }

    @Override
    public final int putStringAscii(int a, CharSequence value, ByteOrder order) {
        throw leftOut();
    }

    @Override
    public final int putStringUtf8(int a, String value) {
        throw leftOut();
    }

    @Override
    public final int putStringUtf8(int a, String value, ByteOrder order) {
        throw leftOut();
    }

    @Override
    public final int putStringUtf8(int a, String value, int b) {
        throw leftOut();
    }

    @Override
    public final int putStringUtf8(int a, String value, ByteOrder order, int b) {
        throw leftOut();
    }
}
