package io.enerlink.settlement.audit;

import java.math.BigInteger;

import io.enerlink.contracts.EnergyConverter.EnergySettledEventResponse;
import io.enerlink.settlement.audit.StoredReports.Key;
import io.enerlink.settlement.audit.StoredReports.Recomputed;
import io.enerlink.settlement.store.Database;

import org.web3j.utils.Numeric;

/** Recomputes every report that the chain took from the single readings behind it. */
final class EnergyLedger {
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
            try (StoredReports stored = new StoredReports(handle)) {
                chain.forEachEnergySettled(event -> compare(event, stored, report));
            }
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

    private void compare(EnergySettledEventResponse event, StoredReports stored, AuditReport report) {
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
}
