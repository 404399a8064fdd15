package io.enerlink.settlement.audit;

import java.math.BigInteger;
import java.util.Arrays;

import io.enerlink.contracts.EnergyConverter.EnergySettledEventResponse;
import io.enerlink.settlement.audit.RecomputedReports.Key;
import io.enerlink.settlement.audit.RecomputedReports.Recomputed;
import io.enerlink.settlement.store.Database;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/** Recomputes every report that the chain took from the single readings behind it. */
final class EnergyLedger {
    private static final int MESSAGES_AT_ONCE = 1_000;

    private final Database database;
    private final ChainView chain;
    private BigInteger net = BigInteger.ZERO;
    private BigInteger minted = BigInteger.ZERO;
    private BigInteger burned = BigInteger.ZERO;
    private int reports;
    private int differing;

    EnergyLedger(Database database, ChainView chain) {
        this.database = database;
        this.chain = chain;
    }

    /** Adds its comparisons: every report against its readings, and what was minted and burned against the supply. */
    void compare(AuditReport report) throws Exception {
        database.jdbi().useTransaction(handle -> {
            try (RecomputedReports stored = new RecomputedReports(handle)) {
                chain.forEachEnergySettled(event -> compare(event, stored, report));
            }
            compareMessages(handle, report);
        });
        report.compare("reports that differ from their readings (of " + reports + ")", 0, differing);
        report.compare("net energy of all readings reported = the converter's, µWh", net,
                chain.converter.totalNet().send());
        report.compare("ETK supply = net + debt - carried, µWh",
                net.add(chain.converter.totalDebt().send()).subtract(chain.converter.totalCarried().send()),
                chain.etk.totalSupply().send());
        report.compare("ETK supply = minted - burned - repaid from escrow, µWh",
                minted.subtract(burned).subtract(chain.repaidUwh()), chain.etk.totalSupply().send());
    }

    private void compare(EnergySettledEventResponse event, RecomputedReports stored, AuditReport report) {
        Key key = new Key(Numeric.toHexString(event.meterId), event.epoch.intValueExact(),
                event.exportUwh.longValueExact(), event.importUwh.longValueExact());
        Recomputed recomputed = stored.find(key);
        Recomputed settled = new Recomputed(event.netUwh, Numeric.toHexString(event.readingsRoot));
        ++reports;
        if (!settled.equals(recomputed) && ++differing <= AuditReport.MAX_DIFFERENCES)
            report.compare("meter " + key.meterId() + " up to " + key.exportUwh() + "/" + key.importUwh()
                    + " µWh of epoch " + key.epoch(), recomputed, settled);
        if (recomputed.netUwh() != null) net = net.add(recomputed.netUwh());
        minted = minted.add(event.mintedUwh);
        burned = burned.add(event.burnedUwh);
    }

    /** The leaves hold hashes of the bytes that meters sent: as long as those are kept, they are hashed again. */
    private static void compareMessages(Handle handle, AuditReport report) {
        long kept = 0;
        long differing = 0;
        try (ResultIterator<Boolean> same = handle.createQuery("""
                SELECT raw, payload_hash FROM reading JOIN reading_detail USING (reading_id, received_at)
                WHERE report_id IS NOT NULL AND raw IS NOT NULL
                UNION ALL
                SELECT l.payload, payload_hash FROM reading JOIN message_log l USING (meter_id, received_at, reading_id)
                WHERE report_id IS NOT NULL""").setFetchSize(MESSAGES_AT_ONCE)
                .map((row, context) -> Arrays.equals(Hash.sha3(row.getBytes(1)),
                        Numeric.hexStringToByteArray(row.getString(2))))
                .iterator()) {
            for (; same.hasNext(); ++kept) if (!same.next()) ++differing;
        }
        report.compare("messages that differ from what was settled of them (of " + kept + " kept)", 0L, differing);
    }
}
