package io.enerlink.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import java.nio.file.Files;
import java.nio.file.Path;
import io.enerlink.gateway.embedded.StartFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("sets where the log goes")
class DataFolderTest {
    @TempDir
    Path folder;

    @AfterEach
    void forgetTheLog() {
        System.clearProperty(DataFolder.LOG_FILE);
    }

    @Test
    void isTakenByOneExchangeAtATime() {
        DataFolder first = DataFolder.take(folder, false);
        assertTrue(DataFolder.lookInto(folder).isTaken());
        StartFailedException refused = assertThrows(StartFailedException.class, () -> DataFolder.take(folder, false));
        assertEquals("an exchange runs on " + folder + " already, process " + ProcessHandle.current().pid()
                + "; stop it or choose another folder with --data", refused.getMessage());
        first.close();
        assertFalse(DataFolder.lookInto(folder).isTaken());
        DataFolder.take(folder, false).close();
    }

    @Test
    void losesEverythingOnlyWhenAskedToBeginAnew() throws Exception {
        try (DataFolder data = DataFolder.take(folder, false)) {
            Files.createDirectories(data.journal());
            Files.writeString(data.journal().resolve("1"), "orders");
        }
        try (DataFolder data = DataFolder.take(folder, false)) {
            assertTrue(Files.exists(data.journal().resolve("1")));
        }
        try (DataFolder data = DataFolder.take(folder, true)) {
            assertFalse(Files.exists(data.journal()));
        }
    }

    @Test
    void deletesNothingInAFolderThatIsNotTheExchanges() throws Exception {
        Path thesis = Files.writeString(folder.resolve("thesis.txt"), "years of work");
        StartFailedException refused = assertThrows(StartFailedException.class, () -> DataFolder.take(folder, true));
        assertTrue(refused.getMessage().contains("thesis.txt"), refused.getMessage());
        assertTrue(Files.exists(thesis));
        assertFalse(DataFolder.lookInto(folder).isTaken());
    }

    @Test
    void saysThatItCannotBeMadeWhereAFileStands() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        StartFailedException refused = assertThrows(StartFailedException.class,
                () -> DataFolder.take(file.resolve("data"), false));
        assertTrue(refused.getMessage().startsWith("cannot use the data folder"), refused.getMessage());
    }
}
