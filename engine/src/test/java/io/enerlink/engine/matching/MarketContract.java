package io.enerlink.engine.matching;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.message.BatchExecutionDecoder;

/**
 * What {@code Market.sol} checks and moves when it settles, pays out and takes repayments, with accounts named by the
 * number in their address and all times in ms. A check that fails is an error with the contract's own name for it.
 */
final class MarketContract {
    static final long NOTICE_MS = 400;
    static final long MAX_LAG_MS = 4_000;

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
    }

    private static final class Fill {
        long base;
        long quote;
        long cancelAtMs = Long.MAX_VALUE;
    }

    private record OrderKey(int account, int signer, long nonce) {}

    private final int feeRecipient;
    private final Map<Integer, Account> accounts = new HashMap<>();
    private final Map<OrderKey, Fill> fills = new HashMap<>();
    private final Map<OrderKey, Long> agentExpiries = new HashMap<>();
    private long nextBatchId = 1;

    MarketContract(int feeRecipient) { this.feeRecipient = feeRecipient; }

    Account account(int account) {
        return accounts.computeIfAbsent(account, number -> new Account());
    }

    void deposit(int account, boolean isEtk, long amount) {
        take(account, isEtk, -amount);
    }

    /** Takes out of escrow what a withdrawal or an exit pays. */
    void take(int account, boolean isEtk, long amount) {
        Account owner = account(account);
        if (isEtk) owner.etk -= amount;
        else
            owner.idrs -= amount;
        require(owner.etk >= 0 && owner.idrs >= 0, "InsufficientEscrow", account);
    }

    long repayDebt(int account, long amount) {
        Account owner = account(account);
        long repaid = Math.min(amount, owner.debt);
        take(account, true, repaid);
        owner.debt -= repaid;
        return repaid;
    }

    void registerAgent(int account, int agent, long expiryMs) {
        agentExpiries.put(new OrderKey(account, agent, 0), expiryMs);
    }

    long agentExpiryMs(int account, int agent) {
        return agentExpiries.getOrDefault(new OrderKey(account, agent, 0), Long.MIN_VALUE);
    }

    void cancelOrder(int account, int signer, long nonce, long nowMs) {
        fill(account, signer, nonce).cancelAtMs = nowMs + NOTICE_MS;
    }

    /** Settles a batch, checks first to last in the order in which the contract makes them. */
    void settle(long batchId, List<Execution> executions, long nowMs) {
        require(batchId == nextBatchId++, "UnexpectedBatch", 0);
        long base = 0;
        long quote = 0;
        long fees = 0;
        for (Execution execution : executions) {
            execute(execution, nowMs);
            int sign = execution.side() == Side.BID ? 1 : -1;
            base += sign * execution.base();
            quote += sign * execution.quote();
            fees += execution.fee();
        }
        require(base == 0 && quote == 0, "Unbalanced", 0);
        account(feeRecipient).idrs += fees;
    }

    private void execute(Execution execution, long nowMs) {
        boolean speaks = execution.signer == execution.account
                || execution.lastFillMs <= agentExpiryMs(execution.account, execution.signer);
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
