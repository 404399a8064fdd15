package io.enerlink.settlement.audit;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.enerlink.engine.journal.JournalReader;
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
    private final JournalLedger journal;
    private final BatchComparison batches;
    private final ContractAddresses contracts;
    private final long nextBatchId;
    private final Set<Long> voided;
    private final String feeRecipient;

    private Audit(Web3j web3j, ContractAddresses contracts) throws Exception {
        this.contracts = contracts;
        chain = new ChainView(web3j, contracts);
        nextBatchId = chain.market.nextBatchId().send().longValueExact();
        feeRecipient = chain.market.FEE_RECIPIENT().send().toLowerCase(Locale.ROOT);
        voided = chain.voidedBatches();
        batches = new BatchComparison(chain.settledBatches(), report);
        journal = new JournalLedger(nextBatchId, voided, chain.market.eventSeq().send().longValueExact(), feeRecipient,
                batches);
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
            audit.batches.compare(audit.nextBatchId - 1, audit.voided.size());
            return audit.report;
        } finally {
            web3j.shutdown();
        }
    }

    private void compareEscrow() throws Exception {
        Map<String, Amounts> balances = journal.balances();
        Map<String, Amounts> ahead = journal.aheadOfChain();
        TreeSet<String> addresses = new TreeSet<>(balances.keySet());
        addresses.add(feeRecipient);
        chain.forEachAccountEvent(event -> {
            addresses.add(event.address());
            if (event.eventSeq() > journal.lastEventSeq()) {
                ahead.merge(event.address(), event.change().negated(), Amounts::plus);
            }
        });
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
}
