package io.enerlink.gateway.cli;

import java.math.BigInteger;
import io.enerlink.settlement.SettlementBridge;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.metering.Metering;
import io.enerlink.settlement.metering.MeteringTotals;
import org.web3j.protocol.core.RemoteFunctionCall;

/**
 * What became of energy since the data folder began.
 *
 * @param burnedUwh of wallets, and of escrow when it paid for debts: what was minted and is not there any more
 */
record EnergyTotals(long readingsAccepted, long mintedUwh, long burnedUwh, long carriedUwh, long debtUwh) {
    /** @throws io.enerlink.settlement.chain.ChainUnavailableException while the node does not answer */
    static EnergyTotals read(Metering metering, SettlementBridge settlement) {
        ContractAddresses contracts = settlement.contracts();
        ContractCalls calls = new ContractCalls(contracts);
        long supplyUwh = call(settlement, contracts.etk(), calls.etk().totalSupply());
        MeteringTotals totals = metering.totals();
        return new EnergyTotals(totals.readingsAccepted(), totals.etkMintedUwh(),
                Math.max(0, totals.etkMintedUwh() - supplyUwh),
                call(settlement, contracts.converter(), calls.converter().totalCarried()),
                call(settlement, contracts.converter(), calls.converter().totalDebt()));
    }

    private static long call(SettlementBridge settlement, String contract, RemoteFunctionCall<?> call) {
        return ((BigInteger) ContractCalls.read(settlement.chain(), contract, call).getFirst()).longValueExact();
    }
}
