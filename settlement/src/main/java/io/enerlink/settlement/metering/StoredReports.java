package io.enerlink.settlement.metering;

import io.enerlink.settlement.store.Database;
import java.util.List;
import java.util.Map;

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
    public List<SettlementReport> insertDue(EnergySettlement.Round round, Composer composer) {
        return database.jdbi().inTransaction(handle -> {
            List<String> meters = SettlementTable.dueMeters(handle, round);
            MeterTable.lockIds(handle, meters); // no reading moves a register between this and the marks on readings
            List<Due> due = SettlementTable.due(handle, meters);
            Map<String, List<byte[]>> leaves = SettlementTable.unsettledLeaves(handle, due);
            List<SettlementReport> reports = composer.compose(due,
                    epoch -> leaves.getOrDefault(epoch.meterId(), List.of()));
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
        String transaction = reports.getFirst().report().transactionId();
        database.jdbi().useTransaction(handle -> {
            MeterTable.lockIds(handle,
                    reports.stream().map(concluded -> concluded.report().meterId()).distinct().toList());
            SettlementTable.conclude(handle, transaction, reports);
            FlagTable.raise(handle, reports.stream()
                    .filter(concluded -> concluded.state() == SettlementReport.State.REFUSED)
                    .map(StoredReports::refused).toList());
            commands.resetSettled(handle, transaction);
            debts.forEach(debt -> SettlementTable.debt(handle, debt.owner(), debt.seq(), debt.debtUwh()));
        });
    }

    private static FlagTable.Raised refused(Concluded concluded) {
        return new FlagTable.Raised(concluded.report().meterId(), Flag.CHAIN_REFUSED, concluded.outcome().refusal(),
                System.currentTimeMillis());
    }
}
