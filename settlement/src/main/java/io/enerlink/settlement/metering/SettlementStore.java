package io.enerlink.settlement.metering;

import java.util.List;
import java.util.function.Function;

/**
 * What settlement keeps of meters and of what was said to the chain about them. A port, so that a simulator can lose the
 * connection in the middle of a commit. Each method is one transaction, durable as a whole when it returns; when it
 * throws, nobody knows whether it happened.
 */
public interface SettlementStore {
    /** An epoch with something that the chain does not know. {@code known} null when not even its baseline. */
    record Due(String meterId, int attempt, int epoch, Energy baseline, Energy watermark, Energy known) {}

    /** What became of a report. */
    record Concluded(SettlementReport report, SettlementReport.State state, SettlementReport.Outcome outcome,
            String transactionHash) {}

    /** Makes reports of what is due. */
    @FunctionalInterface
    interface Composer {
        /** @param leaves of the readings of an epoch that are in no report, in order; {@link ReadingsTree#leaf} */
        List<SettlementReport> compose(List<Due> due, Function<Due, List<byte[]>> leaves);
    }

    /**
     * Stores reports on a round's meters that have something to report and no report on its way, and on the
     * oldest due epoch of each.
     */
    List<SettlementReport> insertDue(EnergySettlement.Round round, Composer composer);

    /** Transactions whose reports are not concluded, the oldest first. */
    List<String> pendingTransactions();

    /** The reports of a transaction, in their order. */
    List<SettlementReport> ofTransaction(String transactionId);

    /** Notes what the chain made of the reports of one transaction, all of them, and of their owners' debts. */
    void conclude(List<Concluded> reports, List<ConverterLogs.Debt> debts);
}
