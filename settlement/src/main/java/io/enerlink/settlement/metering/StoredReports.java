package io.enerlink.settlement.metering;

import io.enerlink.settlement.store.Database;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Settlement's rows in the database. Ingest takes the meters first, and then what belongs to them: so does everything
 * here, or each would wait for the other.
 */
final class StoredReports implements SettlementStore {
    private final Database database;
    private final DeviceCommands commands;

    StoredReports(Database database, DeviceCommands commands) {
        this.database = database;
        this.commands = commands;
    }

    @Override
    public List<SettlementReport> insertDue(Set<Policy.Kind> kinds, int maxMeters, Composer composer) {
        return database.jdbi().inTransaction(handle -> {
            List<String> meters = SettlementTable.dueMeters(handle, kinds, maxMeters);
            MeterTable.lockIds(handle, meters); // no reading moves a register between this and the marks on readings
            List<SettlementReport> reports = composer.compose(SettlementTable.due(handle, meters),
                    epoch -> SettlementTable.unsettledLeaves(handle, epoch.meterId(), epoch.epoch()));
            SettlementTable.insert(handle, reports);
            return reports;
        });
    }

    @Override
    public List<String> pendingTransactions() {
        return database.jdbi().withHandle(SettlementTable::pendingTransactions);
    }

    @Override
    public List<SettlementReport> ofTransaction(String transactionId) {
        return database.jdbi().withHandle(handle -> SettlementTable.ofTransaction(handle, transactionId));
    }

    @Override
    public void conclude(List<Concluded> reports, List<ConverterLogs.Debt> debts) {
        database.jdbi().useTransaction(handle -> {
            MeterTable.lockIds(handle,
                    reports.stream().map(concluded -> concluded.report().meterId()).distinct().toList());
            reports.forEach(concluded -> conclude(handle, concluded));
            debts.forEach(debt -> SettlementTable.debt(handle, debt.owner(), debt.seq(), debt.debtUwh()));
        });
    }

    private void conclude(Handle handle, Concluded concluded) {
        SettlementReport report = concluded.report();
        if (concluded.state() == SettlementReport.State.REFUSED)
            FlagTable.raise(handle, List.of(new FlagTable.Raised(report.meterId(), Flag.CHAIN_REFUSED,
                    concluded.outcome().refusal(), System.currentTimeMillis())));
        SettlementTable.conclude(handle, report, concluded.state(), concluded.outcome(), concluded.transactionHash());
        if (concluded.state() == SettlementReport.State.FINAL)
            commands.resetSettlement(handle, report.meterId(), report.reportId());
    }
}
