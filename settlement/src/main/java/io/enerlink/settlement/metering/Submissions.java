package io.enerlink.settlement.metering;

import java.util.List;
import java.util.Map;
import java.util.Set;
import io.enerlink.settlement.store.Database;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * Takes readings that meters signed. A reading is stored, unminted, before it is answered; it is minted as all energy is,
 * when the meter's registers are reported.
 */
public final class Submissions {
    private final Database database;

    public Submissions(Database database) { this.database = database; }

    /** A reading that is stored. {@code isNew} false when it was before. */
    public record Stored(long readingId, boolean isNew) {}

    /**
     * Takes a reading.
     *
     * @param secret of the meter that submits it
     * @throws RefusedMessageException       when it is refused; what was refused of a known meter is kept
     * @throws org.jdbi.v3.core.JdbiException when nothing was stored: the database is away
     */
    public Stored submit(String secret, byte[] payload, long receivedMs) throws RefusedMessageException {
        String site = database.jdbi().withHandle(handle -> MeterTable.siteOfSecret(handle, MeterKey.hashOf(secret)))
                .orElseThrow(() -> new RefusedMessageException(Refusal.UNAUTHORIZED, "no meter has this credential"));
        try {
            return database.jdbi().inTransaction(handle -> store(handle, site, payload, receivedMs));
        } catch (RefusedMessageException e) {
            keep(site, payload, receivedMs, e);
            throw e;
        } catch (JdbiException e) {
            if (!MessageStore.isDataException(e)) throw e;
            RefusedMessageException refusal = new RefusedMessageException(Refusal.UNSTORABLE,
                    "the database cannot hold it");
            keep(site, payload, receivedMs, refusal);
            throw refusal;
        }
    }

    private static Stored store(Handle handle, String site, byte[] payload, long receivedMs)
            throws RefusedMessageException {
        SubmittedReading reading = SubmittedReading.parse(payload);
        MeterTable.Row row = MeterTable.lock(handle, List.of(site)).get(site);
        Meter meter = authorized(handle, row, reading, site);
        ReadingTable.Key key = new ReadingTable.Key(meter.meterId(), reading.sampleMs());
        Map<Integer, String> hashes = ReadingTable
                .hashes(handle, List.of(key), receivedMs).getOrDefault(key, Map.of());
        if (hashes.containsValue(reading.payloadHash())) return new Stored(ReadingTable.idOf(handle, key), false);
        MeterState.Verdict verdict = row.state().judge(reading, receivedMs, meter, time -> hashes);
        return new Stored(write(handle, meter, row.state(), verdict, reading, payload, receivedMs), true);
    }

    private static Meter authorized(Handle handle, MeterTable.Row row, SubmittedReading reading, String site)
            throws RefusedMessageException {
        if (row == null) throw new RefusedMessageException(Refusal.UNKNOWN_METER, site);
        Meter meter = row.meter();
        if (meter.policy().kind() != Policy.Kind.PER_READING)
            throw new RefusedMessageException(Refusal.WRONG_WAY, "its readings come over MQTT");
        if (reading.site() != null && !Set.of(site, meter.meterId()).contains(reading.site()))
            throw new RefusedMessageException(Refusal.UNAUTHORIZED, "the credential is another meter's");
        byte[] publicKey = MeterTable.publicKey(handle, meter.meterId())
                .orElseThrow(() -> new RefusedMessageException(Refusal.BAD_SIGNATURE, "the meter has no key"));
        if (!MeterKey.verifies(publicKey, reading.signedText(meter.meterId()), reading.signature()))
            throw new RefusedMessageException(Refusal.BAD_SIGNATURE, "not by the key of meter " + site);
        return meter;
    }

    private static long write(Handle handle, Meter meter, MeterState before, MeterState.Verdict verdict,
            SubmittedReading reading, byte[] payload, long receivedMs) {
        Registers.Step step = verdict.step();
        String id = meter.meterId();
        int held = step.status().isHeld() ? 1 : 0;
        MeterTable.update(handle, List.of(new MeterTable.Change(id, verdict.after(), 1 - held, held)));
        MeterTable.Epoch epoch = MeterTable.Epoch.after(id, before.registers().watermark(), step, null);
        if (epoch != null) MeterTable.storeEpochs(handle, List.of(epoch));
        Energy registers = reading.registers() == null ? step.after().watermark() : reading.registers();
        Reading stored = new Reading(id, 0, reading.sampleMs(), receivedMs, reading.sampleMs(), false,
                step.after().epoch(), step.status(), registers, step.delta(), 0, 0);
        return ReadingTable.insert(handle, List.of(new ReadingTable.Row(stored, held == 1 ? verdict.detail() : null,
                reading.payloadHash(), reading.canonicalJson(), payload))).getFirst();
    }

    private void keep(String site, byte[] payload, long receivedMs, RefusedMessageException refusal) {
        database.jdbi().useTransaction(handle -> MessageTable.insertRefused(handle,
                List.of(new MessageTable.Refused(topic(site), MeterTable.find(handle, site).map(Meter::meterId)
                        .orElse(null), payload, refusal.refusal(), refusal.getMessage(), receivedMs))));
    }

    /** Where the raw log has it from. */
    private static String topic(String site) {
        return site + "/submit-reading";
    }
}
