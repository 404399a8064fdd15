package io.enerlink.gateway.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.enerlink.settlement.mqtt.Pem;

/**
 * A listener's PEM files as the key stores that the broker reads, in a folder where only we can read them. They are written
 * again when the files have changed; the broker looks at them every ten seconds. Where new files cannot be used, the stores
 * stay as they are, and the log says so.
 */
final class BrokerKeyStores {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerKeyStores.class);

    private final BrokerListener listener;
    private final Path identity;
    private final Path authorities;
    private final String password = Secrets.random();
    private List<FileTime> readAt;

    /**
     * Writes them.
     *
     * @throws IllegalArgumentException naming the file that is not what it should be
     */
    BrokerKeyStores(BrokerListener listener, Path folder) throws IOException {
        this.listener = listener;
        identity = folder.resolve("identity.p12");
        authorities = folder.resolve("authorities.p12");
        write();
        readAt = changedAt();
    }

    /** The broker's configuration of them. */
    String xml() {
        String xml = "<keystore>" + located(identity) + "<private-key-password>" + password
                + "</private-key-password></keystore>";
        return listener.clientAuthority() == null ? xml
                : xml + "<truststore>" + located(authorities)
                        + "</truststore><client-authentication-mode>REQUIRED</client-authentication-mode>";
    }

    private String located(Path store) {
        return "<path>" + store.toAbsolutePath() + "</path><password>" + password + "</password>";
    }

    /** Looks whether the files have changed. One thread. */
    void reload() {
        try {
            List<FileTime> now = changedAt();
            if (now.equals(readAt)) return;
            readAt = now;
            write();
            LOG.info("meters are shown {} from now on", listener.certificate());
        } catch (IOException | IllegalArgumentException e) {
            LOG.error("the broker's certificate in use stays: {}", e.getMessage());
        }
    }

    private List<FileTime> changedAt() throws IOException {
        List<FileTime> times = new ArrayList<>();
        for (Path file : new Path[]{listener.certificate(), listener.key(), listener.clientAuthority()})
            if (file != null) times.add(Files.getLastModifiedTime(file));
        return times;
    }

    /** Both are made before either is written. */
    private void write() throws IOException {
        KeyStore ours = Pem.identity(listener.certificate(), listener.key(), password.toCharArray());
        KeyStore theirs = listener.clientAuthority() == null ? null : Pem.authorities(listener.clientAuthority());
        write(ours, identity);
        if (theirs != null) write(theirs, authorities);
    }

    private void write(KeyStore keys, Path file) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream output = Files.newOutputStream(fresh)) {
            keys.store(output, password.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
