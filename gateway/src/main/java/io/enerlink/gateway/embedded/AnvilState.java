package io.enerlink.gateway.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an anvil keeps on disk. */
final class AnvilState {
    private static final Logger LOG = LoggerFactory.getLogger(AnvilState.class);

    private final Path folder;

    AnvilState(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** Where the chain's state lies; no process of another data folder has this path among its arguments. */
    Path file() {
        return folder.resolve("state.json");
    }

    Path log() {
        return folder.resolve("anvil.log");
    }

    /**
     * Makes it fit to be started from. A kill in the middle of a write leaves half a state, with which anvil refuses to
     * start; the outbox has all of it.
     */
    void prepare() {
        try {
            Files.createDirectories(folder);
            if (Files.exists(file()) && !isWhole()) {
                Path aside = folder.resolve("state.damaged-" + System.currentTimeMillis() + ".json");
                Files.move(file(), aside);
                LOG.warn("the chain's state was cut off in the middle of a write; kept as {}, the chain is replayed",
                        aside);
            }
        } catch (IOException e) {
            throw new StartFailedException("anvil: " + folder + " cannot be used: " + e.getMessage(), e);
        }
    }

    boolean isWhole() throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(file().toFile())) {
            if (parser.nextToken() == null) return false;
            parser.skipChildren();
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    boolean exists() {
        return Files.exists(file());
    }

    /** When the chain began. One that lost its state begins then again, and its past is replayed onto it. */
    long genesisSec() {
        Path file = folder.resolve("genesis");
        try {
            if (!Files.exists(file)) Files.writeString(file, Long.toString(System.currentTimeMillis() / 1000));
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException | NumberFormatException e) {
            throw new StartFailedException("anvil: " + file + " cannot be used: " + e.getMessage(), e);
        }
    }
}
