package io.enerlink.settlement.clearing;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.settlement.chain.Chain;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.chain.KeyRole;
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.chain.TransactionRequest;
import io.enerlink.settlement.chain.TransactionView;
import io.enerlink.settlement.store.Database;
import org.web3j.crypto.Hash;
import org.web3j.protocol.core.RemoteFunctionCall;
import org.web3j.utils.Numeric;

/**
 * What traders' wallets hold, and the ways from a wallet into the market and from the bank into a wallet. Addresses are
 * lower-case 0x-hexadecimal, amounts base units. Answers come on threads of its own; past {@link #MAX_WAITING} questions
 * the future fails with {@link RejectedExecutionException}.
 */
public final class Wallets implements AutoCloseable {
    /** Questions that may wait for the chain. */
    public static final int MAX_WAITING = 1_000;
    private static final int THREADS = 2;
    private static final int SIGNATURE_BYTES = 65;
    private static final int WORD = 32;

    /**
     * A wallet as of the newest block, without what it has in escrow.
     *
     * @param etk            base units of ETK
     * @param idrs           base units of IDRS
     * @param etkPermitNonce the nonce of its next ETK permit
     * @param debtUwh        what it owes for energy
     */
    public record State(long etk, long idrs, long etkPermitNonce, long idrsPermitNonce, long debtUwh) {}

    private final Outbox outbox;
    private final Chain chain;
    private final ContractAddresses contracts;
    private final ContractCalls calls;
    private final ThreadPoolExecutor threads;
    private final String operator;
    private final Redemptions redemptions;

    /** @param operator the address that relays deposits */
    public Wallets(Outbox outbox, Chain chain, ContractAddresses contracts, String operator, Database database) {
        this.outbox = outbox;
        this.chain = chain;
        this.contracts = contracts;
        this.operator = operator;
        this.calls = new ContractCalls(contracts);
        redemptions = new Redemptions(outbox, chain, contracts, database);
        threads = new ThreadPoolExecutor(THREADS, THREADS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING),
                Thread.ofPlatform().name("wallets-", 0).factory());
    }

    /** Begins to finish what an earlier process has begun: redemptions that were relayed and not paid out. */
    public void start() {
        redemptions.start();
    }

    /** Fails with ChainUnavailableException while the node does not answer. */
    public CompletableFuture<State> state(String address) {
        return later(() -> new State(read(contracts.etk(), calls.etk().balanceOf(address)),
                read(contracts.idrs(), calls.idrs().balanceOf(address)),
                read(contracts.etk(), calls.etk().nonces(address)),
                read(contracts.idrs(), calls.idrs().nonces(address)),
                read(contracts.converter(), calls.converter().debtOf(address))));
    }

    /**
     * Relays a permit (EIP-2612, spender the market) for exactly {@code amount} and moves it into the escrow. The same
     * permit again gives the same transaction. Completes at FINAL or REVERTED; fails with CallRevertedException, and
     * nothing is sent, where the contract would refuse.
     *
     * @param deadlineSec of the permit, seconds since 1970
     * @param signature65 r, s, v
     */
    public CompletableFuture<TransactionView> deposit(String account, Asset asset, long amount, long deadlineSec,
            byte[] signature65) {
        if (signature65.length != SIGNATURE_BYTES || amount <= 0)
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("a deposit has a positive amount and a signature of 65 bytes"));
        byte[] r = Arrays.copyOfRange(signature65, 0, WORD);
        byte[] s = Arrays.copyOfRange(signature65, WORD, 2 * WORD);
        int v = ClosedBatch.recovery(signature65[2 * WORD]);
        String token = asset == Asset.ETK ? contracts.etk() : contracts.idrs();
        byte[] data = ContractCalls.data(calls.market().depositWithPermit(token, account, BigInteger.valueOf(amount),
                BigInteger.valueOf(deadlineSec), BigInteger.valueOf(v), r, s));
        String id = "deposit:" + account + ":" + Numeric.toHexStringNoPrefix(Hash.sha3(data));
        return relay(id, contracts.market(), data);
    }

    /**
     * The bank mints IDRS against a payment. Completes at FINAL or REVERTED. The same reference again with the same
     * account and amount gives the same transaction; with others it fails with IllegalArgumentException.
     *
     * @param reference of the payment, unique at the bank
     */
    public CompletableFuture<TransactionView> rampOn(String account, long amount, String reference) {
        byte[] data = ContractCalls.data(calls.idrs().mint(account, BigInteger.valueOf(amount),
                Numeric.hexStringToByteArray(Hash.sha3String(reference))));
        return send(new TransactionRequest("ramp:" + reference, KeyRole.BANK, contracts.idrs(), data));
    }

    /**
     * Relays an account's approval of an agent. The same approval again gives the same transaction. Completes as
     * {@link #deposit} does.
     *
     * @param expiryMs    until when the agent may sign
     * @param nonce       of the approval, any that the account has not used
     * @param signature65 of AgentApproval by the account
     */
    public CompletableFuture<TransactionView> approveAgent(String account, String agent, long expiryMs, long nonce,
            byte[] signature65) {
        byte[] data = ContractCalls.data(calls.market().approveAgent(account, agent, BigInteger.valueOf(expiryMs),
                BigInteger.valueOf(nonce), signature65));
        return relay("agent:" + account + ":" + Numeric.toHexStringNoPrefix(Hash.sha3(data)), contracts.market(), data);
    }

    /**
     * Relays a redemption and, once it is final, says in the bank's name that it was paid out. The same again gives the
     * same transactions; it also ends what somebody else has relayed.
     * Completes as {@link #deposit} does, with the bank's transaction.
     *
     * @param reference   of the payment; its keccak256 was signed
     * @param deadlineSec of the signature, seconds since 1970
     * @param signature65 of Redeem by the holder, in the token's domain
     */
    public CompletableFuture<TransactionView> rampOff(String holder, long amount, String reference, long deadlineSec,
            byte[] signature65) {
        byte[] hash = Numeric.hexStringToByteArray(Hash.sha3String(reference));
        byte[] data = ContractCalls.data(calls.idrs().redeemFor(holder, BigInteger.valueOf(amount), hash,
                BigInteger.valueOf(deadlineSec), signature65));
        String id = Redemptions.requestId(holder, data);
        return later(() -> redemptions.payOut(hash, holder, amount)).thenCompose(paid -> paid.isPresent()
                ? whenFinal(paid.get())
                : relay(id, contracts.idrs(), data)
                        .thenCompose(relayed -> later(() -> redemptions.payOut(hash, holder, amount)).thenCompose(
                                now -> now.isPresent() ? whenFinal(now.get())
                                        : CompletableFuture.completedFuture(relayed))));
    }

    private CompletableFuture<TransactionView> whenFinal(String id) {
        return later(() -> outbox.whenFinal(id)).thenCompose(future -> future);
    }

    private CompletableFuture<TransactionView> send(TransactionRequest request) {
        return later(() -> {
            outbox.send(request);
            return outbox.whenFinal(request.id());
        }).thenCompose(future -> future);
    }

    /** Sends what anybody may send for a signer, unless the contract would refuse it. */
    private CompletableFuture<TransactionView> relay(String id, String contract, byte[] data) {
        return later(() -> {
            if (outbox.find(id).isEmpty()) chain.call(operator, contract, data);
            outbox.send(new TransactionRequest(id, KeyRole.OPERATOR, contract, data));
            return outbox.whenFinal(id);
        }).thenCompose(future -> future);
    }

    private long read(String contract, RemoteFunctionCall<?> call) {
        List<Object> answer = ContractCalls.read(chain, contract, call);
        return ((BigInteger) answer.getFirst()).longValueExact();
    }

    private <T> CompletableFuture<T> later(Supplier<T> question) {
        try {
            return CompletableFuture.supplyAsync(question, threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void close() {
        redemptions.close();
        threads.shutdownNow();
    }
}
