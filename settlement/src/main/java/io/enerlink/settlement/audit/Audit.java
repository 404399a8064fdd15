package io.enerlink.settlement.audit;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

import io.enerlink.engine.journal.JournalReader;
import io.enerlink.settlement.audit.ChainView.AccountEvent;
import io.enerlink.settlement.audit.ChainView.SettledBatch;
import io.enerlink.settlement.audit.JournalLedger.Amounts;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.Deployment;
import io.enerlink.settlement.store.Database;

import org.web3j.protocol.Web3j;
import org.web3j.protocol.http.HttpService;

/**
 * Recomputes every sum from its source and compares: energy from the database's readings with the chain's supply, escrow
 * on the chain with the journal's ledger, settled batches with the journal's trades. Uses nothing of a running exchange
 * and disturbs none: the chain is read at one block first, the journal after it, and what the journal holds ahead of
 * that block is taken off again.
 */
public final class Audit {
    private final AuditReport report = new AuditReport();
    private final ChainView chain;
    private final JournalLedger journal = new JournalLedger();
    private final ContractAddresses contracts;
    private final long nextBatchId;
    private final long chainEventSeq;

    private Audit(Web3j web3j, ContractAddresses contracts) throws Exception {
        this.contracts = contracts;
        chain = new ChainView(web3j, contracts);
        nextBatchId = chain.market.nextBatchId().send().longValueExact();
        chainEventSeq = chain.market.eventSeq().send().longValueExact();
    }

    /**
     * @param rpcUrl           of a node of the chain
     * @param journalDirectory the engine's journal, which may be in use; null where nothing is traded: then whatever the
     *                         market holds or settled is a difference
     * @throws IllegalStateException when nothing was deployed with this database yet
     * @throws Exception             when a source cannot be read; a difference is no exception but a row of the report
     */
    public static AuditReport run(Database database, String rpcUrl, Path journalDirectory) throws Exception {
        ContractAddresses contracts = Deployment.addresses(database).orElseThrow(
                () -> new IllegalStateException("nothing to audit: no contracts were deployed with this database"));
        Web3j web3j = Web3j.build(new HttpService(rpcUrl));
        try {
            Audit audit = new Audit(web3j, contracts);
            if (journalDirectory != null) JournalReader.forEach(journalDirectory, audit.journal::onCommand);
            new EnergyLedger(database, audit.chain).compare(audit.report);
            audit.compareEscrow();
            audit.compareBatches();
            return audit.report;
        } finally {
            web3j.shutdown();
        }
    }

    private void compareEscrow() throws Exception {
        String feeRecipient = chain.market.FEE_RECIPIENT().send().toLowerCase(Locale.ROOT);
        Map<String, Amounts> balances = journal.balances();
        Map<String, Amounts> ahead = journal.aheadOfChain(nextBatchId, feeRecipient);
        for (var applied : journal.appliedAfter(chainEventSeq))
            ahead.merge(applied.address(), applied.change(), Amounts::plus);
        TreeSet<String> addresses = new TreeSet<>(balances.keySet());
        addresses.add(feeRecipient);
        for (AccountEvent event : chain.accountEvents()) {
            addresses.add(event.address());
            if (event.eventSeq() > journal.lastEventSeq()) {
                ahead.merge(event.address(), event.change().negated(), Amounts::plus);
            }
        }
        Amounts total = Amounts.NONE;
        for (String address : addresses) {
            Amounts ledger = balances.getOrDefault(address, Amounts.NONE);
            Amounts expected = ledger.plus(ahead.getOrDefault(address, Amounts.NONE).negated());
            Amounts escrow = chain.escrow(address);
            total = total.plus(escrow);
            report.compare("escrow of " + address + " = ledger less pending", expected, escrow);
        }
        report.compare("ETK held by the market = sum of escrow", total.etk(),
                chain.etk.balanceOf(contracts.market()).send());
        report.compare("IDRS held by the market = sum of escrow", total.idrs(),
                chain.idrs.balanceOf(contracts.market()).send());
    }

    private void compareBatches() throws Exception {
        Map<Long, SettledBatch> settled = chain.settledBatches();
        report.compare("batches settled or voided without a gap", nextBatchId - 1,
                (long) settled.size() + chain.voidedBatches());
        int trades = 0;
        int differing = 0;
        for (SettledBatch batch : settled.values()) {
            trades += journal.trades(batch.batchId()).size();
            boolean same = batch.tradesRoot().equals(journal.tradesRoot(batch.batchId()))
                    && batch.executions() == journal.executions(batch.batchId());
            if (!same) {
                differing++;
                report.compare("batch " + batch.batchId() + " = the journal's trades",
                        journal.tradesRoot(batch.batchId()) + " of " + journal.executions(batch.batchId()),
                        batch.tradesRoot() + " of " + batch.executions());
            }
        }
        report.compare("batches that differ from the journal's trades (of " + trades + " in " + settled.size() + ")", 0,
                differing);
    }
}
