package io.enerlink.settlement.metering;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import io.enerlink.contracts.EnergyConverter;
import io.enerlink.settlement.chain.Chain;
import io.enerlink.settlement.chain.TransactionView;
import org.web3j.abi.EventEncoder;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.utils.Numeric;

/**
 * What the converter said in a transaction.
 *
 * @param outcomes one for each report, in their order
 * @param debts    of owners, in order
 */
public record ConverterLogs(List<Told> outcomes, List<Debt> debts) {

    private static final String ENERGY_SETTLED = EventEncoder.encode(EnergyConverter.ENERGYSETTLED_EVENT);
    private static final String REPORT_REFUSED = EventEncoder.encode(EnergyConverter.REPORTREFUSED_EVENT);
    private static final String DEBT_CHANGED = EventEncoder.encode(EnergyConverter.DEBTCHANGED_EVENT);
    private static final List<String> REFUSALS = List.of("UNKNOWN_METER", "STALE_EPOCH", "LOWER_REGISTER",
            "BEYOND_CAPACITY");

    /** What became of a report. */
    public record Told(String meterId, SettlementReport.Outcome outcome) {}

    /** What an owner owes. {@code seq} orders all such changes. */
    public record Debt(String owner, long seq, BigDecimal debtUwh) {}

    static ConverterLogs of(Chain chain, String converter, TransactionView view) {
        ConverterLogs logs = new ConverterLogs(new ArrayList<>(), new ArrayList<>());
        for (Chain.Log log : chain.logs(view.blockNumber(), view.blockNumber(), List.of(converter)))
            if (log.transactionHash().equalsIgnoreCase(view.hash())) logs.add(log);
        return logs;
    }

    /** The change of a debt that a log tells of; null when it tells of something else. */
    static Debt debt(Chain.Log log) {
        if (!log.topics().getFirst().equals(DEBT_CHANGED)) return null;
        EnergyConverter.DebtChangedEventResponse event = EnergyConverter.getDebtChangedEventFromLog(decodable(log));
        return new Debt(event.owner.toLowerCase(Locale.ROOT), event.seq.longValueExact(), new BigDecimal(event.debt));
    }

    private void add(Chain.Log log) {
        String topic = log.topics().getFirst();
        if (topic.equals(ENERGY_SETTLED)) {
            EnergyConverter.EnergySettledEventResponse event = EnergyConverter
                    .getEnergySettledEventFromLog(decodable(log));
            outcomes.add(new Told(Numeric.toHexString(event.meterId), new SettlementReport.Outcome(null,
                    new BigDecimal(event.mintedUwh), new BigDecimal(event.burnedUwh), new BigDecimal(event.debtUwh),
                    new BigDecimal(event.carriedUwh))));
        } else if (topic.equals(REPORT_REFUSED)) {
            EnergyConverter.ReportRefusedEventResponse event = EnergyConverter
                    .getReportRefusedEventFromLog(decodable(log));
            outcomes.add(new Told(Numeric.toHexString(event.meterId),
                    SettlementReport.Outcome.refused(REFUSALS.get(event.reason.intValueExact()))));
        } else if (topic.equals(DEBT_CHANGED)) {
            debts.add(debt(log));
        }
    }

    private static Log decodable(Chain.Log log) {
        Log decodable = new Log();
        decodable.setAddress(log.address());
        decodable.setTopics(log.topics());
        decodable.setData(Numeric.toHexString(log.data()));
        return decodable;
    }
}
