package io.enerlink.gateway.cli;

import io.enerlink.settlement.metering.MeteringTotals;

/**
 * What became of energy since the data folder began, as far as it is final.
 *
 * @param burnedUwh of wallets, and of escrow when it paid for debts
 */
record EnergyTotals(long readingsAccepted, long mintedUwh, long burnedUwh, long carriedUwh, long debtUwh) {
    static EnergyTotals of(MeteringTotals energy, EngineTotals.Snapshot trading) {
        return new EnergyTotals(energy.readingsAccepted(), energy.etkMintedUwh(),
                Math.addExact(energy.etkBurnedUwh(), trading.repaidUwh()), energy.carriedUwh(), energy.debtUwh());
    }
}
