package io.enerlink.settlement.audit;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

import io.enerlink.contracts.EnergyConverter;
import io.enerlink.settlement.metering.Energy;
import io.enerlink.settlement.metering.ReadingsTree;
import io.enerlink.settlement.store.Database;

import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/** Recomputes every report that the chain took from the single readings behind it. */
final class EnergyLedger {
    /** What the readings behind a report come to. */
    private record Recomputed(BigInteger netUwh, String readingsRoot) {
        static final Recomputed UNKNOWN = new Recomputed(null, "no such report");
    }

    private record Reading(byte[] leaf, long netUwh) {}

    /** The message that a reading was made of, where it is still kept. */
    private record Message(byte[] bytes, String payloadHash) {
        boolean differs() {
            return !Arrays.equals(Hash.sha3(bytes), Numeric.hexStringToByteArray(payloadHash));
        }
    }

    private final Database database;
    private final ChainView chain;
    private long messagesKept;
    private long messagesThatDiffer;

    EnergyLedger(Database database, ChainView chain) {
        this.database = database;
        this.chain = chain;
    }

    /** Adds its comparisons: every report against its readings, and what was minted and burned against the supply. */
    void compare(AuditReport report) throws Exception {
        BigInteger net = BigInteger.ZERO;
        BigInteger minted = BigInteger.ZERO;
        BigInteger burned = BigInteger.ZERO;
        int differing = 0;
        List<EnergyConverter.EnergySettledEventResponse> settled = chain.energySettled();
        for (var event : settled) {
            Recomputed recomputed = recompute(event);
            if (!event.netUwh.equals(recomputed.netUwh)
                    || !Numeric.toHexString(event.readingsRoot).equals(recomputed.readingsRoot)) {
                differing++;
                report.compare("meter " + Numeric.toHexString(event.meterId) + " up to " + event.exportUwh + "/"
                        + event.importUwh + " µWh of epoch " + event.epoch, recomputed,
                        new Recomputed(event.netUwh, Numeric.toHexString(event.readingsRoot)));
            }
            if (recomputed.netUwh != null) net = net.add(recomputed.netUwh);
            minted = minted.add(event.mintedUwh);
            burned = burned.add(event.burnedUwh);
        }
        report.compare("reports that differ from their readings (of " + settled.size() + ")", 0, differing);
        report.compare("messages that differ from what was settled of them (of " + messagesKept + " kept)", 0L,
                messagesThatDiffer);
        report.compare("net energy of all readings reported = the converter's, µWh", net,
                chain.converter.totalNet().send());
        report.compare("ETK supply = net + debt - carried, µWh",
                net.add(chain.converter.totalDebt().send()).subtract(chain.converter.totalCarried().send()),
                chain.etk.totalSupply().send());
        report.compare("ETK supply = minted - burned - repaid from escrow, µWh",
                minted.subtract(burned).subtract(chain.repaidUwh()), chain.etk.totalSupply().send());
    }

    private Recomputed recompute(EnergyConverter.EnergySettledEventResponse event) throws IOException {
        String meterId = Numeric.toHexString(event.meterId);
        List<Long> reports = database.jdbi().withHandle(handle -> handle.createQuery("""
                SELECT max(report_id) FROM settlement_report WHERE meter_id = :meter AND epoch = :epoch
                    AND export_uwh = :export AND import_uwh = :import HAVING count(*) > 0""")
                .bind("meter", meterId).bind("epoch", event.epoch.intValueExact())
                .bind("export", event.exportUwh.longValueExact()).bind("import", event.importUwh.longValueExact())
                .mapTo(Long.class).list());
        if (reports.isEmpty()) return Recomputed.UNKNOWN;
        compareMessages(reports.getFirst());
        List<Reading> readings = database.jdbi().withHandle(handle -> handle
                .createQuery(
                        """
                                SELECT boot, timestamp_ms, epoch, export_uwh, import_uwh, payload_hash, export_delta_uwh, import_delta_uwh
                                FROM reading WHERE report_id = :report ORDER BY reading_id""")
                .bind("report", reports.getFirst())
                .map((row, context) -> new Reading(
                        ReadingsTree.leaf(meterId, row.getInt("boot"), row.getLong("timestamp_ms"), row.getInt("epoch"),
                                new Energy(row.getLong("export_uwh"), row.getLong("import_uwh")),
                                row.getString("payload_hash")),
                        Math.subtractExact(row.getLong("export_delta_uwh"), row.getLong("import_delta_uwh"))))
                .list());
        long netUwh = readings.stream().mapToLong(Reading::netUwh).reduce(0, Math::addExact);
        return new Recomputed(BigInteger.valueOf(netUwh),
                Numeric.toHexString(ReadingsTree.root(readings.stream().map(Reading::leaf).toList())));
    }

    /** The leaves hold hashes of the bytes that meters sent: as long as those are kept, they are hashed again. */
    private void compareMessages(long reportId) {
        database.jdbi()
                .useHandle(handle -> handle
                        .createQuery(
                                """
                                        SELECT l.payload, payload_hash FROM reading r JOIN message_log l USING (meter_id, received_at, reading_id)
                                        WHERE report_id = :report""")
                        .bind("report", reportId)
                        .map((row, context) -> new Message(row.getBytes(1), row.getString(2))).forEach(message -> {
                            messagesKept++;
                            if (message.differs()) messagesThatDiffer++;
                        }));
    }
}
