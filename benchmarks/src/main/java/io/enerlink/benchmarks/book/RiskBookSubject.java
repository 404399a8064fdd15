package io.enerlink.benchmarks.book;

import io.enerlink.benchmarks.flow.Flow;
import io.enerlink.engine.book.Ladder;
import io.enerlink.engine.book.Levels;
import io.enerlink.engine.book.OrderBook;
import io.enerlink.engine.book.Orders;
import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.ledger.Ledger;
import io.enerlink.engine.ledger.Money;
import org.agrona.collections.Long2LongHashMap;

/**
 * The engine's book and ledger alone, as other books are measured: no wire formats, signatures, batches or expiries, but
 * with risk. Funds are checked, reserved, spent and released with fees, nobody trades with himself, trades and levels are
 * told, and orders are named by client ids or by the book's own.
 */
final class RiskBookSubject extends Subject {
    private static final long NO_ORDER = 0;
    private static final Side[] SIDES = {Side.BID, Side.ASK};

    private final Orders orders = new Orders(1 << 21);
    private final Levels levels = new Levels();
    private final OrderBook book = new OrderBook(1, orders, levels);
    private final Ledger ledger = new Ledger();
    private final boolean handles;
    private final Long2LongHashMap orderIds = new Long2LongHashMap(1 << 12, 0.5f, NO_ORDER);
    private final LevelLog log = new LevelLog();
    private boolean applied;
    private long lastOrderId;
    private Answer answer;

    RiskBookSubject(boolean handles) {
        this.handles = handles;
        for (int account = 0; account <= Flow.ACCOUNTS; account++) {
            ledger.open(account);
            for (Asset asset : Asset.values()) ledger.deposit(account, asset, EngineCommands.PLENTY);
        }
        ledger.clearTouched();
    }

    /** The same flow with the ids that the book gives its orders. */
    static Flow withHandles(Flow flow) {
        Flow named = flow.copy();
        long[] words = named.words();
        long[] ids = new long[flow.count() + 1];
        RiskBookSubject subject = new RiskBookSubject(true);
        for (int i = 0; i < flow.count(); i++) {
            int at = i * Flow.STRIDE;
            boolean places = Flow.operation(words[at]) <= Flow.PLACE_IOC;
            if (!places) words[at + 1] = ids[Flow.number(words[at])];
            subject.apply(words, at);
            if (places) ids[Flow.number(words[at])] = subject.lastOrderId;
        }
        return named;
    }

    @Override
    void apply(long[] words, int at) {
        log.clear();
        applied = switch (Flow.operation(words[at])) {
            case Flow.PLACE -> place(words, at, true);
            case Flow.PLACE_IOC -> place(words, at, false);
            case Flow.MOVE -> move(words, at);
            case Flow.REDUCE -> reduce(words, at);
            default -> cancel(words, at);
        };
        tellLevels();
        ledger.clearTouched();
    }

    private int find(long[] words, int at) {
        long id = handles ? words[at + 1] : orderIds.get(words[at + 1]);
        int order = orders.find(id);
        return order != Orders.NONE && orders.accountId(order) == Flow.account(words[at]) ? order : Orders.NONE;
    }

    private boolean place(long[] words, int at, boolean rests) {
        Side side = SIDES[Flow.side(words[at])];
        int account = Flow.account(words[at]);
        long priceTicks = words[at + 2];
        long quantityWh = words[at + 3];
        if (!handles && orderIds.containsKey(words[at + 1])) return false;
        if (!canPay(account, side, quantityWh, priceTicks, 0)) return false;
        int order = orders.add(words[at + 1], account);
        orders.traits(order, 0, side, Answer.MAKER_FEE_BPS, SelfTrade.CANCEL_NEWEST);
        lastOrderId = orders.id(order);
        long leavesWh = match(order, side, account, priceTicks, quantityWh);
        if (leavesWh > 0 && rests) {
            if (!handles) orderIds.put(words[at + 1], lastOrderId);
            rest(order, side, account, priceTicks, leavesWh, 0);
        } else {
            orders.remove(order);
        }
        return true;
    }

    private boolean canPay(int account, Side side, long quantityWh, long priceTicks, long reserved) {
        long needed = side.reserve(quantityWh, priceTicks, Answer.TAKER_FEE_BPS);
        return needed - reserved <= ledger.free(account, side.pays());
    }

    private static long reserve(Side side, long leavesWh, long priceTicks) {
        return side.reserve(leavesWh, priceTicks, Answer.MAKER_FEE_BPS);
    }

    private void rest(int order, Side side, int account, long priceTicks, long leavesWh, long reserved) {
        ledger.reserve(account, side.pays(), reserve(side, leavesWh, priceTicks) - reserved);
        book.rest(order, side, priceTicks, leavesWh, leavesWh);
    }

    private boolean cancel(long[] words, int at) {
        int order = find(words, at);
        if (order == Orders.NONE) return false;
        withdraw(order);
        end(order);
        return true;
    }

    private void withdraw(int order) {
        Side side = orders.side(order);
        ledger.release(orders.accountId(order), side.pays(),
                reserve(side, orders.leavesWh(order), levels.priceTicks(orders.level(order))));
        book.remove(order);
    }

    private void end(int order) {
        if (!handles) orderIds.remove(orders.clientOrderId(order));
        orders.remove(order);
    }

    private boolean reduce(long[] words, int at) {
        int order = find(words, at);
        if (order == Orders.NONE) return false;
        long leavesWh = orders.leavesWh(order) - Flow.takenOff(words[at + 3]);
        if (leavesWh <= 0) return cancel(words, at);
        Side side = orders.side(order);
        long priceTicks = levels.priceTicks(orders.level(order));
        long released = reserve(side, orders.leavesWh(order), priceTicks) - reserve(side, leavesWh, priceTicks);
        book.reduce(order, leavesWh);
        ledger.release(orders.accountId(order), side.pays(), released);
        return true;
    }

    private boolean move(long[] words, int at) {
        int order = find(words, at);
        if (order == Orders.NONE) return false;
        Side side = orders.side(order);
        int account = orders.accountId(order);
        long leavesWh = orders.leavesWh(order);
        long reserved = reserve(side, leavesWh, levels.priceTicks(orders.level(order)));
        if (!canPay(account, side, leavesWh, words[at + 2], reserved)) return false;
        book.remove(order);
        if (book.wouldTrade(side, words[at + 2])) {
            ledger.release(account, side.pays(), reserved);
            reserved = 0;
            leavesWh = match(order, side, account, words[at + 2], leavesWh);
        }
        if (leavesWh > 0) rest(order, side, account, words[at + 2], leavesWh, reserved);
        else
            end(order);
        return true;
    }

    private long match(int taker, Side side, int account, long limitTicks, long quantityWh) {
        Ladder opposite = book.ladder(side.opposite());
        long leavesWh = quantityWh;
        while (leavesWh > 0) {
            int level = opposite.best();
            if (level == Levels.NONE || !side.crosses(limitTicks, levels.priceTicks(level))) return leavesWh;
            int maker = levels.first(level);
            if (orders.accountId(maker) == account) return 0;
            leavesWh -= fill(taker, maker, side, account, levels.priceTicks(level), leavesWh);
        }
        return leavesWh;
    }

    private long fill(int taker, int maker, Side side, int account, long priceTicks, long leavesWh) {
        long quantityWh = Math.min(leavesWh, orders.leavesWh(maker));
        int makerAccount = orders.accountId(maker);
        long quote = Money.notional(quantityWh, priceTicks);
        long baseUwh = Money.baseUwh(quantityWh);
        long makerFee = Money.fee(quote, orders.makerFeeBps(maker));
        long takerFee = Money.fee(quote, Answer.TAKER_FEE_BPS);
        Side makerSide = side.opposite();
        long reserved = reserve(makerSide, orders.leavesWh(maker), priceTicks);
        book.fill(maker, quantityWh);
        reserved -= reserve(makerSide, orders.leavesWh(maker), priceTicks);
        ledger.spendReserved(makerAccount, makerSide.pays(), reserved, paid(makerSide, baseUwh, quote, makerFee));
        ledger.receive(makerAccount, makerSide.receives(), received(makerSide, baseUwh, quote, makerFee));
        ledger.withdraw(account, side.pays(), paid(side, baseUwh, quote, takerFee));
        ledger.receive(account, side.receives(), received(side, baseUwh, quote, takerFee));
        log.traded(orders.id(taker), orders.id(maker), orders.clientOrderId(maker), priceTicks, quantityWh);
        if (orders.leavesWh(maker) == 0) {
            book.remove(maker);
            end(maker);
        }
        return quantityWh;
    }

    private static long paid(Side side, long baseUwh, long quote, long fee) {
        return side == Side.BID ? quote + fee : baseUwh;
    }

    private static long received(Side side, long baseUwh, long quote, long fee) {
        return side == Side.BID ? baseUwh : quote - fee;
    }

    private void tellLevels() {
        for (int i = 0; i < levels.touchedCount(); i++) {
            int level = levels.touched(i);
            if (levels.tell(level)) log.level(levels.priceTicks(level), levels.visibleWh(level), levels.count(level));
            if (levels.count(level) == 0) book.drop(level);
        }
        levels.clearTouched();
    }

    @Override
    void answerTo(Answer told) { answer = told; }

    @Override
    void tellLast(long[] words, int at) {
        log.tellTrades(answer);
        answer.ended(applied);
    }

    @Override
    void tellEnd() {
        for (Side side : SIDES) {
            Ladder ladder = book.ladder(side);
            for (int level = ladder.best(); level != Levels.NONE; level = ladder.next(level)) {
                answer.level(side.code(), levels.priceTicks(level), levels.totalWh(level), levels.count(level));
            }
        }
        for (int account = 1; account <= Flow.ACCOUNTS; account++) {
            answer.gained(account, gained(account, Asset.ETK), gained(account, Asset.IDRS));
        }
    }

    private long gained(int account, Asset asset) {
        return ledger.free(account, asset) + ledger.reserved(account, asset) - EngineCommands.PLENTY;
    }

    @Override
    long witness() { return orders.open() + ledger.free(1, Asset.ETK) + log.length(); }
}
