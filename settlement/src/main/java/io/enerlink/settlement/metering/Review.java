package io.enerlink.settlement.metering;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enerlink.settlement.store.Database;
import org.jdbi.v3.core.Handle;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/**
 * What an operator finds to look at, and decides: readings that are held, meters that are flagged. Every decision is
 * recorded with who made it and why; a reading is never rewritten, what is released is a new entry. Needs the database
 * only, so it works beside a running exchange.
 */
public final class Review {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Entries of operators stand in a boot that no device has. */
    private static final int OPERATORS_BOOT = -1;

    private final Database database;
    private final String operator;

    /** @param operator whose decisions these are */
    public Review(Database database, String operator) {
        this.database = database;
        this.operator = operator;
    }

    /** A reading that waits. {@code reason} is its status. */
    public record HeldReading(long readingId, String site, String reason, Energy registers, Energy watermark,
            long receivedMs, long sampleMs) {}

    /** A meter that somebody should look at, and why. */
    public record FlaggedMeter(String site, String reason, String detail, long times, long lastMs) {}

    /** Readings that are held and nobody has decided on, the oldest first. */
    public List<HeldReading> held() {
        return database.jdbi().withHandle(ReviewTable::held);
    }

    /** Flags that nobody has cleared. */
    public List<FlaggedMeter> flagged() {
        return database.jdbi().withHandle(ReviewTable::flagged);
    }

    /**
     * Says that a held reading is true: its registers count.
     *
     * @return what is credited for it
     * @throws IllegalArgumentException when it is not held, or what came later has passed it
     */
    public Energy release(long readingId, String reason) {
        return database.jdbi().inTransaction(handle -> {
            ReviewTable.Held held = held(handle, readingId);
            Registers registers = held.state().registers();
            if (held.epoch() != registers.epoch() || !held.registers().atLeast(registers.watermark()))
                throw new IllegalArgumentException("reading " + readingId
                        + " is not above what was accepted since: there is nothing to release");
            Registers.Step step = registers.release(held.registers());
            ObjectNode entry = JSON.createObjectNode().put("release", readingId)
                    .put("export_uwh", step.delta().exportUwh()).put("import_uwh", step.delta().importUwh());
            long actionId = decide(handle, held, "release", entry, reason);
            record(handle, held.meterId(), held.state(), step, entry.put("action", actionId).toString(), actionId);
            ReviewTable.reviewed(handle, held, actionId);
            return step.delta();
        });
    }

    /**
     * Says that a held reading is not true: nothing is credited. Where the registers still stand there, a new epoch begins
     * at them.
     *
     * @throws IllegalArgumentException when it is not held
     */
    public void refuse(long readingId, String reason) {
        database.jdbi().useTransaction(handle -> {
            ReviewTable.Held held = held(handle, readingId);
            Registers registers = held.state().registers();
            ObjectNode entry = JSON.createObjectNode().put("refuse", readingId);
            long actionId = decide(handle, held, "refuse", entry, reason);
            boolean isStanding = registers.held() != null && held.epoch() == registers.epoch()
                    && registers.held().atLeast(held.registers());
            if (isStanding)
                record(handle, held.meterId(), held.state(), registers.refuse(),
                        entry.put("action", actionId).toString(), actionId);
            ReviewTable.reviewed(handle, held, actionId);
        });
    }

    /**
     * Says that a meter was looked at: its flags are cleared, and where its units or signs did not fit they are checked
     * again, or taken as they are.
     *
     * @param accepts take units and signs as they are
     * @throws IllegalArgumentException when the site has no meter
     */
    public void clear(String site, boolean accepts, String reason) {
        database.jdbi().useTransaction(handle -> {
            MeterTable.Row row = MeterTable.lock(handle, List.of(site)).get(site);
            if (row == null) throw new IllegalArgumentException("no meter at " + site);
            Meter meter = row.meter();
            long actionId = ReviewTable.act(handle, operator, accepts ? "accept" : "clear", meter.meterId(),
                    JSON.createObjectNode().put("onboarding", row.state().onboarding().state().name()).toString(),
                    reason);
            FlagTable.clear(handle, meter.meterId(), EnumSet.allOf(Flag.class), actionId);
            Onboarding.State units = row.state().onboarding().state();
            if (units == Onboarding.State.PASSED || units == Onboarding.State.CHECKING && !accepts) return;
            MeterState after = row.state().with(accepts ? Onboarding.PASSED : Onboarding.BEGIN);
            MeterTable.update(handle, List.of(new MeterTable.Change(meter.meterId(), after, 0, 0)));
        });
    }

    private ReviewTable.Held held(Handle handle, long readingId) {
        return ReviewTable.lockHeld(handle, readingId).orElseThrow(
                () -> new IllegalArgumentException("reading " + readingId + " is not held for review"));
    }

    private long decide(Handle handle, ReviewTable.Held held, String action, ObjectNode entry, String reason) {
        long actionId = ReviewTable.act(handle, operator, action, held.meterId(), entry.toString(), reason);
        FlagTable.clear(handle, held.meterId(), Set.of(Flag.valueOf(held.status())), actionId);
        return actionId;
    }

    /** A decision is a reading of its own, so that every credit has one, in the Merkle tree, too. */
    static void record(Handle handle, String meterId, MeterState before, Registers.Step step, String entry,
            long actionId) {
        long nowMs = System.currentTimeMillis();
        MeterTable.update(handle, List.of(new MeterTable.Change(meterId, before.with(step.after()), 1, 0)));
        MeterTable.Epoch epoch = MeterTable.Epoch.after(meterId, before.registers().watermark(), step, null);
        if (epoch != null) MeterTable.storeEpochs(handle, List.of(epoch));
        byte[] bytes = entry.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        ReadingTable.insert(handle, List.of(new ReadingTable.Row(
                new Reading(meterId, OPERATORS_BOOT, actionId, nowMs, nowMs, false, step.after().epoch(), step.status(),
                        step.after().watermark(), step.delta(), 0, 0),
                null, Numeric.toHexString(Hash.sha3(bytes)), null, bytes)));
    }
}
