package io.enerlink.engine.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.ledger.Money;
import io.enerlink.engine.message.BalanceChangedDecoder;
import io.enerlink.engine.message.BatchFinalDecoder;
import io.enerlink.engine.message.BatchVoidedDecoder;
import io.enerlink.engine.message.CommandDoneDecoder;
import io.enerlink.engine.message.DebtReservedDecoder;
import io.enerlink.engine.message.InstrumentAddedDecoder;
import io.enerlink.engine.message.LevelChangedDecoder;
import io.enerlink.engine.message.MarketEventAppliedDecoder;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.OrderAcceptedDecoder;
import io.enerlink.engine.message.OrderCanceledDecoder;
import io.enerlink.engine.message.OrderReplacedDecoder;
import io.enerlink.engine.message.ReplaceOrderDecoder;
import io.enerlink.engine.message.SetFeesDecoder;
import io.enerlink.engine.message.TradedDecoder;
import io.enerlink.engine.message.TradingChangedDecoder;
import io.enerlink.engine.message.WithdrawalEndedDecoder;
import io.enerlink.engine.message.WithdrawalReservedDecoder;

/**
 * Keeps the books of an engine from what it tells, as an accountant would who sees nothing else, and compares them after
 * each command: nothing is lost or made, nothing is negative, what is reserved is what open orders, withdrawals and
 * repayments need, unsettled is what batches still bring, and an open book does not overlap.
 */
final class EventAudit implements EventHandler {
    private static final int ETK = Asset.ETK.code();
    private static final int IDRS = Asset.IDRS.code();

    private static final class Account {
        final long[] free = new long[2];
        final long[] reserved = new long[2];
        final long[] unsettled = new long[2];
    }

    private record Order(int account, int instrument, Side side, long priceTicks, long leavesWh, int makerFeeBps) {
        long reserve() {
            long notional = leavesWh * priceTicks * 10;
            return side == Side.BID ? notional + notional * makerFeeBps / 10_000 : leavesWh * Money.UWH_PER_WH;
        }
    }

    private record Credit(int account, int asset) {}

    private record Reserve(int account, long nonce) {}

    private record Book(int instrument, Side side) {}

    private final EventDispatcher dispatcher = new EventDispatcher(this);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final SetFeesDecoder setFees = new SetFeesDecoder();
    private final ReplaceOrderDecoder replace = new ReplaceOrderDecoder();
    private final Map<Integer, Account> accounts = new TreeMap<>();
    private final Map<Long, Order> orders = new HashMap<>();
    private final Map<Reserve, long[]> withdrawals = new HashMap<>();
    private final Map<Integer, Long> repayments = new HashMap<>();
    private final Map<Long, Map<Credit, Long>> credits = new TreeMap<>();
    private final Map<Long, Long> fees = new TreeMap<>();
    private final Map<Integer, int[]> makerFeeBps = new HashMap<>();
    private final Map<Integer, TradingState> states = new HashMap<>();
    private final Map<Book, TreeMap<Long, Long>> depth = new HashMap<>();
    private final long[] deposited = new long[2];
    private boolean newTerms;
    private boolean mismatchAdmitted;
    /** Somebody may have left with what a pending batch was to take: should it be voided, it is not given back. */
    private boolean forfeits;

    /** Takes a command's events in and compares. */
    void check(Commands command, EventBuffer events) {
        readCommand(command);
        dispatcher.onEvents(0, 0, events);
        compareSums();
        compareReserves();
        compareUnsettled();
        compareDepth();
    }

    private void readCommand(Commands command) {
        newTerms = false;
        if (command.length < MessageHeaderDecoder.ENCODED_LENGTH) return;
        switch (header.wrap(command.buffer, 0).templateId()) {
            case SetFeesDecoder.TEMPLATE_ID -> setFees.wrapAndApplyHeader(command.buffer, 0, header);
            case ReplaceOrderDecoder.TEMPLATE_ID -> newTerms = replace
                    .wrapAndApplyHeader(command.buffer, 0, header).hasSignature() == 1;
            default -> {
                // Nothing that its events would not tell.
            }
        }
    }

    /** A refused one changes no fee, whatever it says. */
    @Override
    public void onCommandDone(long sequence, long timestampMs, CommandDoneDecoder event) {
        if (event.commandTemplateId() == SetFeesDecoder.TEMPLATE_ID)
            makerFeeBps.get(setFees.instrumentId())[0] = setFees.makerFeeBps();
    }

    private void compareSums() {
        long[] sums = {0, fees.values().stream().mapToLong(Long::longValue).sum()};
        accounts.forEach((id, account) -> {
            for (int asset = 0; asset < 2; asset++) {
                assertTrue(account.free[asset] >= 0 && account.reserved[asset] >= 0 && account.unsettled[asset] >= 0,
                        "account " + id + " is negative");
                sums[asset] += account.free[asset] + account.reserved[asset];
            }
        });
        if (mismatchAdmitted) System.arraycopy(sums, 0, deposited, 0, 2);
        mismatchAdmitted = false;
        assertEquals(deposited[ETK], sums[ETK], "ETK of all accounts");
        assertEquals(deposited[IDRS], sums[IDRS], "IDRS of all accounts and fees");
    }

    private void compareReserves() {
        Map<Credit, Long> needed = new HashMap<>();
        orders.values().forEach(order -> needed.merge(new Credit(order.account, order.side.pays().code()),
                order.reserve(), Long::sum));
        withdrawals.forEach((reserve, entry) -> needed.merge(new Credit(reserve.account, (int) entry[0]), entry[1],
                Long::sum));
        repayments.forEach((account, amount) -> needed.merge(new Credit(account, ETK), amount, Long::sum));
        accounts.forEach((id, account) -> {
            for (int asset = 0; asset < 2; asset++) {
                assertEquals(needed.getOrDefault(new Credit(id, asset), 0L), account.reserved[asset],
                        "reserved by account " + id + " of asset " + asset);
            }
        });
    }

    private void compareUnsettled() {
        Map<Credit, Long> expected = new HashMap<>();
        credits.values().forEach(batch -> batch.forEach((credit, amount) -> expected.merge(credit, amount,
                Long::sum)));
        accounts.forEach((id, account) -> {
            for (int asset = 0; asset < 2; asset++) {
                assertEquals(expected.getOrDefault(new Credit(id, asset), 0L), account.unsettled[asset],
                        "unsettled of account " + id + " of asset " + asset);
            }
        });
    }

    private void compareDepth() {
        Map<Book, TreeMap<Long, Long>> leaves = new HashMap<>();
        orders.values().forEach(order -> leaves.computeIfAbsent(new Book(order.instrument, order.side),
                book -> new TreeMap<>()).merge(order.priceTicks, order.leavesWh, Long::sum));
        depth.values().removeIf(Map::isEmpty);
        assertEquals(leaves.keySet(), depth.keySet(), "sides with orders");
        leaves.forEach((book, levels) -> {
            TreeMap<Long, Long> told = depth.get(book);
            assertEquals(levels.keySet(), told.keySet(), "prices of " + book);
            levels.forEach((priceTicks, leavesWh) -> assertTrue(told.get(priceTicks) <= leavesWh,
                    "more is shown than there is at " + priceTicks));
        });
        states.forEach((instrument, state) -> {
            TreeMap<Long, Long> bids = depth.get(new Book(instrument, Side.BID));
            TreeMap<Long, Long> asks = depth.get(new Book(instrument, Side.ASK));
            if (state != TradingState.OPEN || bids == null || asks == null) return;
            assertTrue(bids.lastKey() < asks.firstKey(), "the open book of instrument " + instrument + " overlaps");
        });
    }

    /** Prices and visible quantities, best first. */
    Map<Long, Long> levels(int instrument, Side side) {
        Comparator<Long> bestFirst = side == Side.BID ? Comparator.reverseOrder() : Comparator.naturalOrder();
        TreeMap<Long, Long> sorted = new TreeMap<>(bestFirst);
        sorted.putAll(depth.getOrDefault(new Book(instrument, side), new TreeMap<>()));
        return sorted;
    }

    private Account account(int id) {
        return accounts.computeIfAbsent(id, number -> new Account());
    }

    @Override
    public void onOrderAccepted(long sequence, long timestampMs, OrderAcceptedDecoder event) {
        if (event.duplicate() == 1) return;
        orders.put(event.orderId(), new Order(event.accountId(), event.instrumentId(), Side.of(event.side()),
                event.priceTicks(), event.leavesWh(), makerFeeBps.get(event.instrumentId())[0]));
    }

    @Override
    public void onOrderReplaced(long sequence, long timestampMs, OrderReplacedDecoder event) {
        int feeBps = newTerms ? makerFeeBps.get(event.instrumentId())[0] : orders.get(event.orderId()).makerFeeBps;
        orders.computeIfPresent(event.orderId(), (id, order) -> new Order(order.account, order.instrument, order.side,
                event.priceTicks(), event.leavesWh(), feeBps));
    }

    @Override
    public void onOrderCanceled(long sequence, long timestampMs, OrderCanceledDecoder event) {
        assertEquals(orders.remove(event.orderId()).leavesWh, event.leavesWh(), "what a cancelled order leaves");
    }

    @Override
    public void onTraded(long sequence, long timestampMs, TradedDecoder event) {
        fill(event.makerOrderId(), event.makerLeavesWh(), event.quantityWh());
        fill(event.takerOrderId(), event.takerLeavesWh(), event.quantityWh());
        assertEquals(event.quantityWh() * event.priceTicks() * 10, event.quote(), "quote");
        boolean takerBuys = event.takerSide() == Side.BID.code();
        long baseUwh = event.quantityWh() * Money.UWH_PER_WH;
        credit(event.batchId(), takerBuys ? event.takerAccountId() : event.makerAccountId(), ETK, baseUwh);
        credit(event.batchId(), takerBuys ? event.makerAccountId() : event.takerAccountId(), IDRS,
                event.quote() - (takerBuys ? event.makerFee() : event.takerFee()));
        fees.merge(event.batchId(), event.makerFee() + event.takerFee(), Long::sum);
    }

    private void fill(long orderId, long leavesWh, long quantityWh) {
        Order order = orders.get(orderId);
        assertEquals(order.leavesWh - quantityWh, leavesWh, "what is left after a fill");
        if (leavesWh == 0) orders.remove(orderId);
        else
            orders.put(orderId, new Order(order.account, order.instrument, order.side, order.priceTicks, leavesWh,
                    order.makerFeeBps));
    }

    private void credit(long batchId, int account, int asset, long amount) {
        credits.computeIfAbsent(batchId, id -> new HashMap<>()).merge(new Credit(account, asset), amount, Long::sum);
    }

    @Override
    public void onBatchFinal(long sequence, long timestampMs, BatchFinalDecoder event) {
        credits.remove(event.batchId());
        fees.remove(event.batchId());
    }

    @Override
    public void onBatchVoided(long sequence, long timestampMs, BatchVoidedDecoder event) {
        credits.remove(event.batchId());
        fees.remove(event.batchId());
        mismatchAdmitted |= forfeits;
    }

    @Override
    public void onBalanceChanged(long sequence, long timestampMs, BalanceChangedDecoder event) {
        Account account = account(event.accountId());
        account.free[ETK] = event.etkFree();
        account.free[IDRS] = event.idrsFree();
        account.reserved[ETK] = event.etkReserved();
        account.reserved[IDRS] = event.idrsReserved();
        account.unsettled[ETK] = event.etkUnsettled();
        account.unsettled[IDRS] = event.idrsUnsettled();
    }

    @Override
    public void onLevelChanged(long sequence, long timestampMs, LevelChangedDecoder event) {
        TreeMap<Long, Long> levels = depth.computeIfAbsent(new Book(event.instrumentId(), Side.of(event.side())),
                book -> new TreeMap<>());
        if (event.quantityWh() > 0) levels.put(event.priceTicks(), event.quantityWh());
        else
            assertTrue(levels.remove(event.priceTicks()) != null, "a level ends that nobody knew");
    }

    @Override
    public void onMarketEventApplied(long sequence, long timestampMs, MarketEventAppliedDecoder event) {
        switch (MarketEventKind.of(event.kind())) {
            case DEPOSIT -> deposited[event.asset()] += event.amount();
            case WITHDRAWN -> deposited[event.asset()] -= event.amount();
            case REPAID -> {
                deposited[ETK] -= event.amount();
                repayments.remove(event.accountId());
            }
            case EXITED -> {
                Account account = account(event.accountId());
                for (int asset = 0; asset < 2; asset++) {
                    deposited[asset] -= account.free[asset] + account.reserved[asset] - account.unsettled[asset];
                }
                repayments.remove(event.accountId());
            }
            case REOPENED -> repayments.remove(event.accountId());
            default -> {
                // No money moves.
            }
        }
    }

    @Override
    public void onWithdrawalReserved(long sequence, long timestampMs, WithdrawalReservedDecoder event) {
        withdrawals.put(new Reserve(event.accountId(), event.nonce()), new long[]{event.asset(), event.amount()});
    }

    @Override
    public void onWithdrawalEnded(long sequence, long timestampMs, WithdrawalEndedDecoder event) {
        withdrawals.remove(new Reserve(event.accountId(), event.nonce()));
    }

    @Override
    public void onDebtReserved(long sequence, long timestampMs, DebtReservedDecoder event) {
        assertEquals(null, repayments.put(event.accountId(), event.amount()), "a second repayment on its way");
    }

    @Override
    public void onInstrumentAdded(long sequence, long timestampMs, InstrumentAddedDecoder event) {
        makerFeeBps.put(event.instrumentId(), new int[]{event.makerFeeBps()});
        states.putIfAbsent(event.instrumentId(), TradingState.OPEN);
    }

    @Override
    public void onTradingChanged(long sequence, long timestampMs, TradingChangedDecoder event) {
        states.put(event.instrumentId(), TradingState.of(event.state()));
        if (event.reason() == HaltReason.RECONCILIATION.code()) {
            mismatchAdmitted = true;
            forfeits = true;
        }
    }
}
