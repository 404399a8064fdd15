package io.enerlink.settlement.metering;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import io.enerlink.contracts.EnergyConverter;
import io.enerlink.settlement.chain.Chain;
import io.enerlink.settlement.chain.ChainUnavailableException;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.chain.KeyRole;
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.chain.TransactionRequest;
import io.enerlink.settlement.chain.TransactionState;
import io.enerlink.settlement.chain.TransactionView;
import io.enerlink.settlement.metering.SettlementStore.Concluded;
import io.enerlink.settlement.metering.SettlementStore.Due;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/**
 * Tells the chain what meters' registers stand at, never a difference, and notes what it made of it.
 *
 * <p>
 * A report is stored before it is sent, under a name made of its contents; whenever the process ends in between, the same
 * transaction is sent again. A meter has one transaction on its way at a time. Not thread-safe.
 */
public final class EnergySettlement {
    /** How the names of its transactions begin. */
    public static final String ID_PREFIX = "settle:";
    /** Meters of one transaction: with baselines and debts well below the gas a transaction may take. */
    static final int MAX_METERS = 100;
    private static final Logger LOG = LoggerFactory.getLogger(EnergySettlement.class);

    private final SettlementStore store;
    private final Outbox outbox;
    private final Chain chain;
    private final String converterAddress;
    private final EnergyConverter converter;
    private final Runnable onFinal;

    /** @param onFinal told when reports have taken effect */
    public EnergySettlement(SettlementStore store, Outbox outbox, Chain chain, String converterAddress,
            EnergyConverter converter, Runnable onFinal) {
        this.store = store;
        this.outbox = outbox;
        this.chain = chain;
        this.converterAddress = converterAddress;
        this.converter = converter;
        this.onFinal = onFinal;
    }

    /** Meters of one transaction and transactions of one round, for meters of some policies and periods. */
    public record Round(Set<Policy.Kind> kinds, int maxMeters, int maxTransactions, Periods periods) {

        /** Registers that come by themselves: all of them. */
        public static final Round REGISTERS = new Round(
                EnumSet.of(Policy.Kind.PERIODIC, Policy.Kind.THRESHOLD, Policy.Kind.PREPAID), MAX_METERS,
                Integer.MAX_VALUE, Periods.ANY);
        /** Those without a period of their own. */
        public static final Round USUAL = new Round(REGISTERS.kinds, MAX_METERS, Integer.MAX_VALUE, Periods.USUAL);
        /** Those whose own period has begun anew since they were settled. */
        public static final Round OWN_PERIODS = new Round(EnumSet.of(Policy.Kind.PERIODIC), MAX_METERS,
                Integer.MAX_VALUE, Periods.OWN);
        /** Readings that are submitted: what is left waits for the next round. */
        public static final Round SUBMITTED = new Round(EnumSet.of(Policy.Kind.PER_READING), 50, 20, Periods.ANY);

        /** Which meters, by their periods. */
        public enum Periods { ANY, USUAL, OWN }
    }

    /**
     * Reports meters whose registers moved.
     *
     * @return how many reports
     */
    public int begin(Round round) {
        int sum = 0;
        for (int i = 0; i < round.maxTransactions; ++i) {
            List<SettlementReport> reports = store.insertDue(round, EnergySettlement::compose);
            if (reports.isEmpty()) break;
            send(reports);
            sum += reports.size();
        }
        return sum;
    }

    private static List<SettlementReport> compose(List<Due> due, Function<Due, List<byte[]>> leaves) {
        List<SettlementReport> unnamed = new ArrayList<>();
        StringBuilder contents = new StringBuilder();
        for (Due epoch : due) {
            if (epoch.known() == null) add(unnamed, epoch, epoch.baseline(), ReadingsTree.root(List.of()));
            if (epoch.known() == null ? !epoch.watermark().equals(epoch.baseline()) : true)
                add(unnamed, epoch, epoch.watermark(), ReadingsTree.root(leaves.apply(epoch)));
            contents.append(epoch.attempt()).append(' ');
        }
        unnamed.forEach(report -> contents.append(report.meterId()).append(report.epoch()).append(report.registers())
                .append(report.readingsRoot()));
        String id = ID_PREFIX + Numeric.toHexString(Hash.sha3(contents.toString().getBytes(StandardCharsets.UTF_8)));
        return unnamed.stream().map(report -> new SettlementReport(0, id, report.ordinal(), report.meterId(),
                report.epoch(), report.registers(), report.readingsRoot())).toList();
    }

    private static void add(List<SettlementReport> reports, Due epoch, Energy registers, byte[] root) {
        reports.add(new SettlementReport(0, "", reports.size(), epoch.meterId(), epoch.epoch(), registers,
                Numeric.toHexString(root)));
    }

    private void send(List<SettlementReport> reports) {
        List<EnergyConverter.Report> said = reports.stream()
                .map(report -> new EnergyConverter.Report(Numeric.hexStringToByteArray(report.meterId()),
                        BigInteger.valueOf(report.epoch()), BigInteger.valueOf(report.registers().exportUwh()),
                        BigInteger.valueOf(report.registers().importUwh()),
                        Numeric.hexStringToByteArray(report.readingsRoot())))
                .toList();
        outbox.send(new TransactionRequest(reports.getFirst().transactionId(), KeyRole.ORACLE, converterAddress,
                ContractCalls.data(converter.settle(said))));
    }

    /**
     * Notes what became of the transactions on their way, and sends what was stored and not sent.
     *
     * @throws ChainUnavailableException when the chain cannot be asked; nothing is lost, try again
     */
    public void collect() {
        for (String id : store.pendingTransactions()) {
            List<SettlementReport> reports = store.ofTransaction(id);
            Optional<TransactionView> view = outbox.find(id);
            if (view.isEmpty()) send(reports);
            else if (view.get().state() == TransactionState.FINAL) concludeFinal(reports, view.get());
            else if (view.get().state() == TransactionState.REVERTED) concludeReverted(reports, view.get());
        }
    }

    private void concludeReverted(List<SettlementReport> reports, TransactionView view) {
        String reason = outbox.reason(view.id()).orElse("no reason");
        LOG.error("settling {} meters failed, it is tried again in the next period: {}", reports.size(), reason);
        SettlementReport.Outcome outcome = SettlementReport.Outcome.refused(reason);
        store.conclude(reports.stream()
                .map(report -> new Concluded(report, SettlementReport.State.REVERTED, outcome, view.hash())).toList(),
                List.of());
    }

    private void concludeFinal(List<SettlementReport> reports, TransactionView view) {
        ConverterLogs logs = ConverterLogs.of(chain, converterAddress, view);
        if (logs.outcomes().size() != reports.size())
            throw new IllegalStateException(view.id() + " has " + reports.size() + " reports and "
                    + logs.outcomes().size() + " outcomes on the chain");
        store.conclude(reports.stream().map(report -> concluded(report, logs, view)).toList(), logs.debts());
        onFinal.run();
    }

    private static Concluded concluded(SettlementReport report, ConverterLogs logs, TransactionView view) {
        ConverterLogs.Told told = logs.outcomes().get(report.ordinal());
        if (!told.meterId().equals(report.meterId()))
            throw new IllegalStateException(view.id() + " settled meter " + told.meterId() + " as report "
                    + report.ordinal() + ", not " + report.meterId());
        boolean refused = told.outcome().refusal() != null;
        if (refused)
            LOG.warn("the chain refused the registers of meter {}: {}", report.meterId(), told.outcome().refusal());
        return new Concluded(report, refused ? SettlementReport.State.REFUSED : SettlementReport.State.FINAL,
                told.outcome(), view.hash());
    }
}
