package io.enerlink.gateway.replay;

import io.enerlink.engine.book.OrderType;
import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.ledger.Money;
import io.enerlink.engine.matching.RejectReason;
import io.enerlink.engine.matching.TradingState;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.Params;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.gateway.replay.Line.Field;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Replays orders, a line of JSON each, through a matching engine and writes what happens, a line of JSON each. */
public final class OrderReplay {
    private static final long IMMEDIATE_MS = 60_000;
    private static final long RESTING_MS = 90L * 24 * 3_600_000;
    private static final long HIGHEST_TICKS = (1L << 27) - 1;

    static final Map<String, OrderType> TYPES = words(OrderType.class);
    static final Map<String, TimeInForce> TIMES_IN_FORCE = words(TimeInForce.class);
    static final Map<String, SelfTrade> SELF_TRADES = words(SelfTrade.class);

    private static final Set<Field> PLACE = EnumSet.complementOf(EnumSet.of(Field.BY, Field.MS));
    private static final Set<Field> REPLACE = EnumSet.of(Field.OP, Field.ID, Field.ACCOUNT, Field.PRICE, Field.QUANTITY,
            Field.EXPIRY, Field.MAX_QUOTE, Field.DISPLAY_QUANTITY, Field.MAX_FEE_BPS);
    private static final Set<Field> REDUCE = EnumSet.of(Field.OP, Field.ID, Field.ACCOUNT, Field.BY);
    private static final Set<Field> CANCEL = EnumSet.of(Field.OP, Field.ID, Field.ACCOUNT);
    private static final Set<Field> CANCEL_ALL = EnumSet.of(Field.OP, Field.ACCOUNT);
    private static final Set<Field> TIME = EnumSet.of(Field.OP, Field.MS);
    private static final Set<Field> ALONE = EnumSet.of(Field.OP);

    private final Grid ticks;
    private final Grid lots;
    private final Funds funds;
    private final Line line = new Line();
    private final Map<String, Integer> accounts = new HashMap<>();
    private final ReplayOrders orders = new ReplayOrders();
    private final JsonLines out;
    private final ReplayEvents events;
    private final ReplayEngine engine;
    private long lastClosed;
    private long lastSettled;
    private boolean inAuction;

    /**
     * @param tick prices are multiples of it; above zero
     * @param lot  quantities are multiples of it; above zero
     */
    public OrderReplay(BigDecimal tick, BigDecimal lot, Funds funds, OutputStream output) {
        ticks = new Grid(tick);
        lots = new Grid(lot);
        this.funds = funds;
        out = new JsonLines(output);
        events = new ReplayEvents(orders, funds, out, ticks, lots, batchId -> lastClosed = batchId);
        engine = new ReplayEngine(events);
    }

    /**
     * Replays until the input ends.
     *
     * @param strict whether the first bad line ends it
     * @return whether every line was good
     */
    public boolean run(InputStream input, boolean strict) throws IOException {
        boolean good = true;
        LineSource lines = new LineSource(input, out::flush);
        while ((good || !strict) && lines.next()) {
            if (!lines.isBlank() && !take(lines)) good = false;
        }
        out.flush();
        return good;
    }

    private boolean take(LineSource lines) {
        try {
            if (lines.isTooLong())
                throw Errors.INVALID_REQUEST.because("longer than " + LineSource.MAX_LINE + " bytes");
            line.parse(lines.bytes(), lines.start(), lines.length());
            apply();
            settleAndFund();
            return true;
        } catch (ProtocolException bad) {
            out.event("rejected").field("line", lines.number()).field("reason", bad.error().name())
                    .field("message", bad.getMessage()).end();
            return false;
        }
    }

    private void apply() {
        String op = line.string(Field.OP);
        switch (op) {
            case "place" -> place();
            case "cancel" -> cancel();
            case "replace" -> replace();
            case "reduce" -> reduce();
            case "cancelAll" -> cancelAll();
            case "book" -> book();
            case "time" -> time();
            case "auction" -> auction();
            default -> throw Errors.UNKNOWN_METHOD.because("there is no operation \"" + op + "\"");
        }
    }

    private void settleAndFund() {
        while (lastSettled < lastClosed) engine.settle(++lastSettled);
        for (Funds.Change change : funds.takeDue()) engine.fund(change.account(), change.asset(), change.amount());
    }

    private int account() {
        String name = line.string(Field.ACCOUNT);
        Integer known = accounts.get(name);
        if (known != null) return known;
        // The engine's first account is the one that would get fees.
        int account = accounts.size() + 2;
        accounts.put(name, account);
        engine.openAccount(account);
        funds.changed(account, 0, 0);
        for (Asset asset : Asset.values()) {
            long amount = funds.opening(name, asset, ticks, lots);
            if (amount > 0) engine.fund(account, asset, amount);
        }
        settleAndFund();
        return account;
    }

    private void place() {
        line.allowOnly(PLACE);
        String id = line.string(Field.ID);
        Side side = side(line);
        OrderType type = choice(line, Field.TYPE, TYPES, OrderType.LIMIT);
        TimeInForce timeInForce = choice(line, Field.TIME_IN_FORCE, TIMES_IN_FORCE,
                type == OrderType.MARKET ? TimeInForce.IOC : TimeInForce.GTC);
        SelfTrade selfTrade = choice(line, Field.SELF_TRADE, SELF_TRADES, SelfTrade.CANCEL_NEWEST);
        boolean postOnly = line.isTrue(Field.POST_ONLY);
        ReplayOrder order = new ReplayOrder(id, account());
        RejectReason reason = terms(order, null);
        if (type == OrderType.MARKET && !line.has(Field.PRICE)) toTheWorst(order, side);
        else
            line.require(Field.PRICE);
        line.require(Field.QUANTITY);
        if (!line.has(Field.EXPIRY))
            order.expiryMs = engine.nowMs() + (timeInForce.rests() ? RESTING_MS : IMMEDIATE_MS);
        if (orders.isUsed(id)) reason = RejectReason.DUPLICATE_CLIENT_ORDER_ID;
        if (reason != RejectReason.NONE) {
            events.rejected(id, reason.name());
            return;
        }
        events.expect(order);
        engine.place(order).side((short) side.code()).orderType((short) type.code())
                .timeInForce((short) timeInForce.code()).selfTrade((short) selfTrade.code())
                .postOnly((short) (postOnly ? 1 : 0));
        engine.submitPlace();
    }

    static Side side(Line line) {
        String side = line.string(Field.SIDE);
        return switch (side) {
            case "bid", "buy" -> Side.BID;
            case "ask", "sell" -> Side.ASK;
            default -> throw Errors.INVALID_VALUE.because("side must be bid or ask");
        };
    }

    /** A market order that names no worst price takes any; where funds are limited, a bid spends at most what is free. */
    private void toTheWorst(ReplayOrder order, Side side) {
        order.priceTicks = side == Side.BID ? HIGHEST_TICKS : 1;
        boolean spendsAll = side == Side.BID && order.maxQuote == 0 && !funds.areUnlimited();
        if (spendsAll) order.maxQuote = funds.freeIdrs(order.account);
    }

    /** Reads what place and replace have in common; what is not said stays as in {@code before}. */
    private RejectReason terms(ReplayOrder order, ReplayOrder before) {
        ReplayOrder otherwise = before == null ? order : before;
        order.priceTicks = steps(Field.PRICE, ticks, otherwise.priceTicks);
        order.quantityWh = steps(Field.QUANTITY, lots, otherwise.quantityWh);
        order.displayWh = steps(Field.DISPLAY_QUANTITY, lots, otherwise.displayWh);
        order.maxQuote = line.has(Field.MAX_QUOTE) ? maxQuote() : otherwise.maxQuote;
        order.expiryMs = line.has(Field.EXPIRY) ? line.whole(Field.EXPIRY) : otherwise.expiryMs;
        if (order.quantityWh == Grid.OFF) return RejectReason.BAD_LOT;
        if (order.priceTicks == Grid.OFF) return RejectReason.BAD_TICK;
        return order.displayWh == Grid.OFF ? RejectReason.BAD_DISPLAY_QUANTITY : RejectReason.NONE;
    }

    private long steps(Field field, Grid grid, long otherwise) {
        return line.has(field) ? grid.parse(field.word(), line.string(field)) : otherwise;
    }

    /** In base units, 0 for none; what is too little for any of them is as bad as what is below zero. */
    private long maxQuote() {
        String text = line.string(Field.MAX_QUOTE);
        new Grid(BigDecimal.ONE).parse(Field.MAX_QUOTE.word(), text);
        BigDecimal value = new BigDecimal(text);
        if (value.signum() == 0) return 0;
        long units = Funds.baseUnits(value, ticks.step().multiply(lots.step()),
                Money.QUOTE_PER_WH_TICK);
        return units == 0 ? -1 : units;
    }

    private static <E extends Enum<E>> Map<String, E> words(Class<E> type) {
        return EnumSet.allOf(type).stream().collect(Collectors.toMap(Params::word, Function.identity()));
    }

    static <E> E choice(Line line, Field field, Map<String, E> words, E otherwise) {
        String text = line.stringOr(field, null);
        if (text == null) return otherwise;
        E chosen = words.get(text);
        if (chosen == null) throw Errors.INVALID_VALUE.because("\"" + text + "\" is no " + field.word());
        return chosen;
    }

    /** The order that the line names, if it is open; a line that names another is refused. */
    private ReplayOrder named() {
        String id = line.string(Field.ID);
        ReplayOrder order = orders.open(id);
        if (order == null) events.rejected(id, RejectReason.UNKNOWN_ORDER.name());
        return order;
    }

    private void cancel() {
        line.allowOnly(CANCEL);
        int account = account();
        ReplayOrder order = named();
        if (order == null) return;
        events.expect(order.id, null);
        engine.cancel(order.orderId, account);
    }

    private void replace() {
        line.allowOnly(REPLACE);
        int account = account();
        ReplayOrder order = named();
        if (order == null) return;
        ReplayOrder terms = new ReplayOrder(order.id, account);
        RejectReason reason = terms(terms, order);
        terms.nonce = order.nonce;
        if (reason != RejectReason.NONE) {
            events.rejected(order.id, (order.account == account ? reason : RejectReason.NOT_OWNER).name());
            return;
        }
        events.expect(order.id, terms);
        engine.replace(order.orderId, account, terms, true);
    }

    private void reduce() {
        line.allowOnly(REDUCE);
        int account = account();
        long byWh = lots.parse(Field.BY.word(), line.string(Field.BY));
        ReplayOrder order = named();
        if (order == null) return;
        if (order.account == account && (byWh == Grid.OFF || byWh <= 0)) {
            events.rejected(order.id, (byWh == Grid.OFF ? RejectReason.BAD_LOT : RejectReason.BAD_QUANTITY).name());
            return;
        }
        ReplayOrder terms = new ReplayOrder(order.id, account);
        terms.quantityWh = Math.max(0, order.quantityWh - byWh);
        events.expect(order.id, null);
        engine.replace(order.orderId, account, terms, false);
    }

    private void cancelAll() {
        line.allowOnly(CANCEL_ALL);
        engine.cancelAll(account());
    }

    private void time() {
        line.allowOnly(TIME);
        long timeMs = line.whole(Field.MS);
        if (timeMs < engine.nowMs()) throw Errors.INVALID_VALUE.because("time does not go back");
        engine.passUntil(timeMs);
    }

    /** Starts a call auction, or ends the one that is on. */
    private void auction() {
        line.allowOnly(ALONE);
        inAuction = !inAuction;
        if (inAuction) out.event("auction").field("state", "started").end();
        engine.setTrading(inAuction ? TradingState.AUCTION : TradingState.OPEN);
    }

    private void book() {
        line.allowOnly(ALONE);
        out.event("book");
        side("bids", Side.BID);
        side("asks", Side.ASK);
        out.end();
    }

    private void side(String name, Side side) {
        out.raw(",\"").raw(name).raw("\":[");
        long[] lastTicks = {0};
        engine.forEachOrder(side, (orderId, priceTicks, leavesWh, visibleWh) -> {
            boolean newLevel = priceTicks != lastTicks[0];
            if (newLevel) {
                if (lastTicks[0] != 0) out.raw("]}");
                out.item("price", ticks, priceTicks, lastTicks[0] == 0).raw(",\"orders\":[");
            }
            lastTicks[0] = priceTicks;
            out.idItem(orders.open(orderId).id, newLevel).steps("quantity", lots, leavesWh).raw("}");
        });
        out.raw(lastTicks[0] == 0 ? "]" : "]}]");
    }
}
