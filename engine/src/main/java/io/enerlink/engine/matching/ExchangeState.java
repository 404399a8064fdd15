package io.enerlink.engine.matching;

import io.enerlink.engine.book.Ladder;
import io.enerlink.engine.book.Levels;
import io.enerlink.engine.book.OrderBook;
import io.enerlink.engine.book.Orders;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.image.StateImage;
import io.enerlink.engine.ledger.Ledger;

/** Everything the engine knows, in one place; the classes around it are what may happen to it. */
final class ExchangeState {
    final EngineConfig config;
    final Orders orders;
    final Levels levels = new Levels();
    final Ledger ledger = new Ledger();
    final Accounts accounts;
    final Agents agents = new Agents();
    final SignedOrders signed = new SignedOrders();
    final ClientOrders clientOrders = new ClientOrders();
    final UnsettledTrades trades = new UnsettledTrades();
    final Events events = new Events();

    private final Instrument[] instruments;

    /** Of the command that is being applied. */
    long nowMs;
    /** Of the command that is being applied. */
    long sequence;
    /** Of the command that is being applied; 0 when nobody waits for an answer. */
    long correlationId;

    long lastTradeId;
    /** Numbers accepted orders and replacements. */
    long lastAcceptance;
    /** Of Market.sol. */
    long lastEventSeq;
    long lastRepaymentId;
    /** Told, and no part of the hash. */
    long ordersAccepted;
    /** ETK burned out of escrow for debts; told, and no part of the hash. */
    long repaidUwh;
    /** The journal's disk is nearly full: no new orders. */
    boolean storageLow;
    /** From when on too little is known of the chain to trade; {@link Long#MAX_VALUE} while nobody tells of a chain. */
    long chainStaleAtMs = Long.MAX_VALUE;

    ExchangeState(EngineConfig config) {
        this.config = config;
        orders = new Orders(config.maxOrders());
        accounts = new Accounts(config.maxAccounts());
        instruments = new Instrument[config.maxInstruments() + 1];
    }

    int maxInstrumentId() { return instruments.length - 1; }

    /** The instrument of a number, or null. */
    Instrument instrument(int instrumentId) {
        return instrumentId > 0 && instrumentId < instruments.length ? instruments[instrumentId] : null;
    }

    Instrument addInstrument(int instrumentId) {
        Instrument added = new Instrument(instrumentId, new OrderBook(instrumentId, orders, levels));
        instruments[instrumentId] = added;
        return added;
    }

    /** Whether the clock jumped and an instrument is still halted for it. */
    boolean clockIsDoubted() {
        for (Instrument instrument : instruments) {
            if (instrument != null && instrument.clockIsDoubted()) return true;
        }
        return false;
    }

    /** The open order that a command names by its id, or by the client's where that is 0; {@link Orders#NONE} if none. */
    int findOrder(int accountId, long orderId, long clientOrderId) {
        if (orderId != 0) return orders.find(orderId);
        int known = clientOrders.find(accountId, clientOrderId);
        return known == ClientOrders.NONE ? Orders.NONE : orders.find(clientOrders.orderId(known));
    }

    void hash(StateHash hash) {
        hash.add(lastTradeId).add(lastAcceptance).add(lastEventSeq).add(lastRepaymentId).add(storageLow ? 1 : 0)
                .add(chainStaleAtMs)
                .add(accounts.last());
        for (int accountId = 0; accountId <= accounts.last(); accountId++) {
            accounts.hash(accountId, hash);
            ledger.forEach(accountId, hash::add);
        }
        agents.hash(hash);
        for (Instrument instrument : instruments) {
            if (instrument == null) continue;
            instrument.hash(hash);
            for (Side side : Side.values()) hash(instrument.book.ladder(side), hash);
        }
        clientOrders.hash(hash);
        hash.add(orders.used());
        for (int order = orders.firstFree(); order != Orders.NONE; order = orders.nextFree(order)) {
            hash.add(orders.id(order));
        }
    }

    private void hash(Ladder ladder, StateHash hash) {
        for (int level = ladder.best(); level != Levels.NONE; level = ladder.next(level)) {
            hash.add(levels.priceTicks(level)).add(levels.count(level));
            for (int order = levels.first(level); order != Orders.NONE; order = orders.next(order)) {
                hash(order, hash);
            }
        }
    }

    private void hash(int order, StateHash hash) {
        hash.add(orders.id(order)).add(orders.clientOrderId(order)).add(orders.accountId(order))
                .add(orders.leavesWh(order)).add(orders.visibleWh(order)).add(orders.makerFeeBps(order))
                .add(orders.selfTrade(order).code());
        signed.hash(orders.version(order), hash);
        clientOrders.hashEntry(signed.memory(orders.version(order)), hash);
    }

    /** Carries everything into an image, or out of one into what is new. */
    void carry(StateImage image) {
        nowMs = image.carry(nowMs);
        lastTradeId = image.carry(lastTradeId);
        lastAcceptance = image.carry(lastAcceptance);
        lastEventSeq = image.carry(lastEventSeq);
        lastRepaymentId = image.carry(lastRepaymentId);
        ordersAccepted = image.carry(ordersAccepted);
        repaidUwh = image.carry(repaidUwh);
        storageLow = image.carry(storageLow);
        chainStaleAtMs = image.carry(chainStaleAtMs);
        orders.carry(image);
        levels.carry(image);
        ledger.carry(image);
        accounts.carry(image);
        agents.carry(image);
        signed.carry(image);
        clientOrders.carry(image);
        trades.carry(image);
        for (int id = 1; id < instruments.length; id++) {
            if (!image.carry(instruments[id] != null)) continue;
            if (image.isLoading()) addInstrument(id);
            instruments[id].carry(image);
        }
    }
}
