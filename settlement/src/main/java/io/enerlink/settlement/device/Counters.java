package io.enerlink.settlement.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What a meter has counted, in µWh, and how far it is in its profile. Kept in a file where there is one, written before
 * anything is said, so that no restart turns a register back.
 */
final class Counters {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The four registers; the fields stand in the file. */
    record Sums(long exportUwh, long importUwh, long loadUwh, long solarUwh) {

        static final Sums ZERO = new Sums(0, 0, 0, 0);

        Sums plus(Sums more) {
            return new Sums(exportUwh + more.exportUwh, importUwh + more.importUwh, loadUwh + more.loadUwh,
                    solarUwh + more.solarUwh);
        }

        Sums times(int times) {
            return new Sums(exportUwh * times, importUwh * times, loadUwh * times, solarUwh * times);
        }

        Sums minus(Sums less) {
            return new Sums(exportUwh - less.exportUwh, importUwh - less.importUwh, loadUwh - less.loadUwh,
                    solarUwh - less.solarUwh);
        }
    }

    /** @param simulatedMs since the profile's first midnight */
    private record Saved(long simulatedMs, Sums total, Sums atSettlement, Sums atMidnight) {}

    private final Profile profile;
    private final Path file;
    private long simulatedMs;
    private Sums total = Sums.ZERO;
    private Sums atSettlement = Sums.ZERO;
    private Sums atMidnight = Sums.ZERO;
    private boolean exporting = true;
    private boolean importing = true;

    /**
     * @param file    null keeps nothing
     * @param startMs where to begin in the profile unless the file knows better
     */
    Counters(Profile profile, Path file, long startMs) {
        this.profile = profile;
        this.file = file;
        simulatedMs = startMs;
        if (file != null && Files.exists(file)) load();
    }

    private void load() {
        try {
            Saved saved = JSON.readValue(file.toFile(), Saved.class);
            simulatedMs = saved.simulatedMs;
            total = saved.total;
            atSettlement = saved.atSettlement;
            atMidnight = saved.atMidnight;
        } catch (IOException e) {
            throw new UncheckedIOException("the meter's memory " + file + " cannot be read: delete it to begin anew",
                    e);
        }
    }

    void save() {
        if (file == null) return;
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.write(fresh, JSON.writeValueAsBytes(new Saved(simulatedMs, total, atSettlement, atMidnight)));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the meter's memory " + file + " cannot be written", e);
        }
    }

    /** Lets simulated time pass, step by step, exact at every step's end. */
    void advance(long byMs) {
        for (long leftMs = byMs; leftMs > 0;) {
            long partMs = Math.min(leftMs, Profile.STEP_MS - Math.floorMod(simulatedMs, Profile.STEP_MS));
            within(partMs);
            leftMs -= partMs;
        }
    }

    private void within(long partMs) {
        Profile.Step step = profile.step(Math.floorDiv(simulatedMs, Profile.STEP_MS));
        long fromMs = Math.floorMod(simulatedMs, Profile.STEP_MS);
        long toMs = fromMs + partMs;
        total = total.plus(new Sums(exporting ? between(step.exportUwh(), fromMs, toMs) : 0,
                importing ? between(step.importUwh(), fromMs, toMs) : 0, between(step.loadUwh(), fromMs, toMs),
                between(step.solarUwh(), fromMs, toMs)));
        simulatedMs += partMs;
        if (simulatedMs % (24 * 12 * Profile.STEP_MS) == 0) atMidnight = total;
    }

    private static long between(long stepUwh, long fromMs, long toMs) {
        return stepUwh * toMs / Profile.STEP_MS - stepUwh * fromMs / Profile.STEP_MS;
    }

    /** What flows now, in W. */
    Sums powerW() {
        Profile.Step step = profile.step(Math.floorDiv(simulatedMs, Profile.STEP_MS));
        return new Sums(exporting ? watts(step.exportUwh()) : 0, importing ? watts(step.importUwh()) : 0,
                watts(step.loadUwh()), watts(step.solarUwh()));
    }

    private static long watts(long stepUwh) {
        return stepUwh * 12 / 1_000_000;
    }

    Sums total() { return total; }

    Sums daily() { return total.minus(atMidnight); }

    Sums settlement() { return total.minus(atSettlement); }

    void resetSettlement() {
        atSettlement = total;
    }

    /** All counters begin at zero again. */
    void resetAll() {
        total = Sums.ZERO;
        atSettlement = Sums.ZERO;
        atMidnight = Sums.ZERO;
    }

    /** The counters of load or solar begin at zero again. */
    void reset(boolean load) {
        Sums gone = new Sums(0, 0, load ? total.loadUwh : 0, load ? 0 : total.solarUwh);
        total = total.minus(gone);
        atSettlement = atSettlement.minus(gone);
        atMidnight = atMidnight.minus(gone);
    }

    void grid(boolean mayExport, boolean mayImport) {
        exporting = mayExport;
        importing = mayImport;
    }

    long simulatedMs() { return simulatedMs; }
}
