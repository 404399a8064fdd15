package io.enerlink.engine.client;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * A buffer over an array of its own, for the messages that go in and out of the engine. Numbers go through
 * {@link VarHandle}s, whose checks of bounds the compiler knows and merges: a fifth of the engine's time went into those
 * of {@link UnsafeBuffer}. Checked all the same; everything else is as there.
 */
public final class HeapBuffer extends UnsafeBuffer {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class,
            ByteOrder.nativeOrder());

    private final byte[] bytes;

    public HeapBuffer(int capacity) {
        this(new byte[capacity]);
    }

    private HeapBuffer(byte[] bytes) {
        super(bytes);
        this.bytes = bytes;
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
    public short getShort(int index, ByteOrder order) {
        short value = (short) SHORTS.get(bytes, index);
        return order == ByteOrder.nativeOrder() ? value : Short.reverseBytes(value);
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
}
