package io.enerlink.gateway.client;

import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.Address;

/** The account's wallet on the chain, outside the exchange's escrow. @param debtUwh owed to the converter */
public record WalletStatus(Address address, Holding etk, Holding idrs, long debtUwh, Address market) {
    /** @param balance in base units @param permitNonce of the next permit @param token the token's contract */
    public record Holding(long balance, long permitNonce, Address token) {}

    public Holding of(Asset asset) {
        return asset == Asset.ETK ? etk : idrs;
    }
}
