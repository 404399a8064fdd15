package io.enerlink.gateway.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Files that only their owner may read: mode 0600 from their first byte, and whole or not there at all. */
public final class Secrets {
    private static final int RANDOM_BYTES = 32;

    private Secrets() {}

    /** Reads a secret, or makes a new one of 256 random bits in hex. */
    public static String readOrCreate(Path file) throws IOException {
        if (!Files.exists(file)) write(file, random());
        return Files.readString(file).strip();
    }

    /** 256 random bits in hex. */
    static String random() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** Writes or replaces a file that only its owner may read. */
    public static void write(Path file, String text) throws IOException {
        Path half = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(half);
        Files.createFile(half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(half, text);
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
