package io.enerlink.gateway.auth;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** An Ethereum address, 20 bytes big-endian, as a value. Its text is {@code 0x} and 40 lower-case digits. */
public record Address(long high, long middle, int low) {

    /** Length in bytes. */
    public static final int LENGTH = 20;
    /** The address nobody has a key for. */
    public static final Address ZERO = new Address(0, 0, 0);

    /**
     * Reads {@code 0x} and 40 hexadecimal digits of either case; a mixed-case checksum is not looked at.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Address parse(String text) {
        if (text.length() != 2 + 2 * LENGTH || !text.startsWith("0x")) {
            throw new IllegalArgumentException("an address is 0x and 40 hexadecimal digits");
        }
        return of(HexFormat.of().parseHex(text, 2, text.length()), 0);
    }

    /** Takes the 20 bytes that start at {@code offset}. */
    public static Address of(byte[] bytes, int offset) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, LENGTH).order(ByteOrder.BIG_ENDIAN);
        return new Address(buffer.getLong(), buffer.getLong(), buffer.getInt());
    }

    /** Writes the 20 bytes from {@code offset} on. */
    public void copyTo(byte[] target, int offset) {
        Words.putLong(target, offset, high);
        Words.putLong(target, offset + 8, middle);
        Words.putInt(target, offset + 16, low);
    }

    /** The 20 bytes, in a new array. */
    public byte[] toBytes() {
        byte[] bytes = new byte[LENGTH];
        copyTo(bytes, 0);
        return bytes;
    }

    @Override
    public String toString() {
        return "0x" + HexFormat.of().formatHex(toBytes());
    }
}
