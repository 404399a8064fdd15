package io.enerlink.engine.client;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A buffer over one array, for the messages that go in and out of the engine. Numbers go through {@link VarHandle}s, whose
 * checks of bounds the compiler knows and merges, so that neither {@code Unsafe} nor a flag of the virtual machine is
 * needed. What messages of ours never have (decimal numbers as text, strings with their length before them) is in
 * {@link PlainBuffer}.
 */
public final class HeapBuffer extends PlainBuffer {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class,
            ByteOrder.nativeOrder());

    private final byte[] bytes;

    public HeapBuffer(int capacity) {
        this(new byte[capacity]);
    }

    /** Over these bytes, not a copy. */
    public HeapBuffer(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public byte[] byteArray() { return bytes; }

    @Override
    public int capacity() {
        return bytes.length;
    }

    @Override
    public long getLong(int index) {
        return (long) LONGS.get(bytes, index);
    }

    @Override
    public long getLong(int index, ByteOrder order) {
        long value = (long) LONGS.get(bytes, index);
        return order == ByteOrder.nativeOrder() ? value : Long.reverseBytes(value);
    }

    @Override
    public void putLong(int index, long value) {
        LONGS.set(bytes, index, value);
    }

    @Override
    public void putLong(int index, long value, ByteOrder order) {
        LONGS.set(bytes, index, order == ByteOrder.nativeOrder() ? value : Long.reverseBytes(value));
    }

    @Override
    public int getInt(int index) {
        return (int) INTS.get(bytes, index);
    }

    @Override
    public int getInt(int index, ByteOrder order) {
        int value = (int) INTS.get(bytes, index);
        return order == ByteOrder.nativeOrder() ? value : Integer.reverseBytes(value);
    }

    @Override
    public void putInt(int index, int value) {
        INTS.set(bytes, index, value);
    }

    @Override
    public void putInt(int index, int value, ByteOrder order) {
        INTS.set(bytes, index, order == ByteOrder.nativeOrder() ? value : Integer.reverseBytes(value));
    }

    @Override
    public short getShort(int index) {
        return (short) SHORTS.get(bytes, index);
    }

    @Override
    public short getShort(int index, ByteOrder order) {
        short value = (short) SHORTS.get(bytes, index);
        return order == ByteOrder.nativeOrder() ? value : Short.reverseBytes(value);
    }

    @Override
    public void putShort(int index, short value) {
        SHORTS.set(bytes, index, value);
    }

    @Override
    public void putShort(int index, short value, ByteOrder order) {
        SHORTS.set(bytes, index, order == ByteOrder.nativeOrder() ? value : Short.reverseBytes(value));
    }

    @Override
    public byte getByte(int index) {
        return bytes[index];
    }

    @Override
    public void putByte(int index, byte value) {
        bytes[index] = value;
    }

    @Override
    public void getBytes(int index, byte[] target, int offset, int length) {
        System.arraycopy(bytes, index, target, offset, length);
    }

    @Override
    public void getBytes(int index, MutableDirectBuffer target, int offset, int length) {
        target.putBytes(offset, bytes, index, length);
    }

    @Override
    public void getBytes(int index, ByteBuffer target, int offset, int length) {
        target.put(offset, bytes, index, length);
    }

    @Override
    public void putBytes(int index, byte[] source, int offset, int length) {
        System.arraycopy(source, offset, bytes, index, length);
    }

    @Override
    public void putBytes(int index, DirectBuffer source, int offset, int length) {
        source.getBytes(offset, bytes, index, length);
    }

    @Override
    public void putBytes(int index, ByteBuffer source, int offset, int length) {
        source.get(offset, bytes, index, length);
    }

    @Override
    public void setMemory(int index, int length, byte value) {
        Arrays.fill(bytes, index, index + length, value);
    }

    @Override
    public void boundsCheck(int index, int length) {
        Objects.checkFromIndexSize(index, length, bytes.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HeapBuffer buffer && Arrays.equals(bytes, buffer.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
