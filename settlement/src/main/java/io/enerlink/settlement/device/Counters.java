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

    /** The registers, the last two of the battery; the fields stand in the file. */
    record Sums(long exportUwh, long importUwh, long loadUwh, long solarUwh, long chargedUwh, long dischargedUwh) {

        static final Sums ZERO = new Sums(0, 0, 0, 0, 0, 0);

        Sums plus(Sums more) {
            return new Sums(exportUwh + more.exportUwh, importUwh + more.importUwh, loadUwh + more.loadUwh,
                    solarUwh + more.solarUwh, chargedUwh + more.chargedUwh, dischargedUwh + more.dischargedUwh);
        }

        Sums times(int times) {
            return new Sums(exportUwh * times, importUwh * times, loadUwh * times, solarUwh * times,
                    chargedUwh * times, dischargedUwh * times);
        }

        Sums minus(Sums less) {
            return plus(less.times(-1));
        }

        /** What went through the battery, either way. */
        long batteryUwh() { return chargedUwh + dischargedUwh; }
    }

    /** @param simulatedMs since the profile's first midnight */
    private record Saved(long simulatedMs, Sums total, Sums atSettlement, Sums atMidnight, long storedUwh) {}

    private final Profile profile;
    private final Battery battery;
    private final Path file;
    private long simulatedMs;
    private long storedUwh;
    private Sums total = Sums.ZERO;
    private Sums atSettlement = Sums.ZERO;
    private Sums atMidnight = Sums.ZERO;
    private boolean exporting = true;
    private boolean importing = true;

    /**
     * @param battery half full, unless the file knows better
     * @param file    null keeps nothing
     * @param startMs where to begin in the profile unless the file knows better
     */
    Counters(Profile profile, Battery battery, Path file, long startMs) {
        this.profile = profile;
        this.battery = battery;
        this.file = file;
        simulatedMs = startMs;
        storedUwh = battery.capacityUwh() / 2;
        if (file != null && Files.exists(file)) load();
    }

    private void load() {
        try {
            Saved saved = JSON.readValue(file.toFile(), Saved.class);
            simulatedMs = saved.simulatedMs;
            total = saved.total;
            atSettlement = saved.atSettlement;
            atMidnight = saved.atMidnight;
            storedUwh = Math.min(saved.storedUwh, battery.capacityUwh());
        } catch (IOException e) {
            throw new UncheckedIOException("the meter's memory " + file + " cannot be read: delete it to begin anew",
                    e);
        }
    }

    void save() {
        if (file == null) return;
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.write(fresh,
                    JSON.writeValueAsBytes(new Saved(simulatedMs, total, atSettlement, atMidnight, storedUwh)));
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
        Sums home = new Sums(between(step.exportUwh(), fromMs, toMs), between(step.importUwh(), fromMs, toMs),
                between(step.loadUwh(), fromMs, toMs), between(step.solarUwh(), fromMs, toMs), 0, 0);
        long flowUwh = battery.flowUwh(home.exportUwh - home.importUwh, storedUwh, partMs);
        total = total.plus(atGrid(home, flowUwh));
        storedUwh = battery.after(storedUwh, flowUwh);
        simulatedMs += partMs;
        if (simulatedMs % (24 * 12 * Profile.STEP_MS) == 0) atMidnight = total;
    }

    /** What is left for the grid of what a home exports and imports, after its battery, if the grid is on. */
    private Sums atGrid(Sums home, long batteryFlow) {
        long charged = Math.max(0, batteryFlow);
        long discharged = Math.max(0, -batteryFlow);
        return new Sums(exporting ? home.exportUwh - charged : 0, importing ? home.importUwh - discharged : 0,
                home.loadUwh, home.solarUwh, charged, discharged);
    }

    private static long between(long stepUwh, long fromMs, long toMs) {
        return stepUwh * toMs / Profile.STEP_MS - stepUwh * fromMs / Profile.STEP_MS;
    }

    /** What flows now, in W. */
    Sums powerW() {
        Profile.Step step = profile.step(Math.floorDiv(simulatedMs, Profile.STEP_MS));
        Sums home = new Sums(watts(step.exportUwh()), watts(step.importUwh()), watts(step.loadUwh()),
                watts(step.solarUwh()), 0, 0);
        return atGrid(home, battery.flowW(home.exportUwh - home.importUwh, storedUwh));
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

    /** The counters of one subsystem, load, solar or battery, begin at zero again. */
    void reset(String subsystem) {
        Sums gone = switch (subsystem) {
            case "load" -> new Sums(0, 0, total.loadUwh, 0, 0, 0);
            case "solar" -> new Sums(0, 0, 0, total.solarUwh, 0, 0);
            case "battery" -> new Sums(0, 0, 0, 0, total.chargedUwh, total.dischargedUwh);
            default -> throw new IllegalArgumentException("no counters of " + subsystem);
        };
        total = total.minus(gone);
        atSettlement = atSettlement.minus(gone);
        atMidnight = atMidnight.minus(gone);
    }

    void grid(boolean mayExport, boolean mayImport) {
        exporting = mayExport;
        importing = mayImport;
    }

    long simulatedMs() { return simulatedMs; }

    /** What is in the battery. */
    long storedUwh() { return storedUwh; }
}
