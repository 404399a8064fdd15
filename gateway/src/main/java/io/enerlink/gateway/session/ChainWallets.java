package io.enerlink.gateway.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.settlement.chain.CallRevertedException;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.TransactionState;
import io.enerlink.settlement.chain.TransactionView;

/** {@link Wallets} of the settlement's chain; its refusals become the user's errors. */
public final class ChainWallets implements Wallets {
    private final io.enerlink.settlement.clearing.Wallets chain;
    private final Contracts contracts;

    public ChainWallets(io.enerlink.settlement.clearing.Wallets chain, ContractAddresses addresses) {
        this.chain = chain;
        contracts = new Contracts(Address.parse(addresses.market()), Address.parse(addresses.etk()),
                Address.parse(addresses.idrs()));
    }

    @Override
    public Contracts contracts() { return contracts; }

    @Override
    public CompletableFuture<State> state(Address address) {
        return chain.state(address.toString()).thenApply(state -> new State(state.etk(), state.idrs(),
                state.etkPermitNonce(), state.idrsPermitNonce(), state.debtUwh())).exceptionally(ChainWallets::refuse);
    }

    @Override
    public CompletableFuture<String> deposit(Address account, Asset asset, long amount, long deadlineSec,
            byte[] signature) {
        return chain.deposit(account.toString(), asset, amount, deadlineSec, signature)
                .thenApply(ChainWallets::finalHash).exceptionally(ChainWallets::refuse);
    }

    @Override
    public CompletableFuture<String> rampOn(Address account, long amount, String reference) {
        return chain.rampOn(account.toString(), amount, reference).thenApply(ChainWallets::finalHash)
                .exceptionally(ChainWallets::refuse);
    }

    @Override
    public CompletableFuture<String> approveAgent(Address account, Address agent, long expiryMs, long nonce,
            byte[] signature) {
        return chain.approveAgent(account.toString(), agent.toString(), expiryMs, nonce, signature)
                .thenApply(ChainWallets::finalHash).exceptionally(ChainWallets::refuse);
    }

    @Override
    public CompletableFuture<String> rampOff(Address account, long amount, String reference, long deadlineSec,
            byte[] signature) {
        return chain.rampOff(account.toString(), amount, reference, deadlineSec, signature)
                .thenApply(ChainWallets::finalHash).exceptionally(ChainWallets::refuse);
    }

    private static String finalHash(TransactionView view) {
        if (view.state() != TransactionState.FINAL) {
            throw Errors.CHAIN_REFUSED.because("transaction " + view.hash() + " was " + view.state());
        }
        return view.hash();
    }

    private static <T> T refuse(Throwable failure) {
        Throwable cause = Errors.cause(failure);
        throw switch (cause) {
            case CallRevertedException reverted -> Errors.CHAIN_REFUSED.because(reverted.getMessage());
            case IllegalArgumentException wrong -> Errors.INVALID_VALUE.because(wrong.getMessage());
            case RejectedExecutionException full -> Errors.BUSY.because("too many wait for the chain");
            case RuntimeException other -> other;
            default -> new CompletionException(cause);
        };
    }
}
