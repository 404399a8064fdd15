package io.enerlink.benchmarks.simulation;

import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.HaltReason;
import io.enerlink.engine.matching.TradingState;
import io.enerlink.engine.message.AccountOpenedDecoder;
import io.enerlink.engine.message.AuctionUncrossedDecoder;
import io.enerlink.engine.message.BalanceChangedDecoder;
import io.enerlink.engine.message.BatchClosedDecoder;
import io.enerlink.engine.message.BatchExecutionDecoder;
import io.enerlink.engine.message.BatchFinalDecoder;
import io.enerlink.engine.message.LevelChangedDecoder;
import io.enerlink.engine.message.MarketEventAppliedDecoder;
import io.enerlink.engine.message.OrderAcceptedDecoder;
import io.enerlink.engine.message.OrderCanceledDecoder;
import io.enerlink.engine.message.OrderRejectedDecoder;
import io.enerlink.engine.message.OrderReplacedDecoder;
import io.enerlink.engine.message.TradedDecoder;
import io.enerlink.engine.message.TradingChangedDecoder;
import io.enerlink.engine.message.WithdrawalEndedDecoder;
import io.enerlink.engine.message.WithdrawalReservedDecoder;
import io.enerlink.settlement.chain.OutboxEntry;
import io.enerlink.settlement.chain.TransactionState;
import io.enerlink.settlement.clearing.TradesTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/** Hears each command once, as the world outside saw it, and holds it against what the chain says in the end. */
final class Witness implements EventHandler {
    private static final byte[] INSTRUMENT = Numeric.hexStringToByteArray(Hash.sha3String(Commands.SYMBOL));

    private final PriceTimeBook book;
    private final MoneyCount money = new MoneyCount();
    private final Traders traders;
    private final Map<Long, List<byte[]>> leaves = new HashMap<>();
    private final Map<Integer, byte[]> addresses = new HashMap<>();
    private final Map<Integer, long[]> balances = new HashMap<>();
    private long batchesClosed;
    private long batchesFinal;
    private int withdrawals;
    private int auctions;
    private TradingState trading = TradingState.OPEN;

    Witness(Traders traders) {
        this.traders = traders;
        book = new PriceTimeBook(traders::displayWh);
    }

    /** Halted, because the clock had jumped, or in a call auction. */
    TradingState trading() { return trading; }

    /** That ended. */
    int auctions() { return auctions; }

    /** Whether no trade and no withdrawal waits for the chain. */
    boolean isSettled() {
        return batchesFinal == leaves.size() && withdrawals == 0;
    }

    @Override
    public String toString() {
        return auctions + " call auctions, " + batchesFinal + " of " + leaves.size() + " batches are final, "
                + withdrawals + " withdrawals wait";
    }

    /** Every batch, report and account as the exchange has it. */
    void requireSettled(SimulatedContracts contracts, List<OutboxEntry> rows, Meters meters) {
        require(contracts.nextBatchId() - 1 == batchesFinal, "the chain has settled " + (contracts.nextBatchId() - 1)
                + " batches, the engine " + batchesFinal);
        leaves.forEach((batchId, trades) -> require(
                Numeric.toHexString(TradesTree.root(trades)).equals(contracts.tradesRoot(batchId)),
                "batch " + batchId + " settled with other trades"));
        addresses.forEach((account, address) -> {
            long[] balance = balances.getOrDefault(account, new long[2]);
            for (Asset asset : Asset.values())
                require(contracts.escrow(address, asset) == balance[asset.code()], "account " + account + " has "
                        + balance[asset.code()] + " " + asset + ", in escrow are " + contracts.escrow(address, asset));
        });
        requireMetered(contracts.converter(), meters);
        for (OutboxEntry row : rows)
            require(row.state() == TransactionState.FINAL || !row.id().startsWith("batch:"),
                    row.id() + " ended as " + row.state());
    }

    /** A report that reverted or was refused had no effect; a later one said the same. */
    private static void requireMetered(SimulatedConverter converter, Meters meters) {
        require(converter.netUwh() == meters.netUwh(), "the chain counts " + converter.netUwh() + " µWh, measured were "
                + meters.netUwh());
        require(converter.supplyUwh() == converter.netUwh() - converter.carriedUwh(), "the supply of ETK is "
                + converter.supplyUwh() + " µWh, not " + converter.netUwh() + " less " + converter.carriedUwh());
        for (int number = 0; number < Meters.COUNT; number++) {
            String id = Meters.meterId(number);
            require(converter.effective(id).equals(meters.effective(id)), "on meter " + id + " took effect "
                    + converter.effective(id) + ", settlement knows of " + meters.effective(id));
        }
        require(meters.settledReadings() == meters.readings(), meters.settledReadings() + " of " + meters.readings()
                + " readings are in reports that took effect");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) throw new Violation(Check.SETTLED_ONCE, otherwise);
    }

    @Override
    public void onAccountOpened(long sequence, long timestampMs, AccountOpenedDecoder event) {
        byte[] address = new byte[Commands.ADDRESS_BYTES];
        event.getAddress(address, 0, address.length);
        addresses.put(event.accountId(), address);
    }

    @Override
    public void onOrderAccepted(long sequence, long timestampMs, OrderAcceptedDecoder event) {
        traders.onOrderAccepted(sequence, timestampMs, event);
        book.onOrderAccepted(sequence, timestampMs, event);
    }

    @Override
    public void onOrderRejected(long sequence, long timestampMs, OrderRejectedDecoder event) {
        traders.onOrderRejected(sequence, timestampMs, event);
    }

    @Override
    public void onOrderReplaced(long sequence, long timestampMs, OrderReplacedDecoder event) {
        book.onOrderReplaced(sequence, timestampMs, event);
    }

    @Override
    public void onOrderCanceled(long sequence, long timestampMs, OrderCanceledDecoder event) {
        traders.onOrderCanceled(sequence, timestampMs, event);
        book.onOrderCanceled(sequence, timestampMs, event);
    }

    @Override
    public void onTraded(long sequence, long timestampMs, TradedDecoder event) {
        money.onTraded(sequence, timestampMs, event);
        book.onTraded(sequence, timestampMs, event);
        traders.onTraded(sequence, timestampMs, event);
        leaves.computeIfAbsent(event.batchId(), id -> new ArrayList<>())
                .add(TradesTree.leaf(event.tradeId(), INSTRUMENT, event.priceTicks(), event.quantityWh(), event.quote(),
                        event.makerOrderId(), event.makerFee(), event.takerOrderId(), event.takerFee(),
                        event.takerSide()));
    }

    @Override
    public void onLevelChanged(long sequence, long timestampMs, LevelChangedDecoder event) {
        book.onLevelChanged(sequence, timestampMs, event);
    }

    @Override
    public void onBalanceChanged(long sequence, long timestampMs, BalanceChangedDecoder event) {
        money.onBalanceChanged(sequence, timestampMs, event);
        long[] balance = balances.computeIfAbsent(event.accountId(), id -> new long[2]);
        balance[Asset.ETK.code()] = event.etkFree() + event.etkReserved();
        balance[Asset.IDRS.code()] = event.idrsFree() + event.idrsReserved();
    }

    @Override
    public void onMarketEventApplied(long sequence, long timestampMs, MarketEventAppliedDecoder event) {
        money.onMarketEventApplied(sequence, timestampMs, event);
    }

    @Override
    public void onBatchClosed(long sequence, long timestampMs, BatchClosedDecoder event) {
        require(event.batchId() == ++batchesClosed, "batch " + event.batchId() + " closed as number " + batchesClosed);
        money.onBatchClosed(sequence, timestampMs, event);
    }

    @Override
    public void onBatchExecution(long sequence, long timestampMs, BatchExecutionDecoder event) {
        money.onBatchExecution(sequence, timestampMs, event);
    }

    @Override
    public void onBatchFinal(long sequence, long timestampMs, BatchFinalDecoder event) {
        require(event.batchId() == ++batchesFinal, "batch " + event.batchId() + " became final as number "
                + batchesFinal);
        money.onBatchFinal(sequence, timestampMs, event);
    }

    @Override
    public void onWithdrawalReserved(long sequence, long timestampMs, WithdrawalReservedDecoder event) {
        withdrawals++;
    }

    @Override
    public void onWithdrawalEnded(long sequence, long timestampMs, WithdrawalEndedDecoder event) {
        withdrawals--;
    }

    @Override
    public void onTradingChanged(long sequence, long timestampMs, TradingChangedDecoder event) {
        money.onTradingChanged(sequence, timestampMs, event);
        book.onTradingChanged(sequence, timestampMs, event);
        trading = TradingState.values()[event.state()];
        HaltReason reason = HaltReason.values()[event.reason()];
        if (trading == TradingState.HALTED && reason != HaltReason.CLOCK_JUMP)
            throw new Violation(Check.SETTLED_ONCE, "settlement halted trading: " + reason);
    }

    @Override
    public void onAuctionUncrossed(long sequence, long timestampMs, AuctionUncrossedDecoder event) {
        auctions++;
        book.onAuctionUncrossed(sequence, timestampMs, event);
    }

    @Override
    public void onCommandEnd(long sequence, long timestampMs) {
        book.onCommandEnd(sequence, timestampMs);
        money.onCommandEnd(sequence, timestampMs);
    }
}
