package io.enerlink.gateway.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.Stream;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once per version from the archive that Maven brought. */
final class PostgresBinaries {
    private static final String ARCHITECTURE = System.getProperty("os.arch").equals("amd64") ? "x86_64"
            : System.getProperty("os.arch");

    private PostgresBinaries() {}

    /**
     * The folder that holds {@code bin/postgres}. Unpacked beside its place and then moved there in one step, so that
     * neither a crash nor a second start at the same time leaves half of it.
     */
    static Path unpacked() {
        try {
            byte[] archive = archive();
            Path home = cache().resolve("postgres-" + digest(archive));
            if (Files.isExecutable(home.resolve("bin/postgres"))) return home;
            Files.createDirectories(home.getParent());
            Path half = Files.createTempDirectory(home.getParent(), "unpacking-");
            Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rwxr-xr-x"));
            try {
                unpack(archive, half);
                Files.move(half, home, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                if (!Files.isExecutable(home.resolve("bin/postgres"))) throw e;
            } finally {
                delete(half);
            }
            return home;
        } catch (IOException | UncheckedIOException e) {
            throw new StartFailedException("PostgreSQL cannot be unpacked into " + cache() + ": " + e.getMessage()
                    + "; make room there, or allow writing", e);
        }
    }

    private static byte[] archive() throws IOException {
        String os = System.getProperty("os.name");
        String system = os.startsWith("Mac") ? "Darwin" : os.startsWith("Windows") ? "Windows" : "Linux";
        try (InputStream in = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, ARCHITECTURE)) {
            return in.readAllBytes();
        } catch (IllegalStateException e) {
            throw new StartFailedException("PostgreSQL: no binaries for " + system + " " + ARCHITECTURE
                    + "; point --database at a server of your own", e);
        }
    }

    private static Path cache() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg == null || xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return base.resolve("enerlink").toAbsolutePath();
    }

    private static String digest(byte[] archive) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(archive);
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void unpack(byte[] archive, Path folder) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                new BufferedInputStream(new XZInputStream(new java.io.ByteArrayInputStream(archive))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry())
                unpack(tar, entry, folder);
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) throw new IOException("an entry leaves the folder: " + entry.getName());
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink() || entry.isLink()) Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        else {
            Files.copy(tar, target);
            if (target.getParent().endsWith("bin"))
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList())
                Files.delete(path);
        }
    }
}
