package io.enerlink.engine.matching;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.message.BatchExecutionDecoder;

/**
 * What {@code Market.sol} checks and moves when it settles, pays out and takes repayments, with accounts named by the
 * number in their address and all times in ms. A check that fails is an error with the contract's own name for it.
 */
final class MarketContract {
    static final long NOTICE_MS = 800;
    static final long MAX_LAG_MS = 3_000;

    /** One entry of {@code settle}'s list. */
    record Execution(int account, int signer, Side side, long base, long quote, long fee, long firstFillMs,
            long lastFillMs, long limitPrice, long quantity, long maxQuote, int maxFeeBps, long nonce, int epoch,
            long expiryMs, int instrument, long signature) {
        static Execution of(BatchExecutionDecoder event) {
            return new Execution(event.address(17), event.signer(17), Side.of(event.side()), event.baseUwh(),
                    event.quote(),
                    event.fee(), event.firstFillMs(), event.lastFillMs(), event.priceTicks() * 10_000,
                    event.quantityWh() * 1_000_000, event.maxQuote(), event.maxFeeBps(), event.nonce(), event.epoch(),
                    event.expiryMs(), event.instrumentId(), event.buffer().getLong(event.offset()
                            + BatchExecutionDecoder.signatureEncodingOffset()));
        }

        /** What recovers the signer: the signature has to be the one of exactly these terms. */
        boolean isSigned() {
            return signature == sign(account, signer, instrument, side.code(), quantity / 1_000_000,
                    limitPrice / 10_000,
                    maxQuote, maxFeeBps, nonce, epoch, expiryMs);
        }

    }

    /** The first eight bytes of the signature of an order's terms. */
    static long sign(int account, int signer, int instrument, int side, long quantityWh, long priceTicks,
            long maxQuote, int maxFeeBps, long nonce, int epoch, long expiryMs) {
        StateHash hash = new StateHash().add(account).add(signer).add(instrument).add(side).add(quantityWh);
        return hash.add(priceTicks).add(maxQuote).add(maxFeeBps).add(nonce).add(epoch).add(expiryMs).value();
    }

    static final class Account {
        long etk;
        long idrs;
        int epoch;
        long stopAtMs = Long.MAX_VALUE;
        long debt;

        private Account copy() {
            Account copy = new Account();
            copy.etk = etk;
            copy.idrs = idrs;
            copy.epoch = epoch;
            copy.stopAtMs = stopAtMs;
            copy.debt = debt;
            return copy;
        }
    }

    private static final class Fill {
        long base;
        long quote;
        long cancelAtMs = Long.MAX_VALUE;

        private Fill copy() {
            Fill copy = new Fill();
            copy.base = base;
            copy.quote = quote;
            copy.cancelAtMs = cancelAtMs;
            return copy;
        }
    }

    private record OrderKey(int account, int signer, long nonce) {}

    private record Agent(long expiryMs, boolean revoked) {}

    private final int feeRecipient;
    private final MarketLog log;
    private final Map<Integer, Account> accounts = new HashMap<>();
    private final Map<OrderKey, Fill> fills = new HashMap<>();
    private final Map<OrderKey, Agent> agents = new HashMap<>();
    private final Set<OrderKey> withdrawals = new HashSet<>();
    private long nextBatchId = 1;
    private long lastVoided;
    private long eventSeq;
    private long debtSeq;
    private long nowMs;

    MarketContract(int feeRecipient, MarketLog log) {
        this.feeRecipient = feeRecipient;
        this.log = log;
    }

    /** Goes on from here as this one would, and tells {@code log} of it. */
    MarketContract copy(MarketLog log) {
        MarketContract copy = new MarketContract(feeRecipient, log);
        accounts.forEach((number, account) -> copy.accounts.put(number, account.copy()));
        fills.forEach((key, fill) -> copy.fills.put(key, fill.copy()));
        copy.agents.putAll(agents);
        copy.withdrawals.addAll(withdrawals);
        copy.nextBatchId = nextBatchId;
        copy.lastVoided = lastVoided;
        copy.eventSeq = eventSeq;
        copy.debtSeq = debtSeq;
        copy.nowMs = nowMs;
        return copy;
    }

    /** A block begins; what follows is in it. */
    void begin(long blockMs) {
        nowMs = blockMs;
    }

    Account account(int account) {
        return accounts.computeIfAbsent(account, number -> new Account());
    }

    boolean withdrawalUsed(int account, long nonce) {
        return withdrawals.contains(new OrderKey(account, 0, nonce));
    }

    // What users do; where the contract would revert, nothing happens

    void deposit(int account, boolean isEtk, long amount) {
        if (account(account).stopAtMs != Long.MAX_VALUE) return;
        take(account, isEtk, -amount);
        tellMoved(MarketEventKind.DEPOSIT, isEtk, account, amount, 0);
    }

    void requestExit(int account) {
        Account owner = account(account);
        if (owner.stopAtMs != Long.MAX_VALUE) return;
        owner.stopAtMs = nowMs + NOTICE_MS;
        tellChanged(MarketEventKind.STOP, account, 0, 0, owner.stopAtMs);
    }

    void exit(int account) {
        Account owner = account(account);
        if (!hasLeft(owner)) return;
        take(account, true, owner.etk);
        take(account, false, owner.idrs);
        owner.epoch++;
        tellChanged(MarketEventKind.EXITED, account, 0, 0, 0);
    }

    void reopen(int account) {
        Account owner = account(account);
        if (!hasLeft(owner)) return;
        owner.stopAtMs = Long.MAX_VALUE;
        owner.epoch++;
        tellChanged(MarketEventKind.REOPENED, account, 0, 0, 0);
    }

    private boolean hasLeft(Account owner) {
        return owner.stopAtMs != Long.MAX_VALUE && nowMs >= owner.stopAtMs + MAX_LAG_MS;
    }

    void registerAgent(int account, int signer, long expiryMs) {
        OrderKey key = new OrderKey(account, signer, 0);
        Agent known = agents.getOrDefault(key, new Agent(0, false));
        if (known.revoked || expiryMs < known.expiryMs || nowMs >= expiryMs) return;
        agents.put(key, new Agent(expiryMs, false));
        tellChanged(MarketEventKind.AGENT, account, signer, 0, expiryMs);
    }

    void revokeAgent(int account, int signer) {
        OrderKey key = new OrderKey(account, signer, 0);
        Agent known = agents.get(key);
        if (known == null || known.revoked) return;
        long expiryMs = Math.min(known.expiryMs, nowMs + NOTICE_MS - 1);
        agents.put(key, new Agent(expiryMs, true));
        tellChanged(MarketEventKind.AGENT, account, signer, 0, expiryMs);
    }

    void cancelOrder(int account, int signer, long nonce) {
        Fill fill = fill(account, signer, nonce);
        if (fill.cancelAtMs != Long.MAX_VALUE) return;
        fill.cancelAtMs = nowMs + NOTICE_MS;
        tellChanged(MarketEventKind.ORDER_CANCELED, account, signer, nonce, fill.cancelAtMs);
    }

    /** What the converter has recorded. */
    void owe(int account, long debt) {
        account(account).debt = debt;
        long number = ++debtSeq;
        log.account(commands -> commands.debtChanged(account, number, debt));
    }

    // What the operator sends

    void withdraw(int account, boolean isEtk, long amount, long nonce, long deadlineMs) {
        if (nowMs > deadlineMs || !withdrawals.add(new OrderKey(account, 0, nonce))) return;
        take(account, isEtk, amount);
        tellMoved(MarketEventKind.WITHDRAWN, isEtk, account, amount, nonce);
    }

    void repayDebt(int account, long amount) {
        Account owner = account(account);
        if (owner.stopAtMs <= nowMs) return;
        long repaid = Math.min(amount, owner.debt);
        take(account, true, repaid);
        tellMoved(MarketEventKind.REPAID, true, account, repaid, 0);
        if (repaid > 0) owe(account, owner.debt - repaid);
    }

    /** The administrator's; nothing happens where the batch has settled. */
    void voidBatch(long batchId) {
        if (batchId < nextBatchId) return;
        nextBatchId = batchId + 1;
        lastVoided = batchId;
        log.voided(batchId);
    }

    /** Takes out of escrow what a withdrawal or an exit pays. */
    private void take(int account, boolean isEtk, long amount) {
        Account owner = account(account);
        if (isEtk) owner.etk -= amount;
        else
            owner.idrs -= amount;
        require(owner.etk >= 0 && owner.idrs >= 0, "InsufficientEscrow", account);
    }

    private void tellMoved(MarketEventKind kind, boolean isEtk, int account, long amount, long nonce) {
        long number = ++eventSeq;
        log.account(commands -> commands.marketEvent(number, kind, isEtk ? Asset.ETK : Asset.IDRS, account, amount,
                nonce, 0, 0, 0));
    }

    private void tellChanged(MarketEventKind kind, int account, int signer, long nonce, long atMs) {
        long number = ++eventSeq;
        int epoch = account(account).epoch;
        log.account(commands -> commands.marketEvent(number, kind, Asset.ETK, account, 0, nonce, atMs, epoch, signer));
    }

    /** Checks first to last in the order in which the contract makes them; nothing happens where the batch is void. */
    void settle(long batchId, List<Execution> executions) {
        if (batchId <= lastVoided) return;
        require(batchId == nextBatchId++, "UnexpectedBatch", 0);
        long base = 0;
        long quote = 0;
        long fees = 0;
        for (Execution execution : executions) {
            execute(execution);
            int sign = execution.side() == Side.BID ? 1 : -1;
            base += sign * execution.base();
            quote += sign * execution.quote();
            fees += execution.fee();
        }
        require(base == 0 && quote == 0, "Unbalanced", 0);
        account(feeRecipient).idrs += fees;
        log.settled(batchId);
    }

    private void execute(Execution execution) {
        Agent agent = agents.get(new OrderKey(execution.account, execution.signer, 0));
        boolean speaks = execution.signer == execution.account
                || agent != null && execution.lastFillMs <= agent.expiryMs;
        require(speaks && execution.isSigned(), "NotAuthorized", execution.account);
        require(execution.firstFillMs <= execution.lastFillMs && execution.lastFillMs <= execution.expiryMs
                && execution.lastFillMs <= nowMs + 60_000 && nowMs <= execution.firstFillMs + MAX_LAG_MS,
                "FillTimeOutOfRange", execution.account);
        requireWithinTerms(execution);
        recordFill(execution);
        move(execution);
    }

    private void requireWithinTerms(Execution execution) {
        long traded = Math.multiplyExact(execution.quote, 1_000_000_000L);
        long limit = Math.multiplyExact(execution.base, execution.limitPrice);
        require(execution.side == Side.BID ? traded <= limit : traded >= limit, "LimitExceeded", execution.account);
        require(execution.fee >= 0 && execution.fee * 10_000 <= execution.quote * execution.maxFeeBps, "FeeExceeded",
                execution.account);
    }

    private void recordFill(Execution execution) {
        Fill fill = fill(execution.account, execution.signer, execution.nonce);
        require(execution.lastFillMs < fill.cancelAtMs, "Canceled", execution.account);
        fill.base += execution.base;
        fill.quote += execution.quote;
        require(fill.base <= execution.quantity, "QuantityExceeded", execution.account);
        boolean bounded = execution.side == Side.BID && execution.maxQuote != 0;
        require(!bounded || fill.quote <= execution.maxQuote, "QuoteExceeded", execution.account);
    }

    private void move(Execution execution) {
        Account account = account(execution.account);
        require(account.epoch == execution.epoch, "WrongEpoch", execution.account);
        require(execution.lastFillMs < account.stopAtMs, "AccountStopped", execution.account);
        int sign = execution.side == Side.BID ? 1 : -1;
        account.etk += sign * execution.base;
        account.idrs -= sign * execution.quote + execution.fee;
        require(account.etk >= 0 && account.idrs >= 0, "InsufficientEscrow", execution.account);
    }

    private Fill fill(int account, int signer, long nonce) {
        return fills.computeIfAbsent(new OrderKey(account, signer, nonce), key -> new Fill());
    }

    private static void require(boolean condition, String error, int account) {
        if (!condition) throw new AssertionError(error + " of account " + account);
    }
}
