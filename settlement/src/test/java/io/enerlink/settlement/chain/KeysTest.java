package io.enerlink.settlement.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
    @TempDir
    Path directory;

    @Test
    void makesKeysOnceForTheirOwnerOnly() throws IOException {
        Keys keys = Keys.openOrCreate(directory.resolve("keys"), passphrase());
        Keys again = Keys.open(directory.resolve("keys"), passphrase());
        for (KeyRole role : KeyRole.values()) assertEquals(keys.address(role), again.address(role));
        assertEquals("rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("keys/admin.json"))));
    }

    @Test
    void refusesFilesThatOthersCouldRead() throws IOException {
        Keys.openOrCreate(directory.resolve("keys"), passphrase());
        Files.setPosixFilePermissions(directory.resolve("keys/bank.json"),
                PosixFilePermissions.fromString("rw-r-----"));
        refuses("chmod 600");
    }

    @Test
    void refusesAWrongPassphraseAndMissingOrDamagedFiles() throws IOException {
        Keys.openOrCreate(directory.resolve("keys"), passphrase());
        Files.writeString(passphrase(), "wrong");
        refuses("does not open with this passphrase");
        Files.writeString(directory.resolve("keys/admin.json"), "{");
        refuses("no keystore V3 file");
        Files.delete(directory.resolve("keys/admin.json"));
        refuses("cannot read");
    }

    private void refuses(String why) {
        Exception refusal = assertThrows(IllegalStateException.class,
                () -> Keys.open(directory.resolve("keys"), passphrase()));
        assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
    }

    private Path passphrase() {
        return directory.resolve("passphrase");
    }
}
