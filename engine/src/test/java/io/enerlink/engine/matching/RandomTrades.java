package io.enerlink.engine.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import io.enerlink.engine.book.OrderType;
import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.ledger.Money;
import io.enerlink.engine.message.BalanceChangedDecoder;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.OrderAcceptedDecoder;
import io.enerlink.engine.message.OrderCanceledDecoder;
import io.enerlink.engine.message.OrderReplacedDecoder;
import io.enerlink.engine.message.PlaceOrderDecoder;
import io.enerlink.engine.message.PlaceOrderEncoder;
import io.enerlink.engine.message.ReplaceOrderDecoder;
import io.enerlink.engine.message.ReplaceOrderEncoder;
import io.enerlink.engine.message.TradedDecoder;

/**
 * What traders send, drawn from a seed: all kinds of orders around a price that moves, and changes of those that are
 * open. Some are wild: one thing about them is wrong. Hears the events to know what is open.
 */
final class RandomTrades implements EventHandler {
    /** Traders have the accounts and addresses 1 to 5, and agents with addresses from 51. */
    static final int TRADERS = 5;
    static final int AGENTS = 50;
    static final long START_MS = 1_000_000;
    static final int MAX_FEE_BPS = 1_000;

    /** An open order. */
    static final class Open {
        long orderId;
        long clientOrderId;
        int account;
        int signer;
        long nonce;
        Side side;
        int instrument;
        long quantityWh;
        long priceTicks;
        long displayWh;
    }

    final Commands commands = new Commands();
    final List<Open> open = new ArrayList<>();
    final int[] epochs = new int[64];
    final long[] nonces = new long[128];
    long nowMs = START_MS;

    private final SplittableRandom random;
    private final int wildPermille;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final PlaceOrderDecoder placeDecoder = new PlaceOrderDecoder();
    private final ReplaceOrderDecoder replaceDecoder = new ReplaceOrderDecoder();
    private final EventDispatcher dispatcher = new EventDispatcher(this);
    private final long[][] free = new long[TRADERS + 1][2];
    private long lastClientOrderId;
    private long midTicks = 100;
    private int repeatedLength;
    private final byte[] repeated = new byte[512];
    private Open placed = new Open();

    RandomTrades(SplittableRandom random, int wildPermille) {
        this.random = random;
        this.wildPermille = wildPermille;
    }

    void hear(EventBuffer events) {
        dispatcher.onEvents(0, nowMs, events);
    }

    /** Time that passes until the next command: mostly little, at times none or much. */
    void pass() {
        int kind = random.nextInt(100);
        if (kind < 70) nowMs += random.nextInt(12);
        else if (kind < 72) nowMs += random.nextInt(600);
    }

    boolean chance(int permille) {
        return random.nextInt(1_000) < permille;
    }

    Commands next() {
        if (chance(60)) midTicks = Math.max(20, midTicks + random.nextInt(41) - 20);
        int kind = random.nextInt(100);
        if (kind < 60) return place();
        if (kind < 78) return replace();
        if (kind < 84) return reduce();
        if (kind < 93) return cancel();
        if (kind < 94) return commands.cancelAll(account(), chance(500) ? 0 : instrument(), cancelAllReason());
        if (kind < 95) return commands.cancelAfter(account(), timeoutMs());
        if (kind < 98 && repeatedLength > 0) return repeat();
        return commands.tick();
    }

    private int cancelAllReason() {
        return wild() ? CancelReason.DEBT.code() : CancelReason.USER.code();
    }

    private long timeoutMs() {
        return wild() ? -1 : chance(500) ? 0 : 1 + random.nextInt(2_000);
    }

    boolean wild() {
        return chance(wildPermille);
    }

    /** A trader's account; wild ones are nobody's. */
    int account() {
        return wild() ? random.nextInt(2) * 99 : 1 + random.nextInt(TRADERS);
    }

    int instrument() {
        if (wild()) return random.nextInt(2) * 9;
        return chance(750) ? 1 : 2;
    }

    private long priceTicks() {
        long priceTicks = midTicks + random.nextInt(13) - 6;
        return priceTicks & ~1L;
    }

    /** A few lots, or at times all that the trader can pay for. */
    private long quantityWh(int account, Side side, long priceTicks) {
        long fewWh = 5L * (1 + random.nextInt(8));
        if (account == 0 || account > TRADERS || chance(600)) return fewWh;
        long paidPerWh = side == Side.ASK ? Money.UWH_PER_WH
                : Money.withFee(Money.notional(1, priceTicks), MAX_FEE_BPS / 2);
        long allWh = free[account][side.pays().code()] / paidPerWh;
        return Math.clamp(allWh / 5 * 5, 5, 5_000);
    }

    private Commands place() {
        int account = account();
        int signer = chance(150) ? AGENTS + account : account;
        Side side = Side.of(random.nextInt(2));
        int instrument = instrument();
        long priceTicks = priceTicks();
        long quantityWh = quantityWh(account, side, priceTicks);
        TimeInForce timeInForce = chance(700) ? TimeInForce.GTC : TimeInForce.of(random.nextInt(4));
        long expiryMs = nowMs + 1 + random.nextInt(timeInForce.rests() ? 4_000 : 60_000);
        long clientOrderId = chance(970) ? ++lastClientOrderId : 0;
        PlaceOrderEncoder order = commands.place(account, signer, clientOrderId, side, quantityWh, priceTicks,
                ++nonces[signer & 127], expiryMs);
        order.instrumentId(instrument).epoch(epochs[account & 63]).timeInForce((short) timeInForce.code());
        if (!timeInForce.rests() && chance(300)) order.orderType((short) OrderType.MARKET.code());
        if (timeInForce.rests() && chance(120)) order.postOnly((short) 1);
        if (timeInForce.rests() && chance(200)) order.displayWh(5L * (1 + random.nextInt((int) quantityWh / 5)));
        if (side == Side.BID && chance(150)) order.maxQuote(1_000 + random.nextInt(60_000));
        if (chance(400)) order.selfTrade((short) random.nextInt(SelfTrade.values().length));
        if (chance(100)) order.maxFeeBps(random.nextInt(MAX_FEE_BPS));
        if (wild()) spoil(order, side);
        signPlace();
        remember(account, signer, side, instrument);
        return commands;
    }

    /** Whatever it says, it is signed so: what is not signed well does not get past the gateway. */
    private void signPlace() {
        PlaceOrderDecoder order = placeDecoder.wrapAndApplyHeader(commands.buffer, 0, header);
        signature(order.offset() + PlaceOrderDecoder.signatureEncodingOffset(), MarketContract.sign(order.accountId(),
                order.signer(17), order.instrumentId(), order.side(), order.quantityWh(), order.priceTicks(),
                order.maxQuote(), order.maxFeeBps(), order.nonce(), order.epoch(), order.expiryMs()));
    }

    private void signReplace(int instrument, int side) {
        ReplaceOrderDecoder order = replaceDecoder.wrapAndApplyHeader(commands.buffer, 0, header);
        signature(order.offset() + ReplaceOrderDecoder.signatureEncodingOffset(), MarketContract.sign(
                order.accountId(), order.signer(17), instrument, side, order.quantityWh(), order.priceTicks(),
                order.maxQuote(), order.maxFeeBps(), order.nonce(), order.epoch(), order.expiryMs()));
    }

    private void signature(int offset, long signature) {
        commands.buffer.putLong(offset, signature);
    }

    private void remember(int account, int signer, Side side, int instrument) {
        placed = new Open();
        placed.account = account;
        placed.signer = signer;
        placed.side = side;
        placed.instrument = instrument;
        repeatedLength = commands.length;
        commands.buffer.getBytes(0, repeated, 0, repeatedLength);
    }

    private void spoil(PlaceOrderEncoder order, Side side) {
        switch (random.nextInt(21)) {
            case 0 -> order.side((short) 2);
            case 1 -> order.timeInForce((short) 4);
            case 2 -> order.postOnly((short) 2);
            case 3 -> order.clientOrderId(1 + random.nextLong(Math.max(1, lastClientOrderId)));
            case 4 -> order.epoch(7);
            case 5 -> order.putSigner(Commands.address(60 + random.nextInt(3)), 0, 20);
            case 6 -> order.nonce(random.nextInt(5) - 1L);
            case 7 -> order.expiryMs(nowMs - random.nextInt(2));
            case 8 -> order.expiryMs(nowMs + 60_001L + random.nextLong(100L * 24 * 3600 * 1000));
            case 9 -> order.quantityWh(random.nextInt(2) == 0 ? -random.nextInt(2) : (1L << 32) + 5);
            case 10 -> order.quantityWh(7);
            case 11 -> order.priceTicks(random.nextInt(2) == 0 ? -random.nextInt(2) : 1L << 27);
            case 12 -> order.priceTicks(51);
            case 13 -> order.priceTicks(random.nextInt(2) == 0 ? 4 : 100_000);
            case 14 -> order.maxQuote(side == Side.ASK ? 5 : -1);
            case 15 -> order.displayWh(random.nextInt(2) == 0 ? -5 : 1_000);
            case 16 -> order.orderType((short) OrderType.MARKET.code()).timeInForce((short) 0);
            case 17 -> order.quantityWh(5).priceTicks(10);
            case 18 -> order.maxFeeBps(0);
            case 19 -> order.quantityWh(1 << 20);
            case 20 -> commands.length -= 1 + random.nextInt(commands.length);
            default -> throw new IllegalStateException();
        }
    }

    /** The command with the latest order once more. */
    private Commands repeat() {
        commands.buffer.putBytes(0, repeated, 0, repeatedLength);
        commands.length = repeatedLength;
        return commands;
    }

    private Open any() {
        if (open.isEmpty() || wild()) {
            Open unknown = new Open();
            unknown.account = account();
            unknown.clientOrderId = 1_000_000 - random.nextInt(2);
            unknown.orderId = random.nextInt(2);
            unknown.quantityWh = 10;
            unknown.priceTicks = midTicks;
            unknown.signer = unknown.account;
            unknown.side = Side.BID;
            return unknown;
        }
        return open.get(random.nextInt(open.size()));
    }

    private Commands replace() {
        Open order = any();
        long quantityWh = chance(600) ? order.quantityWh : 5L * (1 + random.nextInt(12));
        long priceTicks = chance(500) ? order.priceTicks : priceTicks();
        ReplaceOrderEncoder replace = commands.replace(order.account, order.signer, order.clientOrderId, quantityWh,
                priceTicks, order.nonce, nowMs + 1 + random.nextInt(4_000));
        if (chance(300) || order.clientOrderId == 0) replace.orderId(order.orderId);
        replace.epoch(epochs[order.account & 63]).displayWh(order.displayWh);
        if (chance(200)) replace.displayWh(5L * random.nextInt(6));
        if (order.side == Side.BID && chance(200)) replace.maxQuote(1 + random.nextInt(60_000));
        if (chance(100)) replace.maxFeeBps(random.nextInt(MAX_FEE_BPS));
        if (wild()) spoil(replace);
        signReplace(order.instrument, order.side.code());
        return commands;
    }

    private void spoil(ReplaceOrderEncoder replace) {
        switch (random.nextInt(8)) {
            case 0 -> replace.hasSignature((short) 2);
            case 1 -> replace.hasSignature((short) 0);
            case 2 -> replace.accountId(1 + random.nextInt(TRADERS)).orderId(anyOrderId());
            case 3 -> replace.putSigner(Commands.address(AGENTS + 1 + random.nextInt(TRADERS)), 0, 20);
            case 4 -> replace.nonce(77_777);
            case 5 -> replace.epoch(9);
            case 6 -> replace.expiryMs(nowMs);
            case 7 -> replace.maxFeeBps(0);
            default -> throw new IllegalStateException();
        }
    }

    private long anyOrderId() {
        return open.isEmpty() ? 1 : open.get(random.nextInt(open.size())).orderId;
    }

    private Commands reduce() {
        Open order = any();
        long quantityWh = wild() ? order.quantityWh + 5 : 5L * random.nextInt((int) order.quantityWh / 5 + 1);
        if (wild()) quantityWh = random.nextInt(2) == 0 ? -5 : 3;
        ReplaceOrderEncoder reduce = commands.replace(order.account, 0, order.clientOrderId, quantityWh,
                chance(500) ? 0 : order.priceTicks, 0, 0).hasSignature((short) 0);
        if (order.clientOrderId == 0) reduce.orderId(order.orderId);
        return commands;
    }

    private Commands cancel() {
        Open order = any();
        boolean byId = order.clientOrderId == 0 || chance(300);
        int account = wild() ? account() : order.account;
        return commands.cancel(account, byId ? order.orderId : 0, order.clientOrderId);
    }

    @Override
    public void onOrderAccepted(long sequence, long timestampMs, OrderAcceptedDecoder event) {
        if (event.duplicate() == 1 || !TimeInForce.of(event.timeInForce()).rests()) return;
        placed.orderId = event.orderId();
        placed.clientOrderId = event.clientOrderId();
        placed.nonce = event.nonce();
        placed.quantityWh = event.quantityWh();
        placed.priceTicks = event.priceTicks();
        open.add(placed);
    }

    @Override
    public void onOrderReplaced(long sequence, long timestampMs, OrderReplacedDecoder event) {
        for (Open order : open) {
            if (order.orderId != event.orderId()) continue;
            order.quantityWh = event.quantityWh();
            order.priceTicks = event.priceTicks();
        }
    }

    @Override
    public void onOrderCanceled(long sequence, long timestampMs, OrderCanceledDecoder event) {
        ended(event.orderId());
    }

    @Override
    public void onBalanceChanged(long sequence, long timestampMs, BalanceChangedDecoder event) {
        if (event.accountId() == 0 || event.accountId() > TRADERS) return;
        free[event.accountId()][Asset.ETK.code()] = event.etkFree();
        free[event.accountId()][Asset.IDRS.code()] = event.idrsFree();
    }

    @Override
    public void onTraded(long sequence, long timestampMs, TradedDecoder event) {
        if (event.makerLeavesWh() == 0) ended(event.makerOrderId());
        if (event.takerLeavesWh() == 0) ended(event.takerOrderId());
    }

    private void ended(long orderId) {
        for (int i = 0; i < open.size(); i++) {
            if (open.get(i).orderId == orderId) {
                open.remove(i);
                return;
            }
        }
    }
}
