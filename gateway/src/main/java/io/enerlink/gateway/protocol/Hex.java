package io.enerlink.gateway.protocol;

import java.util.HexFormat;

/** {@code 0x} strings to bytes and back. */
public final class Hex {
    private static final HexFormat FORMAT = HexFormat.of();

    private Hex() {}

    /**
     * Reads exactly {@code length} bytes, {@code 0x} in front, upper or lower case.
     *
     * @throws ProtocolException {@code error} where it is anything else
     */
    public static byte[] parse(String field, CharSequence text, int length, Errors error) {
        if (!isHex(text, length)) {
            throw error.because(field + " must be 0x and " + 2 * length + " hexadecimal digits");
        }
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            int high = HexFormat.fromHexDigit(text.charAt(2 + 2 * i));
            bytes[i] = (byte) (high << 4 | HexFormat.fromHexDigit(text.charAt(3 + 2 * i)));
        }
        return bytes;
    }

    private static boolean isHex(CharSequence text, int length) {
        if (text.length() != 2 + 2 * length || text.charAt(0) != '0' || text.charAt(1) != 'x') return false;
        for (int i = 2; i < text.length(); i++) if (!HexFormat.isHexDigit(text.charAt(i))) return false;
        return true;
    }

    /** Lower case, {@code 0x} in front. */
    public static String format(byte[] bytes) {
        return "0x" + FORMAT.formatHex(bytes);
    }
}
