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
import java.util.function.Function;

import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.MarketContract.Execution;
import io.enerlink.engine.message.BalanceChangedDecoder;
import io.enerlink.engine.message.BatchClosedDecoder;
import io.enerlink.engine.message.BatchExecutionDecoder;
import io.enerlink.engine.message.CommandRejectedDecoder;
import io.enerlink.engine.message.DebtReservedDecoder;
import io.enerlink.engine.message.MarketEventAppliedDecoder;
import io.enerlink.engine.message.WithdrawalEndedDecoder;
import io.enerlink.engine.message.WithdrawalReservedDecoder;

/**
 * The engine on one side, {@link MarketContract} on an {@link EscrowChain} on the other, and what is final of the chain's
 * log between them, which the engine reads some time later. Traders trade; batches settle, withdrawals and repayments are
 * sent, accounts leave, and the chain reorganises itself, at any moment that the rules allow.
 */
final class EscrowRun implements EventHandler, MarketLog {
    private static final int FEE_ACCOUNT = 6;
    private static final int MAX_BATCH_AGE_MS = 500;
    private static final long SETTLED_AFTER_MS = 600;

    /** What is done wrong on purpose, to see that it would be noticed. */
    enum Flaw {
        NONE, BATCHES_SHUFFLED, CONFIRMATIONS_NOT_AWAITED
    }

    private record Batch(long id, long closedMs, List<Execution> executions) {}

    private record Withdrawal(int account, boolean isEtk, long amount, long nonce, long deadlineMs, int epoch) {}

    private record Repayment(int account, long amount, int epoch) {}

    private final SplittableRandom random;
    private final RandomTrades traders;
    private final MatchingEngine engine = new MatchingEngine(new EngineConfig(8, 2, 256));
    private final EscrowChain chain;
    private final Flaw flaw;
    private final EventAudit audit = new EventAudit();
    private final EventBuffer events = new EventBuffer(1 << 14);
    private final EventDispatcher dispatcher = new EventDispatcher(this);
    private final Commands commands = new Commands();
    private final Deque<Runnable> unread = new ArrayDeque<>();
    private final Deque<Long> settledUnread = new ArrayDeque<>();
    private final Deque<Batch> closed = new ArrayDeque<>();
    private final List<Withdrawal> withdrawals = new ArrayList<>();
    private final List<Withdrawal> sent = new ArrayList<>();
    private final Map<Integer, Repayment> repayments = new HashMap<>();
    private final long[][] withdrawable = new long[8][2];
    private final long[][] balance = new long[8][2];
    private long sequence;
    private long withdrawalNonce;
    private boolean voiding;
    private boolean refused;
    private int settled;
    private int voided;

    EscrowRun(long seed, Flaw flaw) {
        random = new SplittableRandom(seed);
        traders = new RandomTrades(random, 15);
        chain = new EscrowChain(random, FEE_ACCOUNT, this, flaw == Flaw.CONFIRMATIONS_NOT_AWAITED);
        this.flaw = flaw;
        apply(commands.addInstrument(1, "ETK-IDRS", 1, 1, 0, 12, 10, 20));
        apply(commands.addInstrument(2, "ETK-WEST", 5, 2, 2_000, 6, 0, 100));
        for (int account = 1; account <= FEE_ACCOUNT; account++) apply(commands.openAccount(account));
        apply(commands.configureClearing(1 + random.nextInt(MAX_BATCH_AGE_MS), 2 + random.nextInt(30), 10_000, 1_000,
                FEE_ACCOUNT));
        for (int account = 1; account <= RandomTrades.TRADERS; account++) {
            deposit(account, true, 20_000_000L + random.nextInt(60_000_000));
            deposit(account, false, 20_000L + random.nextInt(200_000));
            if (chance(700)) approve(account, nowMs() + 2_000 + random.nextInt(10_000));
        }
        readAll();
    }

    /** Batches that settled for good. */
    int settled() { return settled; }

    /** Batches that were closed and then voided. */
    int voided() { return voided; }

    int reorganised() {
        return chain.reorganised();
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            traders.pass();
            while (!voiding && !closed.isEmpty() && closed.peek().closedMs + SETTLED_AFTER_MS <= nowMs()) settle();
            step();
        }
        finish();
    }

    private void step() {
        if (chance(500)) chain.mineEmpty(nowMs());
        if (chance(400)) read();
        int kind = random.nextInt(1_000);
        if (kind < 780) apply(traders.next());
        else if (kind < 800) reserveWithdrawal();
        else if (kind < 840) sendWithdrawal();
        else if (kind < 850) releaseWithdrawal();
        else if (kind < 870) repay();
        else if (kind < 890 && !closed.isEmpty()) settle();
        else if (kind < 905) deposit(trader(), chance(500), 1 + random.nextInt(5_000_000));
        else if (kind < 915) administrate();
        else if (kind < 925) owe();
        else if (kind < 940) revoke();
        else if (kind < 999) chain.reorganise(nowMs());
        else if (!voiding) voidPending();
    }

    /** Everything settles and becomes known; then the engine's ledger is the escrow. */
    private void finish() {
        while (voiding) readAll();
        apply(commands.setTrading(0, TradingState.OPEN.code(), 0));
        traders.nowMs += MAX_BATCH_AGE_MS;
        apply(commands.tick());
        while (!closed.isEmpty()) settle();
        readAll();
        for (Asset asset : Asset.values()) {
            for (int account = 1; account <= FEE_ACCOUNT; account++) {
                MarketContract.Account escrow = chain.head().account(account);
                assertEquals(asset == Asset.ETK ? escrow.etk : escrow.idrs, balance[account][asset.code()],
                        "escrow and ledger of account " + account + " in " + asset);
            }
        }
    }

    // What the bridge does

    private void settle() {
        if (voiding) return;
        Batch batch = closed.remove();
        if (flaw == Flaw.BATCHES_SHUFFLED) Collections.shuffle(batch.executions, new Random(random.nextLong()));
        chain.mineOurs(nowMs(), contract -> contract.settle(batch.id, batch.executions));
    }

    /** Account events and settled batches reach the engine on ways of their own. */
    private void read() {
        if (!settledUnread.isEmpty() && (unread.isEmpty() || chance(500))) readSettled();
        else if (!unread.isEmpty()) unread.remove().run();
        if (unread.isEmpty()) apply(commands.chainView(chain.finalMs(), MarketContract.NOTICE_MS));
    }

    private void readSettled() {
        apply(commands.batchSettled(settledUnread.remove()));
        settled++;
    }

    private void readAll() {
        for (int i = 0; i < EscrowChain.CONFIRMATIONS; i++) chain.mineEmpty(nowMs());
        do {
            read();
        } while (!unread.isEmpty() || !settledUnread.isEmpty());
    }

    private void reserveWithdrawal() {
        int account = trader();
        int asset = random.nextInt(2);
        long most = withdrawable[account][asset];
        if (most == 0 && !traders.wild()) return;
        long amount = chance(500) ? most : 1 + random.nextLong(most + 2);
        apply(commands.reserveWithdrawal(account, asset, amount, ++withdrawalNonce, nowMs() + random.nextInt(500)));
    }

    /** What was signed or set aside before an exit must not be sent after it; the epoch tells. */
    private void sendWithdrawal() {
        if (withdrawals.isEmpty()) return;
        Withdrawal next = withdrawals.remove(random.nextInt(withdrawals.size()));
        if (next.epoch != chain.head().account(next.account).epoch || next.deadlineMs >= leavesAtMs(next.account))
            return;
        sent.add(next);
        chain.mineOurs(nowMs(), contract -> contract.withdraw(next.account, next.isEtk, next.amount, next.nonce,
                next.deadlineMs));
    }

    /** When the account can exit at the earliest. */
    private long leavesAtMs(int account) {
        long stopAtMs = Math.min(chain.head().account(account).stopAtMs, nowMs() + MarketContract.NOTICE_MS);
        return stopAtMs + MarketContract.MAX_LAG_MS;
    }

    /** No block before the deadline had it, and all of them are final. */
    private void releaseWithdrawal() {
        for (Withdrawal overdue : withdrawals.isEmpty() ? sent : withdrawals) {
            if (chain.finalMs() <= overdue.deadlineMs) continue;
            if (chain.finalState().withdrawalUsed(overdue.account, overdue.nonce)) continue;
            apply(commands.releaseWithdrawal(overdue.account, overdue.nonce));
            return;
        }
    }

    private void repay() {
        if (repayments.isEmpty()) return;
        Repayment next = repayments.remove(repayments.keySet().iterator().next());
        if (next.epoch != chain.head().account(next.account).epoch) return;
        chain.mineOurs(nowMs(), contract -> contract.repayDebt(next.account, next.amount));
    }

    // What users and operators do

    private void owe() {
        int account = trader();
        long more = chance(600) ? 0 : random.nextInt(20_000_000);
        chain.mineUsers(nowMs(), contract -> contract.owe(account,
                more == 0 ? 0 : contract.account(account).debt + more));
    }

    private void deposit(int account, boolean isEtk, long amount) {
        chain.mineUsers(nowMs(), contract -> contract.deposit(account, isEtk, amount));
    }

    private void approve(int account, long expiryMs) {
        chain.mineUsers(nowMs(), contract -> contract.registerAgent(account, RandomTrades.AGENTS + account, expiryMs));
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
        int kind = random.nextInt(8);
        if (kind == 0 || kind < 4 && chain.head().account(account).stopAtMs != Long.MAX_VALUE) leave(account);
        else if (kind == 1) {
            chain.mineUsers(nowMs(), contract -> contract.revokeAgent(account, RandomTrades.AGENTS + account));
        } else if (kind < 4) {
            approve(account, nowMs() + 1_000 + random.nextInt(10_000));
        } else if (!traders.open.isEmpty()) {
            RandomTrades.Open order = traders.open.get(random.nextInt(traders.open.size()));
            int signer = order.signer;
            long nonce = order.nonce;
            chain.mineUsers(nowMs(), contract -> contract.cancelOrder(order.account, signer, nonce));
        }
    }

    /** Asks to leave; later takes everything, mostly, and comes back. */
    private void leave(int account) {
        MarketContract.Account owner = chain.head().account(account);
        if (owner.stopAtMs == Long.MAX_VALUE) chain.mineUsers(nowMs(), contract -> contract.requestExit(account));
        else if (nowMs() >= owner.stopAtMs + MarketContract.MAX_LAG_MS) {
            if (chance(700)) chain.mineUsers(nowMs(), contract -> contract.exit(account));
            chain.mineUsers(nowMs(), contract -> contract.reopen(account));
        }
    }

    /** Sending stops, trading halts, and the administrator kills what has not settled. */
    private void voidPending() {
        apply(commands.setTrading(0, TradingState.HALTED.code(), 0));
        traders.nowMs += MAX_BATCH_AGE_MS;
        apply(commands.tick());
        voiding = !closed.isEmpty();
        if (!voiding) return;
        long last = closed.getLast().id;
        chain.mineOurs(nowMs(), contract -> contract.voidBatch(last));
    }

    // What the chain says

    @Override
    public void account(Function<Commands, Commands> command) {
        unread.add(() -> apply(command.apply(commands)));
    }

    @Override
    public void settled(long batchId) {
        settledUnread.add(batchId);
    }

    /** The engine hears of it after all that settled before; if it traded on meanwhile, that must be void as well. */
    @Override
    public void voided(long batchId) {
        unread.add(() -> {
            while (!settledUnread.isEmpty()) readSettled();
            refused = false;
            apply(commands.voidPending(batchId));
            if (refused) voidPending();
            else {
                voided += closed.size();
                closed.clear();
                voiding = false;
                apply(commands.setTrading(0, TradingState.OPEN.code(), 0));
            }
        });
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
    public void onCommandRejected(long sequence, long timestampMs, CommandRejectedDecoder event) {
        refused = true;
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
                event.nonce(), event.deadlineMs(), event.epoch()));
    }

    @Override
    public void onWithdrawalEnded(long sequence, long timestampMs, WithdrawalEndedDecoder event) {
        withdrawals.removeIf(known -> known.account == event.accountId() && known.nonce == event.nonce());
        sent.removeIf(known -> known.account == event.accountId() && known.nonce == event.nonce());
    }

    @Override
    public void onDebtReserved(long sequence, long timestampMs, DebtReservedDecoder event) {
        repayments.put(event.accountId(), new Repayment(event.accountId(), event.amount(), event.epoch()));
    }

    @Override
    public void onMarketEventApplied(long sequence, long timestampMs, MarketEventAppliedDecoder event) {
        MarketEventKind kind = MarketEventKind.of(event.kind());
        boolean raised = kind == MarketEventKind.EXITED || kind == MarketEventKind.REOPENED;
        if (raised) traders.epochs[event.accountId()]++;
        if (kind.endsRepayment()) repayments.remove(event.accountId());
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
