package io.enerlink.engine.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.message.BatchClosedDecoder;
import io.enerlink.engine.message.BatchFinalDecoder;
import io.enerlink.engine.message.BatchVoidedDecoder;
import io.enerlink.engine.message.DebtReservedDecoder;
import io.enerlink.engine.message.MarketEventAppliedDecoder;
import io.enerlink.engine.message.StorageChangedDecoder;
import io.enerlink.engine.message.TradingChangedDecoder;
import io.enerlink.engine.message.WithdrawalEndedDecoder;
import io.enerlink.engine.message.WithdrawalReservedDecoder;

/** Every command there is, good and bad, drawn from a seed: what traders send, and the chain and operators between. */
final class RandomCommands implements EventHandler {
    private static final long NOTICE_MS = 8_000;

    private record Withdrawal(int account, int asset, long amount, long nonce) {}

    private final SplittableRandom random;
    private final RandomTrades trades;
    private final Commands commands;
    private final EventDispatcher dispatcher = new EventDispatcher(this);
    private final List<Withdrawal> withdrawals = new ArrayList<>();
    private final long[] repayments = new long[16];
    private final List<Runnable> opening = new ArrayList<>();
    private long lastEventSeq;
    private long debtSeq;
    private long lastClosed;
    private final TreeSet<Long> pending = new TreeSet<>();
    private long withdrawalNonce;
    private TradingState state = TradingState.OPEN;
    private boolean storageLow;
    private HaltReason reason = HaltReason.NONE;

    RandomCommands(long seed) {
        random = new SplittableRandom(seed);
        trades = new RandomTrades(random, 25);
        commands = trades.commands;
        open();
    }

    private void open() {
        int lotWh = random.nextInt(2) == 0 ? 1 : 5;
        opening.add(() -> commands.addInstrument(1, "ETK-IDRS", 1, 1, 0, 7, 10, 20));
        opening.add(() -> commands.addInstrument(2, "ETK-WEST", lotWh, 2, 2_000, 3, 0, 100));
        for (int account = 1; account <= RandomTrades.TRADERS; account++) {
            int address = account;
            opening.add(() -> commands.openAccount(address));
            opening.add(() -> market(MarketEventKind.DEPOSIT, 0, address, random.nextInt(90_000_000)));
            opening.add(() -> market(MarketEventKind.DEPOSIT, 1, address, random.nextInt(300_000)));
            if (random.nextInt(2) == 0) opening.add(() -> agent(address));
        }
        opening.add(this::configure);
    }

    long nowMs() {
        return trades.nowMs;
    }

    void hear(EventBuffer events) {
        trades.hear(events);
        dispatcher.onEvents(0, nowMs(), events);
    }

    /** Whether the exchange has been set up, and what comes now is drawn. */
    boolean isOpen() {
        return opening.isEmpty();
    }

    Commands next() {
        if (!opening.isEmpty()) {
            opening.removeFirst().run();
            return commands;
        }
        trades.pass();
        if (reason == HaltReason.STALE_CHAIN && chance(200)) return commands.chainView(nowMs(), NOTICE_MS);
        if (state != TradingState.OPEN && chance(state == TradingState.AUCTION ? 70 : 300)) {
            return commands.setTrading(0, TradingState.OPEN.code(), 0);
        }
        if (storageLow && chance(200)) return commands.setStorage(0);
        return chance(800) ? trades.next() : other();
    }

    private boolean chance(int permille) {
        return trades.chance(permille);
    }

    private int trader() {
        return 1 + random.nextInt(RandomTrades.TRADERS);
    }

    private Commands other() {
        int kind = random.nextInt(100);
        if (kind < 20) return settle();
        if (kind < 35) return deposit();
        if (kind < 43) return reserveWithdrawal();
        if (kind < 51) return endWithdrawal();
        if (kind < 57) return debt();
        if (kind < 63) return repaid();
        if (kind < 71) return chainEvent();
        if (kind < 84) return trading();
        if (kind < 86) return commands.setStorage(random.nextInt(trades.wild() ? 3 : 2));
        if (kind < 88) return fees();
        if (kind < 90) return view();
        if (kind < 91) return voidPending();
        if (kind < 92) return band();
        if (kind < 95) return configure();
        if (kind < 98) return add();
        return garbage();
    }

    private Commands settle() {
        if (trades.wild()) return commands.batchSettled(lastClosed + random.nextInt(4) - 2);
        return commands.batchSettled(pending.isEmpty() ? lastClosed : pending.first());
    }

    private Commands market(MarketEventKind kind, int asset, int address, long amount) {
        return market(kind.code(), asset, address, amount, 0, 0, 0, 0);
    }

    private Commands market(int kind, int asset, int address, long amount, long nonce, long atMs, int epoch,
            int agent) {
        long eventSeq = lastEventSeq + 1;
        if (trades.wild()) eventSeq += random.nextInt(5) - 2;
        if (trades.wild()) return commands.marketEvent(eventSeq, 8, asset, address, amount, nonce, atMs, epoch, agent);
        if (trades.wild()) return commands.marketEvent(eventSeq, kind, 2, address, amount, nonce, atMs, epoch, agent);
        return commands.marketEvent(eventSeq, kind, asset, address, amount, nonce, atMs, epoch, agent);
    }

    private Commands deposit() {
        int address = chance(900) ? trader() : 6 + random.nextInt(6);
        long amount = trades.wild() ? -1 : trades.wild() ? Long.MAX_VALUE / 2 : random.nextInt(20_000_000);
        return market(MarketEventKind.DEPOSIT, random.nextInt(2), address, amount);
    }

    private Commands reserveWithdrawal() {
        int asset = trades.wild() ? 2 : random.nextInt(2);
        long amount = trades.wild() ? -random.nextInt(2) : 1 + random.nextInt(chance(300) ? 200_000_000 : 20_000);
        long nonce = trades.wild() || chance(50) ? withdrawalNonce : ++withdrawalNonce;
        return commands.reserveWithdrawal(trades.account(), asset, amount, nonce,
                nowMs() + random.nextInt(trades.wild() ? 1 : 1_000));
    }

    private Commands endWithdrawal() {
        if (withdrawals.isEmpty() || trades.wild()) {
            if (chance(500)) return commands.releaseWithdrawal(trades.account(), withdrawalNonce + 1);
            return market(MarketEventKind.WITHDRAWN.code(), random.nextInt(2), trader(), random.nextInt(3_000),
                    withdrawalNonce + 1, 0, 0, 0);
        }
        Withdrawal known = withdrawals.get(random.nextInt(withdrawals.size()));
        if (chance(300)) return commands.releaseWithdrawal(known.account, known.nonce);
        return market(MarketEventKind.WITHDRAWN.code(), known.asset, known.account, known.amount, known.nonce, 0, 0, 0);
    }

    private Commands debt() {
        int address = trades.wild() ? 6 + random.nextInt(6) : trader();
        long debtUwh = trades.wild() ? -1 : chance(500) ? 0 : random.nextInt(30_000_000);
        return commands.debtChanged(address, trades.wild() ? random.nextInt(2) : ++debtSeq, debtUwh);
    }

    private Commands repaid() {
        int account = trader();
        for (int other = 1; other <= RandomTrades.TRADERS; other++) {
            if (repayments[other] > 0 && chance(700)) account = other;
        }
        long amount = repayments[account] > 0 && !trades.wild() ? repayments[account] : random.nextInt(200);
        return market(MarketEventKind.REPAID.code(), 0, account, amount, 0, 0, 0, 0);
    }

    private Commands chainEvent() {
        int account = trader();
        int kind = random.nextInt(8);
        if (kind < 1) return commands.revokeAgent(trades.account(), RandomTrades.AGENTS + account);
        if (kind < 4) return agent(account);
        if (kind < 6 && !trades.open.isEmpty()) {
            RandomTrades.Open order = trades.open.get(random.nextInt(trades.open.size()));
            return market(MarketEventKind.ORDER_CANCELED.code(), 0, order.account, 0, order.nonce, nowMs(), 0,
                    order.signer);
        }
        MarketEventKind[] kinds = {MarketEventKind.STOP, MarketEventKind.EXITED, MarketEventKind.REOPENED,
                MarketEventKind.REOPENED};
        return market(kinds[random.nextInt(4)].code(), 0, account, 0, 0, 0, trades.epochs[account] + 1, 0);
    }

    private Commands agent(int account) {
        long expiryMs = nowMs() + random.nextInt(20_000);
        return market(MarketEventKind.AGENT.code(), 0, account, 0, 0, expiryMs, 0, RandomTrades.AGENTS + account);
    }

    private Commands trading() {
        int instrument = trades.wild() ? 9 : random.nextInt(3);
        int next = trades.wild() ? 3 : chance(600) ? TradingState.AUCTION.code() : random.nextInt(3);
        return commands.setTrading(instrument, next, trades.wild() ? 77 : random.nextInt(8));
    }

    private Commands fees() {
        return commands.setFees(trades.instrument(), random.nextInt(trades.wild() ? 2_000 : 300), random.nextInt(300));
    }

    private Commands view() {
        return commands.chainView(nowMs() - random.nextInt(trades.wild() ? 10_000 : 500),
                trades.wild() ? random.nextInt(3) - 1 : NOTICE_MS);
    }

    private Commands voidPending() {
        return commands.voidPending(trades.wild() ? random.nextInt(4) - 1 : lastClosed + random.nextInt(3));
    }

    private Commands band() {
        if (chance(500)) return commands.setBand(trades.instrument(), 0, 0);
        return commands.setBand(trades.instrument(), trades.wild() ? -1 : 60 + random.nextInt(30),
                110 + random.nextInt(60));
    }

    private Commands configure() {
        int executions = trades.wild() ? random.nextInt(2) * 5_000 : 2 + random.nextInt(12);
        int pending = chance(700) ? 10_000 : executions + random.nextInt(12);
        return commands.configureClearing(1 + random.nextInt(400), executions, pending,
                chance(700) ? 1_000 : 1 + random.nextInt(6), 6 + random.nextInt(chance(900) ? 1 : 4));
    }

    private Commands add() {
        if (chance(500)) return commands.openAccount(1 + random.nextInt(12));
        return commands.addInstrument(random.nextInt(5), chance(800) ? "ETK-IDRS" : "", 1 + random.nextInt(2) * 4L, 1,
                0,
                random.nextInt(9), 10, 10);
    }

    private Commands garbage() {
        trades.next();
        int at = random.nextInt(8);
        if (chance(500)) commands.buffer.putByte(at, (byte) random.nextInt(32));
        else
            commands.length = random.nextInt(20);
        return commands;
    }

    @Override
    public void onMarketEventApplied(long sequence, long timestampMs, MarketEventAppliedDecoder event) {
        lastEventSeq = event.eventSeq();
        MarketEventKind kind = MarketEventKind.of(event.kind());
        boolean raises = kind == MarketEventKind.EXITED || kind == MarketEventKind.REOPENED;
        if (raises) trades.epochs[event.accountId()]++;
        if (kind.endsRepayment()) repayments[event.accountId()] = 0;
    }

    @Override
    public void onBatchClosed(long sequence, long timestampMs, BatchClosedDecoder event) {
        lastClosed = event.batchId();
        pending.add(lastClosed);
    }

    @Override
    public void onBatchFinal(long sequence, long timestampMs, BatchFinalDecoder event) {
        pending.remove(event.batchId());
    }

    @Override
    public void onBatchVoided(long sequence, long timestampMs, BatchVoidedDecoder event) {
        pending.remove(event.batchId());
    }

    @Override
    public void onWithdrawalReserved(long sequence, long timestampMs, WithdrawalReservedDecoder event) {
        withdrawals.add(new Withdrawal(event.accountId(), event.asset(), event.amount(), event.nonce()));
    }

    @Override
    public void onWithdrawalEnded(long sequence, long timestampMs, WithdrawalEndedDecoder event) {
        withdrawals.removeIf(known -> known.account == event.accountId() && known.nonce == event.nonce());
    }

    @Override
    public void onDebtReserved(long sequence, long timestampMs, DebtReservedDecoder event) {
        repayments[event.accountId()] = event.amount();
    }

    @Override
    public void onStorageChanged(long sequence, long timestampMs, StorageChangedDecoder event) {
        storageLow = event.low() == 1;
    }

    @Override
    public void onTradingChanged(long sequence, long timestampMs, TradingChangedDecoder event) {
        state = TradingState.of(event.state());
        reason = HaltReason.of(event.reason());
    }
}
