package io.enerlink.settlement.clearing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.ledger.Money;
import io.enerlink.engine.message.AccountOpenedDecoder;
import io.enerlink.engine.message.BalanceChangedDecoder;
import io.enerlink.engine.message.BatchFinalDecoder;
import io.enerlink.engine.message.BatchVoidedDecoder;
import io.enerlink.engine.message.MarketEventAppliedDecoder;
import io.enerlink.engine.message.StateRestatedDecoder;
import io.enerlink.engine.message.TradeRestatedDecoder;
import io.enerlink.engine.message.TradedDecoder;
import org.web3j.utils.Numeric;

/**
 * What the engine says that everybody has in escrow, gathered from its events: balances, and what the trades of batches
 * that are not final have moved. As many entries as accounts and pending executions, which the engine bounds. Whoever
 * reads or writes holds its lock, over a whole command.
 */
final class EngineLedger implements EventHandler {
    /** ETK and IDRS in base units. */
    record Amounts(long etk, long idrs) {
        static final Amounts NONE = new Amounts(0, 0);

        Amounts plus(long moreEtk, long moreIdrs) {
            return new Amounts(Math.addExact(etk, moreEtk), Math.addExact(idrs, moreIdrs));
        }
    }

    /**
     * An account of a moment.
     *
     * @param moved of it, by batches that are not final
     * @param fees  of those batches, if it is the one that gets them
     */
    record Account(String address, Amounts balance, NavigableMap<Long, Amounts> moved, NavigableMap<Long, Long> fees) {
        /** In its escrow where the chain has settled all batches below {@code nextBatchId}. */
        Amounts escrow(long nextBatchId) {
            Amounts escrow = balance;
            for (Amounts change : moved.tailMap(nextBatchId, true).values())
                escrow = escrow.plus(-change.etk(), -change.idrs());
            for (long fee : fees.headMap(nextBatchId, false).values()) escrow = escrow.plus(0, fee);
            return escrow;
        }
    }

    private final List<Integer> accounts = new ArrayList<>();
    private final Map<Integer, String> addresses = new HashMap<>();
    private final Map<Integer, Amounts> balances = new HashMap<>();
    private final TreeMap<Long, Map<Integer, Amounts>> moved = new TreeMap<>();
    private final TreeMap<Long, Long> fees = new TreeMap<>();
    private long lastEventSeq;
    private long lastFinal;

    long lastEventSeq() { return lastEventSeq; }

    long lastFinal() { return lastFinal; }

    int accounts() { return accounts.size(); }

    /** An account as it is now, in the order of their opening. */
    Account account(int index, String feeRecipient) {
        int account = accounts.get(index);
        TreeMap<Long, Amounts> changes = new TreeMap<>();
        moved.forEach((batchId, byAccount) -> {
            if (byAccount.containsKey(account)) changes.put(batchId, byAccount.get(account));
        });
        String address = addresses.get(account);
        return new Account(address, balances.getOrDefault(account, Amounts.NONE), changes,
                address.equals(feeRecipient) ? new TreeMap<>(fees) : new TreeMap<>());
    }

    /** In escrow of all accounts together: trades move it between them, fees wait for their batch. */
    Amounts total() {
        Amounts total = Amounts.NONE;
        for (Amounts balance : balances.values()) total = total.plus(balance.etk(), balance.idrs());
        for (long fee : fees.values()) total = total.plus(0, fee);
        return total;
    }

    @Override
    public void onAccountOpened(long sequence, long timestampMs, AccountOpenedDecoder event) {
        byte[] address = new byte[AccountOpenedDecoder.addressLength()];
        event.getAddress(address, 0, address.length);
        if (addresses.putIfAbsent(event.accountId(), Numeric.toHexString(address)) == null)
            accounts.add(event.accountId());
    }

    @Override
    public void onBalanceChanged(long sequence, long timestampMs, BalanceChangedDecoder event) {
        balances.put(event.accountId(), new Amounts(Math.addExact(event.etkFree(), event.etkReserved()),
                Math.addExact(event.idrsFree(), event.idrsReserved())));
    }

    @Override
    public void onTraded(long sequence, long timestampMs, TradedDecoder event) {
        traded(event.batchId(), Side.of(event.takerSide()), event.quantityWh(), event.quote(), event.makerAccountId(),
                event.makerFee(), event.takerAccountId(), event.takerFee());
    }

    /** A trade from before the snapshot that the engine started from. */
    @Override
    public void onTradeRestated(long sequence, long timestampMs, TradeRestatedDecoder event) {
        traded(event.batchId(), Side.of(event.takerSide()), event.quantityWh(), event.quote(), event.makerAccountId(),
                event.makerFee(), event.takerAccountId(), event.takerFee());
    }

    @Override
    public void onStateRestated(long sequence, long timestampMs, StateRestatedDecoder event) {
        lastEventSeq = event.lastEventSeq();
        lastFinal = event.lastFinalBatchId();
    }

    private void traded(long batchId, Side takerSide, long quantityWh, long quote, int makerAccountId, long makerFee,
            int takerAccountId, long takerFee) {
        boolean takerBids = takerSide == Side.BID;
        long baseUwh = Money.baseUwh(quantityWh);
        long bidFee = takerBids ? takerFee : makerFee;
        long askFee = takerBids ? makerFee : takerFee;
        move(batchId, takerBids ? takerAccountId : makerAccountId, baseUwh, -quote - bidFee);
        move(batchId, takerBids ? makerAccountId : takerAccountId, -baseUwh, quote - askFee);
        fees.merge(batchId, bidFee + askFee, Math::addExact);
    }

    private void move(long batchId, int account, long etk, long idrs) {
        moved.computeIfAbsent(batchId, id -> new HashMap<>()).merge(account, new Amounts(etk, idrs),
                (before, more) -> before.plus(more.etk(), more.idrs()));
    }

    @Override
    public void onBatchFinal(long sequence, long timestampMs, BatchFinalDecoder event) {
        lastFinal = event.batchId();
        forget(lastFinal);
    }

    @Override
    public void onBatchVoided(long sequence, long timestampMs, BatchVoidedDecoder event) { forget(event.batchId()); }

    private void forget(long batchId) {
        moved.remove(batchId);
        fees.remove(batchId);
    }

    @Override
    public void onMarketEventApplied(long sequence, long timestampMs, MarketEventAppliedDecoder event) {
        lastEventSeq = event.eventSeq();
    }
}
