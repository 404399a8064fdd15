package io.enerlink.engine.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class HeapBufferTest {
    private final HeapBuffer buffer = new HeapBuffer(24);

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) bytes[i] = (byte) values[i];
        return bytes;
    }

    private byte[] part(int index, int length) {
        byte[] part = new byte[length];
        buffer.getBytes(index, part);
        return part;
    }

    @Test
    void writesNumbersInTheByteOrderThatIsAskedFor() {
        buffer.putLong(1, 0x0102_0304_0506_0708L, ByteOrder.BIG_ENDIAN);
        assertArrayEquals(bytes(1, 2, 3, 4, 5, 6, 7, 8), part(1, 8));
        buffer.putInt(1, 0x0102_0304, ByteOrder.LITTLE_ENDIAN);
        buffer.putShort(5, (short) 0x0506, ByteOrder.BIG_ENDIAN);
        buffer.putByte(7, (byte) -1);
        assertArrayEquals(bytes(4, 3, 2, 1, 5, 6, 255, 8), part(1, 8));
        assertEquals(0x0403_0201, buffer.getInt(1, ByteOrder.BIG_ENDIAN));
        assertEquals(0x0605, buffer.getShort(5, ByteOrder.LITTLE_ENDIAN));
        assertEquals(-1, buffer.getByte(7));
    }

    @Test
    void readsBackEveryKindOfNumber() {
        for (ByteOrder order : new ByteOrder[]{ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            buffer.putLong(3, Long.MIN_VALUE + 7, order);
            assertEquals(Long.MIN_VALUE + 7, buffer.getLong(3, order));
            buffer.putDouble(3, -0.1, order);
            assertEquals(-0.1, buffer.getDouble(3, order));
            buffer.putFloat(3, 1.5f, order);
            assertEquals(1.5f, buffer.getFloat(3, order));
            buffer.putChar(3, '\u20ac', order);
            assertEquals('\u20ac', buffer.getChar(3, order));
        }
        buffer.putLong(0, -2);
        buffer.putInt(8, -3);
        buffer.putShort(12, (short) -4);
        assertEquals(-2, buffer.getLong(0));
        assertEquals(-3, buffer.getInt(8));
        assertEquals(-4, buffer.getShort(12));
    }

    @Test
    void copiesBetweenBuffersArraysAndByteBuffers() {
        buffer.putBytes(0, bytes(1, 2, 3, 4));
        buffer.getBytes(1, buffer, 10, 3);
        assertArrayEquals(bytes(2, 3, 4), part(10, 3));
        ByteBuffer direct = ByteBuffer.allocateDirect(8);
        buffer.getBytes(0, direct, 2);
        buffer.getBytes(2, direct, 2);
        assertEquals(4, direct.position());
        buffer.putBytes(20, direct.flip(), 4);
        assertArrayEquals(bytes(1, 2, 3, 4), part(20, 4));
        assertEquals(0, direct.remaining());
        HeapBuffer other = new HeapBuffer(4);
        other.putBytes(0, buffer, 20, 4);
        assertEquals(new HeapBuffer(bytes(1, 2, 3, 4)), other);
        buffer.setMemory(20, 3, (byte) 9);
        assertArrayEquals(bytes(9, 9, 9, 4), part(20, 4));
    }

    @Test
    void writesTextWithoutItsLength() {
        assertEquals(8, buffer.putStringWithoutLengthAscii(0, "ETK-IDRS"));
        assertEquals("ETK-IDRS", buffer.getStringWithoutLengthAscii(0, 8));
        assertEquals(3, buffer.putStringWithoutLengthAscii(0, "ETK-IDRS", 4, 3));
        assertEquals("IDR-I", buffer.getStringWithoutLengthAscii(0, 5));
        buffer.putStringWithoutLengthAscii(0, "caf\u00e9");
        assertEquals("caf?", buffer.getStringWithoutLengthAscii(0, 4));
        assertEquals(5, buffer.putStringWithoutLengthUtf8(0, "caf\u00e9"));
        assertEquals("caf\u00e9", buffer.getStringWithoutLengthUtf8(0, 5));
    }

    @Test
    void comparesByBytesWithoutSignAndThenByLength() {
        HeapBuffer low = new HeapBuffer(bytes(1, 127));
        HeapBuffer high = new HeapBuffer(bytes(1, 128));
        assertTrue(low.compareTo(high) < 0);
        assertTrue(high.compareTo(low) > 0);
        assertTrue(low.compareTo(new HeapBuffer(bytes(1, 127, 0))) < 0);
        assertEquals(0, low.compareTo(new HeapBuffer(bytes(1, 127))));
        assertEquals(low.hashCode(), new HeapBuffer(bytes(1, 127)).hashCode());
        assertNotEquals(low, high);
    }

    @Test
    void refusesWhatLiesOutside() {
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.getLong(17));
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.putInt(-1, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.putBytes(20, bytes(1, 2, 3, 4, 5)));
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.checkLimit(25));
        buffer.checkLimit(24);
    }

    @Test
    void saysWhatItDoesNotHave() {
        assertThrows(UnsupportedOperationException.class, () -> buffer.wrap(new byte[8]));
        assertThrows(UnsupportedOperationException.class, () -> buffer.putIntAscii(0, 7));
        assertThrows(UnsupportedOperationException.class, () -> buffer.getStringUtf8(0));
    }
}
