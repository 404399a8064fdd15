package io.enerlink.gateway.session;

import java.util.concurrent.CompletableFuture;

import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.Address;

/**
 * The chain as far as wallets go. Futures may complete on any thread; they fail with a
 * {@link io.enerlink.gateway.protocol.ProtocolException} where the user is told why, with anything else where not.
 */
public interface Wallets {
    /** What a wallet holds outside the escrow, in base units, and the nonces of its next permits. */
    record State(long etk, long idrs, long etkPermitNonce, long idrsPermitNonce, long debtUwh) {}

    /** The contracts, as the client has to name them when it signs a permit. */
    record Contracts(Address market, Address etk, Address idrs) {}

    Contracts contracts();

    CompletableFuture<State> state(Address address);

    /** Relays an EIP-2612 permit and moves the amount into escrow; gives the transaction's hash once it is final. */
    CompletableFuture<String> deposit(Address account, Asset asset, long amount, long deadlineSec, byte[] signature);

    /** Relays the account's word that {@code agent} may sign for it; gives the transaction's hash once it is final. */
    CompletableFuture<String> approveAgent(Address account, Address agent, long expiryMs, long nonce,
            byte[] signature);

    /**
     * Burns IDRS of a wallet, which the bank then pays out; gives the last transaction's hash once it is final.
     *
     * @param reference hashed, what the holder signed
     */
    CompletableFuture<String> rampOff(Address account, long amount, String reference, long deadlineSec,
            byte[] signature);

    /** The bank pays IDRS into the wallet; gives the transaction's hash once it is final. */
    CompletableFuture<String> rampOn(Address account, long amount, String reference);
}
