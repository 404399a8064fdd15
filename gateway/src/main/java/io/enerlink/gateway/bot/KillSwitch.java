package io.enerlink.gateway.bot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What ends a bot for good, whatever it wants: it cancels every order and places none any more.
 *
 * @param mostSpent IDRS base units that it may have spent, its sales subtracted, since its start
 * @param file      pulls the switch when it exists; null: none does
 */
public record KillSwitch(long mostSpent, Path file) {
    /** Never pulled. */
    public static final KillSwitch NONE = new KillSwitch(Long.MAX_VALUE, null);

    public KillSwitch {
        if (mostSpent < 0) throw new IllegalArgumentException("mostSpent is below zero");
    }

    /** Why it is pulled, if it is. @param spent IDRS base units since the start, fees included, sales subtracted */
    Optional<String> pulled(long spent) {
        if (spent > mostSpent) return Optional.of("kill switch: spent " + spent + " of " + mostSpent + " IDRS units");
        if (file != null && Files.exists(file)) return Optional.of("kill switch: " + file + " is there");
        return Optional.empty();
    }
}
