package io.enerlink.engine.matching;

import java.util.Arrays;

import io.enerlink.engine.book.OrderBook;
import io.enerlink.engine.image.StateImage;

/** What is traded: its rules, its state and its book. */
final class Instrument {
    final int id;
    final OrderBook book;
    /** 16 ASCII characters. */
    long symbolLow;
    long symbolHigh;
    long lotWh;
    long tickSize;
    long minNotional;
    long bandLowTicks;
    /** 0: no band. */
    long bandHighTicks;
    int maxOpenOrders;
    int makerFeeBps;
    int takerFeeBps;
    TradingState state = TradingState.OPEN;
    HaltReason haltReason = HaltReason.NONE;
    /** Of the last trade; 0 before the first. */
    long lastPriceTicks;

    private int[] openOrders = new int[16];

    Instrument(int id, OrderBook book) {
        this.id = id;
        this.book = book;
    }

    boolean inBand(long priceTicks) {
        return bandHighTicks == 0 || priceTicks >= bandLowTicks && priceTicks <= bandHighTicks;
    }

    boolean isOffLot(long quantityWh) {
        return lotWh != 1 && quantityWh % lotWh != 0;
    }

    boolean isOffTick(long priceTicks) {
        return tickSize != 1 && priceTicks % tickSize != 0;
    }

    int openOrders(int accountId) {
        return accountId < openOrders.length ? openOrders[accountId] : 0;
    }

    void countOrder(int accountId, int change) {
        if (accountId >= openOrders.length) {
            openOrders = Arrays.copyOf(openOrders, Math.max(accountId + 1, openOrders.length * 2));
        }
        openOrders[accountId] += change;
    }

    /** Whether the clock jumped and nobody has said yet that it is right: until then nothing here expires. */
    boolean clockIsDoubted() {
        return haltReason == HaltReason.CLOCK_JUMP;
    }

    void hash(StateHash hash) {
        hash.add(id).add(symbolLow).add(symbolHigh).add(lotWh).add(tickSize).add(minNotional).add(bandLowTicks)
                .add(bandHighTicks).add(maxOpenOrders).add(makerFeeBps).add(takerFeeBps).add(state.code())
                .add(haltReason.code()).add(lastPriceTicks);
    }

    /** Carries rules, state and book into an image, or out of one into what is new. */
    void carry(StateImage image) {
        symbolLow = image.carry(symbolLow);
        symbolHigh = image.carry(symbolHigh);
        lotWh = image.carry(lotWh);
        tickSize = image.carry(tickSize);
        minNotional = image.carry(minNotional);
        bandLowTicks = image.carry(bandLowTicks);
        bandHighTicks = image.carry(bandHighTicks);
        maxOpenOrders = image.carry(maxOpenOrders);
        makerFeeBps = image.carry(makerFeeBps);
        takerFeeBps = image.carry(takerFeeBps);
        state = TradingState.of(image.carry(state.code()));
        haltReason = HaltReason.of(image.carry(haltReason.code()));
        lastPriceTicks = image.carry(lastPriceTicks);
        openOrders = image.carry(openOrders);
        book.carry(image);
    }
}
