package io.enerlink.settlement.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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

/** What the journal says: its commands run through a fresh engine, and what came out kept for comparison. */
final class JournalLedger implements EventHandler {
    /** An amount of each asset, in base units. */
    record Amounts(long etk, long idrs) {
        static final Amounts NONE = new Amounts(0, 0);

        Amounts plus(Amounts other) {
            return new Amounts(Math.addExact(etk, other.etk), Math.addExact(idrs, other.idrs));
        }

        Amounts negated() { return new Amounts(-etk, -idrs); }
    }

    /** An account event of the market contract that the engine took. */
    record Applied(long eventSeq, String address, Amounts change) {}

    /** A trade as the engine reported it; its encoding is what the batch's root commits to. */
    record Trade(long tradeId, long batchId, int bidder, int asker, long baseUwh, long quote, long bidFee, long askFee,
            byte[] leaf) {
        Amounts ofBidder() { return new Amounts(baseUwh, Math.negateExact(Math.addExact(quote, bidFee))); }

        Amounts ofAsker() { return new Amounts(-baseUwh, Math.subtractExact(quote, askFee)); }

        long fees() { return Math.addExact(bidFee, askFee); }
    }

    private static final long UWH_PER_WH = 1_000_000;

    private final MatchingEngine engine = new MatchingEngine(EngineConfig.defaults());
    private final EventBuffer events = new EventBuffer(1 << 16);
    private final EventDispatcher dispatcher = new EventDispatcher(this);
    private final Map<Integer, String> addresses = new HashMap<>();
    private final Map<Integer, byte[]> instruments = new HashMap<>();
    private final Map<Integer, Amounts> balances = new HashMap<>();
    private final TreeMap<Long, List<Trade>> batches = new TreeMap<>();
    private final Map<Long, Integer> executions = new HashMap<>();
    private final Set<Long> finals = new HashSet<>();
    private final List<Applied> applied = new ArrayList<>();
    private long lastEventSeq;

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

    /** The root over a batch's trades, recomputed. */
    String tradesRoot(long batchId) {
        return Numeric.toHexString(TradesTree.root(trades(batchId).stream().map(Trade::leaf).toList()));
    }

    List<Trade> trades(long batchId) { return batches.getOrDefault(batchId, List.of()); }

    int executions(long batchId) { return executions.getOrDefault(batchId, 0); }

    long lastEventSeq() { return lastEventSeq; }

    /** Account events with a number above {@code eventSeq}, which a view of the chain as of that number has not seen. */
    List<Applied> appliedAfter(long eventSeq) {
        return applied.stream().filter(a -> a.eventSeq() > eventSeq).toList();
    }

    /**
     * What the engine's balances hold ahead of the chain's escrow, by address, where the chain has settled all batches
     * below {@code nextBatchId}: the trades of the others, and the fees of those whose confirmation one side lacks.
     */
    Map<String, Amounts> aheadOfChain(long nextBatchId, String feeRecipient) {
        Map<String, Amounts> ahead = new HashMap<>();
        batches.forEach((batchId, trades) -> {
            boolean onChain = batchId < nextBatchId;
            long fees = trades.stream().mapToLong(Trade::fees).sum();
            if (onChain && !finals.contains(batchId)) ahead.merge(feeRecipient, new Amounts(0, -fees), Amounts::plus);
            if (!onChain && finals.contains(batchId)) ahead.merge(feeRecipient, new Amounts(0, fees), Amounts::plus);
            if (onChain) return;
            for (Trade trade : trades) {
                ahead.merge(addresses.get(trade.bidder()), trade.ofBidder(), Amounts::plus);
                ahead.merge(addresses.get(trade.asker()), trade.ofAsker(), Amounts::plus);
            }
        });
        return ahead;
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
        boolean takerBids = Side.of(event.takerSide()) == Side.BID;
        Trade trade = new Trade(event.tradeId(), event.batchId(),
                takerBids ? event.takerAccountId() : event.makerAccountId(),
                takerBids ? event.makerAccountId() : event.takerAccountId(),
                Math.multiplyExact(event.quantityWh(), UWH_PER_WH), event.quote(),
                takerBids ? event.takerFee() : event.makerFee(), takerBids ? event.makerFee() : event.takerFee(),
                TradesTree.leaf(event.tradeId(), instruments.get(event.instrumentId()), event.priceTicks(),
                        event.quantityWh(), event.quote(), event.makerOrderId(), event.makerFee(), event.takerOrderId(),
                        event.takerFee(), event.takerSide()));
        batches.computeIfAbsent(trade.batchId(), id -> new ArrayList<>()).add(trade);
    }

    @Override
    public void onBatchClosed(long sequence, long timestampMs, BatchClosedDecoder event) {
        executions.put(event.batchId(), event.executions());
    }

    @Override
    public void onBatchFinal(long sequence, long timestampMs, BatchFinalDecoder event) { finals.add(event.batchId()); }

    @Override
    public void onBatchVoided(long sequence, long timestampMs, BatchVoidedDecoder event) {
        batches.remove(event.batchId());
    }

    @Override
    public void onMarketEventApplied(long sequence, long timestampMs, MarketEventAppliedDecoder event) {
        lastEventSeq = event.eventSeq();
        long signed = switch (MarketEventKind.of(event.kind())) {
            case DEPOSIT -> event.amount();
            case WITHDRAWN, REPAID -> Math.negateExact(event.amount());
            default -> 0;
        };
        Amounts change = Asset.of(event.asset()) == Asset.ETK ? new Amounts(signed, 0) : new Amounts(0, signed);
        applied.add(new Applied(event.eventSeq(), addresses.get(event.accountId()), change));
    }
}
