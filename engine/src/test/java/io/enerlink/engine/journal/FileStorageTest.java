package io.enerlink.engine.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStorageTest {
    @TempDir
    private Path directory;

    /** What another process does with the directory that it is given. */
    static final class Intruder {
        private Intruder() {}

        public static void main(String[] arguments) {
            try (FileStorage storage = FileStorage.open(Path.of(arguments[0]))) {
                System.out.println("opened " + storage.list());
            } catch (StorageException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }

    private String intrude() throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(java.toString(), "-Xint", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), Intruder.class.getName(), directory.toString())
                .redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return output;
    }

    @Test
    void aSecondProcessIsRefusedAndToldWhoHasTheDirectory() throws Exception {
        try (FileStorage storage = FileStorage.open(directory)) {
            assertEquals(List.of(FileStorage.LOCK_FILE), storage.list());
            String answer = intrude();
            assertTrue(answer.startsWith("refused: "), answer);
            assertTrue(answer.contains("process " + ProcessHandle.current().pid()), answer);
        }
        assertTrue(intrude().startsWith("opened"));
    }

    @Test
    void aSecondOwnerInTheSameProcessIsRefused() {
        try (FileStorage storage = FileStorage.open(directory)) {
            assertThrows(StorageException.class, () -> FileStorage.open(directory));
            storage.forceDirectory();
        }
        FileStorage.open(directory).close();
    }

    @Test
    void aReaderBesideTheOwnerCannotChangeAnything() throws Exception {
        try (FileStorage owner = FileStorage.open(directory); FileStorage reader = FileStorage.readOnly(directory)) {
            owner.create("a", 8).close();
            assertTrue(reader.list().contains("a"));
            assertThrows(StorageException.class, () -> reader.create("b", 8));
            assertThrows(StorageException.class, () -> reader.delete("a"));
            assertThrows(StorageException.class, () -> reader.rename("a", "b"));
            assertThrows(StorageException.class, reader::forceDirectory);
            assertThrows(RuntimeException.class, () -> reader.open("a").write(ByteBuffer.allocate(1), 0));
        }
        assertEquals(8, Files.size(directory.resolve("a")));
    }

    @Test
    void whatIsMissingOrThereAlreadyIsAnError() {
        assertThrows(StorageException.class, () -> FileStorage.readOnly(directory.resolve("nowhere")));
        try (FileStorage storage = FileStorage.open(directory)) {
            storage.create("a", 3 << 20).close();
            assertThrows(StorageException.class, () -> storage.create("a", 8));
            assertThrows(StorageException.class, () -> storage.open("b"));
            assertEquals(3 << 20, storage.open("a").sizeBytes());
        }
    }

    @Test
    void aJournalIsReadBesideItsWriterUpToTheLastCommit() {
        try (FileStorage storage = FileStorage.open(directory); Journal journal = JournalScript.open(storage)) {
            for (int committed = 100; committed <= 2000; committed += 100) {
                JournalScript.append(journal, 100, 200);
                journal.commit();
                int[] seen = {0};
                JournalReader.forEach(directory, (sequence, timestampMs, buffer, offset, length) -> seen[0]++);
                assertEquals(committed, seen[0]);
            }
        }
    }
}
