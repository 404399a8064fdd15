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
    public static byte[] parse(String field, String text, int length, Errors error) {
        if (text.length() != 2 + 2 * length || !text.startsWith("0x")) {
            throw error.because(field + " must be 0x and " + 2 * length + " hexadecimal digits");
        }
        try {
            return FORMAT.parseHex(text, 2, text.length());
        } catch (IllegalArgumentException notHex) {
            throw error.because(field + " must be 0x and " + 2 * length + " hexadecimal digits");
        }
    }

    /** Lower case, {@code 0x} in front. */
    public static String format(byte[] bytes) {
        return "0x" + FORMAT.formatHex(bytes);
    }
}
