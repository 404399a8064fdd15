package io.enerlink.gateway.replay;

import static io.enerlink.gateway.client.ExchangeClient.await;

import io.enerlink.engine.book.OrderType;
import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.gateway.client.ExchangeClient;
import io.enerlink.gateway.client.ExchangeException;
import io.enerlink.gateway.client.OrderRequest;
import io.enerlink.gateway.client.PlacedOrder;
import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.gateway.replay.Line.Field;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Sends the orders of a script, those of one account in it, to a running exchange, one after the other, and writes the
 * answers, a line of JSON each. What concerns the whole exchange ({@code book}, {@code auction}) is passed over.
 */
public final class LiveReplay {
    private static final Grid TICKS = new Grid(new BigDecimal("0.01"));
    private static final Grid LOTS = new Grid(new BigDecimal("0.001"));
    private static final Set<String> PASSED_OVER = Set.of("book", "auction");

    private final ExchangeClient client;
    private final Pace pace;
    private final Setup setup;
    private final PrintStream out;
    private final Line line = new Line();
    private final Map<String, PlacedOrder> orders = new HashMap<>();

    /**
     * What is replayed.
     *
     * @param account   of the script whose lines are sent; null: all lines
     * @param maxFeeBps fee that is signed where a line names none
     * @param lifetimeMs of orders whose line has no expiry: those of a script have long passed
     */
    public record Setup(String symbol, String account, int maxFeeBps, long lifetimeMs) {}

    /** Waits until the script's time has come. */
    @FunctionalInterface
    public interface Pace {
        /** @param scriptMs of a line {@code time} */
        void until(long scriptMs) throws InterruptedException;
    }

    public LiveReplay(ExchangeClient client, Setup setup, Pace pace, PrintStream out) {
        this.client = client;
        this.setup = setup;
        this.pace = pace;
        this.out = out;
    }

    /**
     * Replays until the script ends.
     *
     * @return how many lines were bad or refused
     */
    public long run(InputStream script) throws IOException, InterruptedException {
        long refused = 0;
        LineSource lines = new LineSource(script, out::flush);
        while (lines.next()) {
            if (!lines.isBlank() && !take(lines)) refused++;
        }
        out.flush();
        return refused;
    }

    private boolean take(LineSource lines) throws InterruptedException {
        try {
            if (lines.isTooLong())
                throw Errors.INVALID_REQUEST.because("longer than " + LineSource.MAX_LINE + " bytes");
            line.parse(lines.bytes(), lines.start(), lines.length());
            apply(lines.number());
            return true;
        } catch (ProtocolException bad) {
            refused(lines.number(), bad.error().name(), bad.getMessage());
        } catch (ExchangeException refused) {
            refused(lines.number(), refused.name(), refused.getMessage());
        }
        return false;
    }

    private void refused(long number, String name, String why) {
        out.println(JsonWriter.object().field("line", number).field("event", "rejected").field("reason", name)
                .field("message", why).end());
    }

    private void apply(long number) throws InterruptedException {
        String op = line.string(Field.OP);
        if (op.equals("time")) {
            pace.until(line.whole(Field.MS));
            return;
        }
        if (PASSED_OVER.contains(op)) return;
        String account = line.stringOr(Field.ACCOUNT, null);
        if (setup.account != null && !setup.account.equals(account)) return;
        switch (op) {
            case "place" -> place(number);
            case "cancel" -> await(client.cancel(named().orderId()));
            case "replace" -> replace();
            case "reduce" -> reduce();
            case "cancelAll" -> await(client.cancelAll(setup.symbol));
            default -> throw Errors.UNKNOWN_METHOD.because("there is no operation \"" + op + "\"");
        }
        if (!op.equals("place")) {
            out.println(JsonWriter.object().field("line", number).field("event", op)
                    .field("id", line.stringOr(Field.ID, null)).end());
        }
    }

    private void place(long number) {
        String id = line.string(Field.ID);
        OrderType type = OrderReplay.choice(line, Field.TYPE, OrderReplay.TYPES, OrderType.LIMIT);
        TimeInForce timeInForce = OrderReplay.choice(line, Field.TIME_IN_FORCE, OrderReplay.TIMES_IN_FORCE,
                type == OrderType.MARKET ? TimeInForce.IOC : TimeInForce.GTC);
        SelfTrade selfTrade = OrderReplay.choice(line, Field.SELF_TRADE, OrderReplay.SELF_TRADES,
                SelfTrade.CANCEL_NEWEST);
        line.require(Field.PRICE);
        line.require(Field.QUANTITY);
        Side side = OrderReplay.side(line);
        OrderRequest order = new OrderRequest(setup.symbol, side, type, steps(Field.PRICE, TICKS, 0),
                steps(Field.QUANTITY, LOTS, 0), timeInForce, line.isTrue(Field.POST_ONLY), selfTrade, maxQuote(0),
                steps(Field.DISPLAY_QUANTITY, LOTS, 0), maxFeeBps(setup.maxFeeBps), expiryMs(timeInForce.rests()));
        PlacedOrder placed = await(client.place(order));
        orders.put(id, placed);
        out.println(JsonWriter.object().field("line", number).field("event", "placed").field("id", id)
                .field("orderId", placed.orderId()).field("state", placed.state()).end());
    }

    private void replace() {
        PlacedOrder before = named();
        OrderRequest was = before.terms();
        OrderRequest terms = new OrderRequest(was.symbol(), was.side(), was.type(),
                steps(Field.PRICE, TICKS, was.priceTicks()), steps(Field.QUANTITY, LOTS, was.quantityWh()),
                was.timeInForce(), was.postOnly(), was.selfTrade(), maxQuote(was.maxQuote()),
                steps(Field.DISPLAY_QUANTITY, LOTS, was.displayWh()), maxFeeBps(was.maxFeeBps()),
                line.has(Field.EXPIRY) ? line.whole(Field.EXPIRY) : was.expiryMs());
        orders.put(line.string(Field.ID), await(client.replace(before.orderId(), before.nonce(), terms)));
    }

    private void reduce() {
        PlacedOrder before = named();
        long byWh = steps(Field.BY, LOTS, 0);
        OrderRequest was = before.terms();
        long toWh = Math.max(0, was.quantityWh() - byWh);
        await(client.reduce(before.orderId(), toWh));
        orders.put(line.string(Field.ID),
                new PlacedOrder(was.at(was.priceTicks(), toWh), before.nonce(), before.clientOrderId(),
                        before.orderId(), before.state(), before.sequence(), false, before.timestampMs()));
    }

    private PlacedOrder named() {
        String id = line.string(Field.ID);
        PlacedOrder order = orders.get(id);
        if (order == null) throw Errors.UNKNOWN_ORDER.because("no line placed \"" + id + "\"");
        return order;
    }

    private long steps(Field field, Grid grid, long otherwise) {
        if (!line.has(field)) return otherwise;
        long steps = grid.parse(field.word(), line.string(field));
        if (steps == Grid.OFF) throw Errors.BAD_DECIMAL.because(field.word() + " is finer than the exchange trades");
        return steps;
    }

    private long maxQuote(long otherwise) {
        return line.has(Field.MAX_QUOTE) ? Decimals.parse("maxQuote", line.string(Field.MAX_QUOTE), Decimals.IDRS,
                Errors.BAD_DECIMAL)
                : otherwise;
    }

    private int maxFeeBps(int otherwise) {
        return line.has(Field.MAX_FEE_BPS) ? (int) line.whole(Field.MAX_FEE_BPS) : otherwise;
    }

    private long expiryMs(boolean rests) {
        return line.has(Field.EXPIRY) ? line.whole(Field.EXPIRY)
                : System.currentTimeMillis() + (rests ? setup.lifetimeMs : Math.min(setup.lifetimeMs, 50_000));
    }
}
