package io.enerlink.gateway.cli;

import java.util.HexFormat;

import io.enerlink.settlement.metering.MeterKey;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An Ed25519 public key in hexadecimal. */
final class KeyOption implements ITypeConverter<byte[]> {
    @Override
    public byte[] convert(String text) {
        try {
            byte[] key = HexFormat.of().parseHex(text.startsWith("0x") ? text.substring(2) : text);
            if (key.length == MeterKey.KEY_BYTES) return key;
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' is not hexadecimal");
        }
        throw new TypeConversionException("an Ed25519 key has " + MeterKey.KEY_BYTES + " bytes");
    }
}
