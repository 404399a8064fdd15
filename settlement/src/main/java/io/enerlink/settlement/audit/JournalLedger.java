package io.enerlink.settlement.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.agrona.DirectBuffer;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.EngineConfig;
import io.enerlink.engine.matching.MarketEventKind;
import io.enerlink.engine.matching.MatchingEngine;
import io.enerlink.engine.message.AccountOpenedDecoder;
import io.enerlink.engine.message.BalanceChangedDecoder;
import io.enerlink.engine.message.BatchClosedDecoder;
import io.enerlink.engine.message.BatchFinalDecoder;
import io.enerlink.engine.message.BatchVoidedDecoder;
import io.enerlink.engine.message.InstrumentAddedDecoder;
import io.enerlink.engine.message.MarketEventAppliedDecoder;
import io.enerlink.engine.message.TradedDecoder;
import io.enerlink.settlement.clearing.TradesTree;

/**
 * What the journal says, as of a moment of the chain: its commands run through a fresh engine, and what came out summed
 * up. It holds the trades of batches that wait for the chain, which the engine bounds, and for all others their sums.
 */
final class JournalLedger implements EventHandler {
    /** An amount of each asset, in base units. */
    record Amounts(long etk, long idrs) {
        static final Amounts NONE = new Amounts(0, 0);

        Amounts plus(Amounts other) {
            return new Amounts(Math.addExact(etk, other.etk), Math.addExact(idrs, other.idrs));
        }

        Amounts negated() { return new Amounts(-etk, -idrs); }
    }

    /** Hears of each batch as it closes, in the order of their ids. */
    interface Batches {
        /** @param tradesRoot over its trades, recomputed */
        void closed(long batchId, String tradesRoot, int executions, int trades);
    }

    /** A batch that is neither final nor void. */
    private static final class Pending {
        private final Map<Integer, Amounts> changes = new HashMap<>();
        private final List<byte[]> leaves = new ArrayList<>();
        private long fees;

        private void add(int accountId, long etk, long idrs, long fee) {
            changes.merge(accountId, new Amounts(etk, Math.subtractExact(idrs, fee)), Amounts::plus);
            fees = Math.addExact(fees, fee);
        }
    }

    private static final long UWH_PER_WH = 1_000_000;

    private final MatchingEngine engine = new MatchingEngine(EngineConfig.defaults());
    private final EventBuffer events = new EventBuffer(1 << 16);
    private final EventDispatcher dispatcher = new EventDispatcher(this);
    private final long nextBatchId;
    private final Set<Long> voidedOnChain;
    private final long chainEventSeq;
    private final String feeRecipient;
    private final Batches batches;
    private final Map<Integer, String> addresses = new HashMap<>();
    private final Map<Integer, byte[]> instruments = new HashMap<>();
    private final Map<Integer, Amounts> balances = new HashMap<>();
    private final TreeMap<Long, Pending> pending = new TreeMap<>();
    private final Map<String, Amounts> ahead = new HashMap<>();
    private long lastEventSeq;
    private int mostTradesHeld;
    private int tradesHeld;

    /**
     * @param nextBatchId   the chain has settled or voided all batches below this one
     * @param voidedOnChain those that it has voided
     * @param chainEventSeq the last account event of the chain
     * @param feeRecipient  an address
     */
    JournalLedger(long nextBatchId, Set<Long> voidedOnChain, long chainEventSeq, String feeRecipient, Batches batches) {
        this.nextBatchId = nextBatchId;
        this.voidedOnChain = voidedOnChain;
        this.chainEventSeq = chainEventSeq;
        this.feeRecipient = feeRecipient;
        this.batches = batches;
    }

    /** Takes the next command of the journal. */
    void onCommand(long sequence, long timestampMs, DirectBuffer buffer, int offset, int length) {
        events.clear();
        engine.onCommand(sequence, timestampMs, buffer, offset, length, events);
        dispatcher.onEvents(sequence, timestampMs, events);
    }

    /** Free and reserved together, by address. */
    Map<String, Amounts> balances() {
        Map<String, Amounts> byAddress = new TreeMap<>();
        addresses.forEach((id, address) -> byAddress.put(address, balances.getOrDefault(id, Amounts.NONE)));
        return byAddress;
    }

    long lastEventSeq() { return lastEventSeq; }

    /** The most trades that were held at once. */
    int mostTradesHeld() { return mostTradesHeld; }

    /**
     * What the engine's balances hold ahead of the chain's escrow, by address: account events and trades that it has not
     * seen, and the fees of batches whose confirmation one side lacks.
     */
    Map<String, Amounts> aheadOfChain() {
        Map<String, Amounts> all = new HashMap<>(ahead);
        pending.forEach((batchId, batch) -> {
            if (isSettled(batchId)) all.merge(feeRecipient, new Amounts(0, -batch.fees), Amounts::plus);
            else
                mergeChanges(batch, all);
        });
        return all;
    }

    private boolean isSettled(long batchId) {
        return batchId < nextBatchId && !voidedOnChain.contains(batchId);
    }

    private void mergeChanges(Pending batch, Map<String, Amounts> into) {
        batch.changes.forEach((accountId, change) -> into.merge(addresses.get(accountId), change, Amounts::plus));
    }

    @Override
    public void onAccountOpened(long sequence, long timestampMs, AccountOpenedDecoder event) {
        byte[] address = new byte[AccountOpenedDecoder.addressLength()];
        event.getAddress(address, 0, address.length);
        addresses.putIfAbsent(event.accountId(), "0x" + HexFormat.of().formatHex(address));
    }

    @Override
    public void onInstrumentAdded(long sequence, long timestampMs, InstrumentAddedDecoder event) {
        instruments.put(event.instrumentId(), Hash.sha3(event.symbol().getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public void onBalanceChanged(long sequence, long timestampMs, BalanceChangedDecoder event) {
        balances.put(event.accountId(), new Amounts(Math.addExact(event.etkFree(), event.etkReserved()),
                Math.addExact(event.idrsFree(), event.idrsReserved())));
    }

    @Override
    public void onTraded(long sequence, long timestampMs, TradedDecoder event) {
        Pending batch = pending.computeIfAbsent(event.batchId(), id -> new Pending());
        boolean takerBids = Side.of(event.takerSide()) == Side.BID;
        long baseUwh = Math.multiplyExact(event.quantityWh(), UWH_PER_WH);
        long toTaker = takerBids ? baseUwh : -baseUwh;
        long paidToTaker = takerBids ? -event.quote() : event.quote();
        batch.add(event.takerAccountId(), toTaker, paidToTaker, event.takerFee());
        batch.add(event.makerAccountId(), -toTaker, -paidToTaker, event.makerFee());
        batch.leaves.add(TradesTree.leaf(event.tradeId(), instruments.get(event.instrumentId()), event.priceTicks(),
                event.quantityWh(), event.quote(), event.makerOrderId(), event.makerFee(), event.takerOrderId(),
                event.takerFee(), event.takerSide()));
        mostTradesHeld = Math.max(mostTradesHeld, ++tradesHeld);
    }

    @Override
    public void onBatchClosed(long sequence, long timestampMs, BatchClosedDecoder event) {
        List<byte[]> leaves = pending.get(event.batchId()).leaves;
        batches.closed(event.batchId(), Numeric.toHexString(TradesTree.root(leaves)), event.executions(),
                leaves.size());
        tradesHeld -= leaves.size();
        leaves.clear();
    }

    @Override
    public void onBatchFinal(long sequence, long timestampMs, BatchFinalDecoder event) {
        Pending batch = pending.remove(event.batchId());
        if (isSettled(event.batchId())) return;
        mergeChanges(batch, ahead);
        ahead.merge(feeRecipient, new Amounts(0, batch.fees), Amounts::plus);
    }

    @Override
    public void onBatchVoided(long sequence, long timestampMs, BatchVoidedDecoder event) {
        pending.remove(event.batchId());
    }

    @Override
    public void onMarketEventApplied(long sequence, long timestampMs, MarketEventAppliedDecoder event) {
        lastEventSeq = event.eventSeq();
        if (lastEventSeq <= chainEventSeq) return;
        long signed = switch (MarketEventKind.of(event.kind())) {
            case DEPOSIT -> event.amount();
            case WITHDRAWN, REPAID -> Math.negateExact(event.amount());
            default -> 0;
        };
        Amounts change = Asset.of(event.asset()) == Asset.ETK ? new Amounts(signed, 0) : new Amounts(0, signed);
        ahead.merge(addresses.get(event.accountId()), change, Amounts::plus);
    }
}
