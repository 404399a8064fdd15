package io.enerlink.settlement.clearing;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.HaltReason;
import io.enerlink.engine.matching.MarketEventKind;
import io.enerlink.engine.message.DebtReservedDecoder;
import io.enerlink.engine.message.MarketEventAppliedDecoder;
import io.enerlink.engine.message.WithdrawalEndedDecoder;
import io.enerlink.engine.message.WithdrawalReservedDecoder;
import io.enerlink.settlement.chain.Chain;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.chain.DutyThread;
import io.enerlink.settlement.chain.KeyRole;
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.chain.TransactionRequest;
import org.web3j.crypto.Hash;
import org.web3j.protocol.core.RemoteFunctionCall;
import org.web3j.utils.Numeric;

/**
 * Sends what the engine has set aside: repayments of debts and signed withdrawals. A withdrawal that did not happen
 * before its deadline is given back. The engine bounds both: one repayment an account, and reserved amounts.
 */
final class Payments implements EventHandler, AutoCloseable {
    private record Withdrawal(int accountId, String account, Asset asset, long amount, String to, long nonce,
            long deadlineMs, byte[] signature, int epoch) {
        String key() {
            return key(accountId, nonce);
        }

        static String key(int accountId, long nonce) {
            return accountId + ":" + nonce;
        }
    }

    private record Repayment(long repaymentId, String account, long amount, int epoch) {}

    private static final Duration LOOK = Duration.ofSeconds(1);
    /** Of what {@code Market.escrow} answers. */
    private static final int EPOCH = 2;
    private static final int STOP_AT = 3;
    private static final int ADDRESS_BYTES = 20;
    private static final int SIGNATURE_BYTES = 65;

    private final EngineCommands engine;
    private final Outbox outbox;
    private final Chain chain;
    private final int confirmations;
    private final ContractAddresses contracts;
    private final ContractCalls calls;
    private final Map<Integer, Repayment> repayments = new ConcurrentHashMap<>();
    private final Map<String, Withdrawal> withdrawals = new ConcurrentSkipListMap<>();
    private final Map<String, Withdrawal> unsent = new ConcurrentSkipListMap<>();
    private final DutyThread thread;

    Payments(EngineCommands engine, Outbox outbox, Chain chain, int confirmations, ContractAddresses contracts) {
        this.engine = engine;
        this.outbox = outbox;
        this.chain = chain;
        this.confirmations = confirmations;
        this.contracts = contracts;
        this.calls = new ContractCalls(contracts);
        thread = new DutyThread("payments", LOOK, this::pay, failure -> engine.halt(HaltReason.RECONCILIATION));
    }

    void start() {
        thread.start();
    }

    void step() {
        thread.step();
    }

    @Override
    public void onDebtReserved(long sequence, long timestampMs, DebtReservedDecoder event) {
        byte[] account = new byte[ADDRESS_BYTES];
        event.getAddress(account, 0, ADDRESS_BYTES);
        repayments.put(event.accountId(),
                new Repayment(event.repaymentId(), Numeric.toHexString(account), event.amount(), event.epoch()));
        thread.wake();
    }

    @Override
    public void onMarketEventApplied(long sequence, long timestampMs, MarketEventAppliedDecoder event) {
        MarketEventKind kind = MarketEventKind.of(event.kind());
        if (kind.endsRepayment()) repayments.remove(event.accountId());
    }

    @Override
    public void onWithdrawalReserved(long sequence, long timestampMs, WithdrawalReservedDecoder event) {
        byte[] account = new byte[ADDRESS_BYTES];
        event.getAddress(account, 0, ADDRESS_BYTES);
        byte[] to = new byte[ADDRESS_BYTES];
        event.getTo(to, 0, ADDRESS_BYTES);
        byte[] signature = new byte[SIGNATURE_BYTES];
        event.getSignature(signature, 0, SIGNATURE_BYTES);
        Withdrawal withdrawal = new Withdrawal(event.accountId(), Numeric.toHexString(account),
                Asset.of(event.asset()), event.amount(), Numeric.toHexString(to), event.nonce(), event.deadlineMs(),
                signature, event.epoch());
        withdrawals.put(withdrawal.key(), withdrawal);
        unsent.put(withdrawal.key(), withdrawal);
        thread.wake();
    }

    @Override
    public void onWithdrawalEnded(long sequence, long timestampMs, WithdrawalEndedDecoder event) {
        String key = Withdrawal.key(event.accountId(), event.nonce());
        withdrawals.remove(key);
        unsent.remove(key);
    }

    private void pay() {
        repayments.values().forEach(this::send);
        unsent.values().forEach(this::send);
        releaseOverdue();
    }

    private void send(Repayment repayment) {
        if (isOfEpoch(repayment.account(), repayment.epoch()))
            send("repay:" + repayment.repaymentId(),
                    calls.market().repayDebt(repayment.account(), BigInteger.valueOf(repayment.amount())));
        repayments.values().remove(repayment);
    }

    /**
     * The transaction's name tells all that was signed: of two withdrawals with the same nonce only one can happen, and
     * the other one's reserve is given back.
     */
    private void send(Withdrawal w) {
        String asset = w.asset() == Asset.ETK ? contracts.etk() : contracts.idrs();
        RemoteFunctionCall<?> call = calls.market().withdraw(w.account(), asset, BigInteger.valueOf(w.amount()), w.to(),
                BigInteger.valueOf(w.nonce()), BigInteger.valueOf(w.deadlineMs()), w.signature());
        String id = "withdraw:" + w.account() + ":" + w.nonce() + ":"
                + Numeric.toHexStringNoPrefix(Hash.sha3(ContractCalls.data(call)));
        boolean known = outbox.find(id).isPresent();
        if (!known && (used(w) || outlivesAnExit(w))) engine.releaseWithdrawal(w.accountId(), w.nonce());
        else if (isOfEpoch(w.account(), w.epoch())) send(id, call);
        unsent.remove(w.key());
    }

    /** What was set aside before the account left must not reach it after it has come back; the engine will drop it. */
    private boolean isOfEpoch(String account, int epoch) {
        return escrow(account, EPOCH).intValueExact() == epoch;
    }

    /** While it is on its way, a stopped account could exit, come back, and have it paid out of what it brings then. */
    private boolean outlivesAnExit(Withdrawal w) {
        BigInteger stopAtSec = escrow(w.account(), STOP_AT);
        if (stopAtSec.signum() == 0) return false;
        BigInteger maxLagSec = (BigInteger) ContractCalls
                .read(chain, contracts.market(), calls.market().MAX_LAG()).getFirst();
        return w.deadlineMs() >= 1_000 * stopAtSec.add(maxLagSec).longValueExact();
    }

    private BigInteger escrow(String account, int field) {
        return (BigInteger) ContractCalls.read(chain, contracts.market(), calls.market().escrow(account)).get(field);
    }

    private void send(String id, RemoteFunctionCall<?> call) {
        outbox.send(new TransactionRequest(id, KeyRole.OPERATOR, contracts.market(), ContractCalls.data(call)));
    }

    /** No block after the deadline takes a withdrawal: unused when a final block is past it, it never will be. */
    private void releaseOverdue() {
        if (withdrawals.isEmpty()) return;
        long finalMs = chain.block(Math.max(0, chain.head().number() - confirmations + 1))
                .map(block -> 1_000 * block.timestampSec()).orElse(0L);
        for (Withdrawal w : withdrawals.values())
            if (w.deadlineMs() < finalMs && !used(w)) engine.releaseWithdrawal(w.accountId(), w.nonce());
    }

    private boolean used(Withdrawal w) {
        return (Boolean) ContractCalls.read(chain, contracts.market(),
                calls.market().withdrawalUsed(w.account(), BigInteger.valueOf(w.nonce()))).getFirst();
    }

    @Override
    public void close() {
        thread.close();
    }
}
