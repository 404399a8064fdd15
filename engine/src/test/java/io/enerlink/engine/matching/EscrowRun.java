package io.enerlink.engine.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;

import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.MarketContract.Execution;
import io.enerlink.engine.message.BalanceChangedDecoder;
import io.enerlink.engine.message.BatchClosedDecoder;
import io.enerlink.engine.message.BatchExecutionDecoder;
import io.enerlink.engine.message.DebtReservedDecoder;
import io.enerlink.engine.message.WithdrawalEndedDecoder;
import io.enerlink.engine.message.WithdrawalReservedDecoder;

/**
 * The engine on one side, {@link MarketContract} on the other, and the chain's log between them, which the engine reads
 * some time later. Traders trade; batches settle, withdrawals and repayments are sent, and accounts leave, at any
 * moment that the rules allow.
 */
final class EscrowRun implements EventHandler {
    private static final int FEE_ACCOUNT = 6;
    private static final int MAX_BATCH_AGE_MS = 500;
    private static final long SEEN_AFTER_MS = MarketContract.NOTICE_MS / 4;
    private static final long SETTLED_AFTER_MS = MarketContract.MAX_LAG_MS / 2;

    private record Logged(long atMs, Supplier<Commands> command) {}

    private record Batch(long id, long closedMs, List<Execution> executions) {}

    private record Withdrawal(int account, boolean isEtk, long amount, long nonce, long deadlineMs) {}

    private final SplittableRandom random;
    private final RandomTrades traders;
    private final MatchingEngine engine = new MatchingEngine(new EngineConfig(8, 2, 256));
    private final MarketContract contract = new MarketContract(FEE_ACCOUNT);
    private final boolean shuffled;
    private final EventAudit audit = new EventAudit();
    private final EventBuffer events = new EventBuffer(1 << 14);
    private final EventDispatcher dispatcher = new EventDispatcher(this);
    private final Commands commands = new Commands();
    private final Deque<Logged> log = new ArrayDeque<>();
    private final Deque<Batch> closed = new ArrayDeque<>();
    private final List<Withdrawal> withdrawals = new ArrayList<>();
    private final Map<Integer, Long> repayments = new HashMap<>();
    private final long[][] withdrawable = new long[8][2];
    private final long[][] balance = new long[8][2];
    private long sequence;
    private long eventSeq;
    private long debtSeq;
    private long withdrawalNonce;
    private int settled;

    /** @param shuffled whether batches are listed in another order than the engine's */
    EscrowRun(long seed, boolean shuffled) {
        random = new SplittableRandom(seed);
        traders = new RandomTrades(random, 15);
        this.shuffled = shuffled;
        apply(commands.addInstrument(1, "ETK-IDRS", 1, 1, 0, 12, 10, 20));
        apply(commands.addInstrument(2, "ETK-WEST", 5, 2, 2_000, 6, 0, 100));
        for (int account = 1; account <= FEE_ACCOUNT; account++) apply(commands.openAccount(account));
        apply(commands.configureClearing(1 + random.nextInt(MAX_BATCH_AGE_MS), 2 + random.nextInt(30), 10_000, 1_000,
                FEE_ACCOUNT));
        for (int account = 1; account <= RandomTrades.TRADERS; account++) {
            deposit(account, true, 20_000_000L + random.nextInt(60_000_000));
            deposit(account, false, 20_000L + random.nextInt(200_000));
            if (chance(700)) agent(account, nowMs() + 2_000 + random.nextInt(10_000));
        }
        while (!log.isEmpty()) deliver();
    }

    /** Batches that settled on the chain. */
    int settled() { return settled; }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            long before = nowMs();
            traders.pass();
            traders.nowMs = Math.min(traders.nowMs, before + SEEN_AFTER_MS);
            while (!log.isEmpty() && log.peek().atMs + SEEN_AFTER_MS <= nowMs()) deliver();
            while (!closed.isEmpty() && closed.peek().closedMs + SETTLED_AFTER_MS <= nowMs()) settle();
            step();
        }
        finish();
    }

    private void step() {
        int kind = random.nextInt(100);
        if (kind < 82) apply(traders.next());
        else if (kind < 84) reserveWithdrawal();
        else if (kind < 88) sendWithdrawal();
        else if (kind < 89) releaseWithdrawal();
        else if (kind < 91) repay();
        else if (kind < 93 && !closed.isEmpty()) settle();
        else if (kind < 96 && !log.isEmpty()) deliver();
        else if (kind < 97) deposit(trader(), chance(500), 1 + random.nextInt(5_000_000));
        else if (kind < 98) administrate();
        else if (kind < 99) owe();
        else
            revoke();
    }

    /** Everything settles and becomes known; then the engine's ledger is the escrow. */
    private void finish() {
        apply(commands.setTrading(0, TradingState.OPEN.code(), 0));
        traders.nowMs += MAX_BATCH_AGE_MS;
        apply(commands.tick());
        while (!closed.isEmpty()) settle();
        while (!log.isEmpty()) deliver();
        for (Asset asset : Asset.values()) {
            for (int account = 1; account <= FEE_ACCOUNT; account++) {
                MarketContract.Account escrow = contract.account(account);
                assertEquals(asset == Asset.ETK ? escrow.etk : escrow.idrs, balance[account][asset.code()],
                        "escrow and ledger of account " + account + " in " + asset);
            }
        }
    }

    private void reserveWithdrawal() {
        int account = trader();
        int asset = random.nextInt(2);
        long most = withdrawable[account][asset];
        if (most == 0 && !traders.wild()) return;
        long amount = chance(500) ? most : 1 + random.nextLong(most + 2);
        apply(commands.reserveWithdrawal(account, asset, amount, ++withdrawalNonce, nowMs() + random.nextInt(500)));
    }

    private void sendWithdrawal() {
        if (withdrawals.isEmpty()) return;
        Withdrawal sent = withdrawals.get(random.nextInt(withdrawals.size()));
        boolean left = contract.account(sent.account).stopAtMs + MarketContract.MAX_LAG_MS <= nowMs();
        if (nowMs() > sent.deadlineMs || left || hasLeftUnseen(sent.account)) return;
        withdrawals.remove(sent);
        contract.take(sent.account, sent.isEtk, sent.amount);
        log(MarketEventKind.WITHDRAWN, sent.isEtk, sent.account, sent.amount, sent.nonce, 0, 0);
    }

    /** No block before the deadline had it, and the engine has read all of them. */
    private void releaseWithdrawal() {
        if (withdrawals.isEmpty()) return;
        Withdrawal overdue = withdrawals.get(random.nextInt(withdrawals.size()));
        if (nowMs() <= overdue.deadlineMs) return;
        apply(commands.releaseWithdrawal(overdue.account, overdue.nonce));
    }

    private void repay() {
        for (int account = 1; account <= RandomTrades.TRADERS; account++) {
            Long amount = repayments.get(account);
            if (amount == null || contract.account(account).stopAtMs <= nowMs() || hasLeftUnseen(account)) continue;
            repayments.remove(account);
            long repaid = contract.repayDebt(account, amount);
            log(MarketEventKind.REPAID, true, account, repaid, 0, 0, 0);
            logDebt(account);
            return;
        }
    }

    /** What was signed or set aside before an exit must not be sent after it; the epoch tells. */
    private boolean hasLeftUnseen(int account) {
        return contract.account(account).epoch != traders.epochs[account];
    }

    private void owe() {
        int account = trader();
        MarketContract.Account owner = contract.account(account);
        owner.debt = chance(600) ? 0 : owner.debt + random.nextInt(20_000_000);
        logDebt(account);
    }

    private void logDebt(int account) {
        long debt = contract.account(account).debt;
        long number = ++debtSeq;
        log.add(new Logged(nowMs(), () -> commands.debtChanged(account, number, debt)));
    }

    private void deposit(int account, boolean isEtk, long amount) {
        if (contract.account(account).stopAtMs != Long.MAX_VALUE) return;
        contract.deposit(account, isEtk, amount);
        log(MarketEventKind.DEPOSIT, isEtk, account, amount, 0, 0, 0);
    }

    private void agent(int account, long expiryMs) {
        contract.registerAgent(account, RandomTrades.AGENTS + account, expiryMs);
        log(MarketEventKind.AGENT, true, account, 0, 0, expiryMs, 0);
    }

    private void administrate() {
        int kind = random.nextInt(4);
        if (kind == 0) {
            int instrument = 1 + random.nextInt(2);
            apply(commands.setFees(instrument, random.nextInt(1_000), random.nextInt(1_000)));
            return;
        }
        TradingState next = kind == 1 ? TradingState.AUCTION : TradingState.OPEN;
        apply(commands.setTrading(random.nextInt(3), next.code(), 0));
    }

    private void revoke() {
        int account = trader();
        MarketContract.Account owner = contract.account(account);
        int kind = random.nextInt(8);
        if (kind == 0 || kind < 4 && owner.stopAtMs != Long.MAX_VALUE) leave(account, owner);
        else if (kind == 2) {
            long expiryMs = Math.min(contract.agentExpiryMs(account, RandomTrades.AGENTS + account),
                    nowMs() + MarketContract.NOTICE_MS - 1);
            if (expiryMs > 0) agent(account, expiryMs);
        } else if (kind == 3) {
            agent(account, nowMs() + 1_000 + random.nextInt(10_000));
        } else if (!traders.open.isEmpty()) {
            RandomTrades.Open order = traders.open.get(random.nextInt(traders.open.size()));
            contract.cancelOrder(order.account, order.signer, order.nonce, nowMs());
            long number = ++eventSeq;
            log.add(new Logged(nowMs(), () -> commands.marketEvent(number, MarketEventKind.ORDER_CANCELED, Asset.ETK,
                    order.account, 0, order.nonce, nowMs() + MarketContract.NOTICE_MS, 0, order.signer)));
        }
    }

    /** Asks to leave; later exits and comes back. */
    private void leave(int account, MarketContract.Account owner) {
        if (owner.stopAtMs == Long.MAX_VALUE) {
            owner.stopAtMs = nowMs() + MarketContract.NOTICE_MS;
            log(MarketEventKind.STOP, true, account, 0, 0, owner.stopAtMs, 0);
            return;
        }
        if (nowMs() < owner.stopAtMs + MarketContract.MAX_LAG_MS) return;
        contract.take(account, true, owner.etk);
        contract.take(account, false, owner.idrs);
        log(MarketEventKind.EXITED, true, account, 0, 0, 0, ++owner.epoch);
        owner.stopAtMs = Long.MAX_VALUE;
        log(MarketEventKind.REOPENED, true, account, 0, 0, 0, ++owner.epoch);
        int epoch = owner.epoch;
        log.add(new Logged(nowMs(), () -> {
            traders.epochs[account] = epoch;
            repayments.remove(account);
            return commands.tick();
        }));
    }

    private void log(MarketEventKind kind, boolean isEtk, int account, long amount, long nonce, long atMs, int epoch) {
        long number = ++eventSeq;
        Asset asset = isEtk ? Asset.ETK : Asset.IDRS;
        log.add(new Logged(nowMs(), () -> commands.marketEvent(number, kind, asset, account, amount, nonce, atMs,
                epoch, RandomTrades.AGENTS + account)));
    }

    private void deliver() {
        apply(log.remove().command.get());
    }

    private void settle() {
        Batch batch = closed.remove();
        if (shuffled) Collections.shuffle(batch.executions, new Random(random.nextLong()));
        contract.settle(batch.id, batch.executions, nowMs());
        settled++;
        log.add(new Logged(nowMs(), () -> commands.batchSettled(batch.id)));
    }

    private void apply(Commands command) {
        events.clear();
        engine.onCommand(++sequence, nowMs(), command.buffer, 0, command.length, events);
        audit.check(command, events);
        traders.hear(events);
        dispatcher.onEvents(sequence, nowMs(), events);
    }

    private int trader() {
        return 1 + random.nextInt(RandomTrades.TRADERS);
    }

    private boolean chance(int permille) {
        return traders.chance(permille);
    }

    private long nowMs() {
        return traders.nowMs;
    }

    @Override
    public void onBatchClosed(long sequence, long timestampMs, BatchClosedDecoder event) {
        closed.add(new Batch(event.batchId(), nowMs(), new ArrayList<>()));
    }

    @Override
    public void onBatchExecution(long sequence, long timestampMs, BatchExecutionDecoder event) {
        closed.getLast().executions.add(Execution.of(event));
    }

    @Override
    public void onWithdrawalReserved(long sequence, long timestampMs, WithdrawalReservedDecoder event) {
        withdrawals.add(new Withdrawal(event.accountId(), event.asset() == Asset.ETK.code(), event.amount(),
                event.nonce(), event.deadlineMs()));
    }

    @Override
    public void onWithdrawalEnded(long sequence, long timestampMs, WithdrawalEndedDecoder event) {
        withdrawals.removeIf(known -> known.account == event.accountId() && known.nonce == event.nonce());
    }

    @Override
    public void onDebtReserved(long sequence, long timestampMs, DebtReservedDecoder event) {
        repayments.put(event.accountId(), event.amount());
    }

    @Override
    public void onBalanceChanged(long sequence, long timestampMs, BalanceChangedDecoder event) {
        if (event.accountId() == 0) return;
        long[] free = withdrawable[event.accountId()];
        free[Asset.ETK.code()] = Math.max(0, event.etkFree() - event.etkUnsettled());
        free[Asset.IDRS.code()] = Math.max(0, event.idrsFree() - event.idrsUnsettled());
        long[] all = balance[event.accountId()];
        all[Asset.ETK.code()] = event.etkFree() + event.etkReserved();
        all[Asset.IDRS.code()] = event.idrsFree() + event.idrsReserved();
    }
}
