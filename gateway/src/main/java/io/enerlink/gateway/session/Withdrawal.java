package io.enerlink.gateway.session;

import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.JsonWriter;

/** What is to leave the escrow. @param amount base units @param deadlineMs after which it does not happen any more */
public record Withdrawal(Asset asset, long amount, Address to, long nonce, long deadlineMs) {
    /** Its members, with what has become of it: reserved, done or released. */
    public JsonWriter write(JsonWriter json, String state) {
        return json.id("nonce", nonce).field("asset", asset.name())
                .decimal("amount", amount, asset == Asset.ETK ? Decimals.ETK : Decimals.IDRS)
                .field("to", to.toString()).field("deadline", deadlineMs).field("state", state);
    }
}
