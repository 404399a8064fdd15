package io.enerlink.gateway.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.Domain;
import io.enerlink.gateway.auth.Logon;
import io.enerlink.gateway.auth.Permit;
import io.enerlink.gateway.auth.SignedOrder;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.auth.Withdraw;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;

/** One connection after its greeting: signs in and signs what goes out. On the client's thread only. */
final class SignedSession {
    private final Wire wire;
    private final Calls calls;
    private final SigningKey key;
    private final Domain domain;
    private final Nonces nonces;
    private int epoch;

    SignedSession(Wire wire, Calls calls, SigningKey key, Domain domain, Nonces nonces) {
        this.wire = wire;
        this.calls = calls;
        this.key = key;
        this.domain = domain;
        this.nonces = nonces;
    }

    Nonces nonces() { return nonces; }

    CompletableFuture<JsonNode> call(String method, ObjectNode params) {
        return calls.call(wire, method, params, false);
    }

    /** A request whose answer waits for the chain. */
    CompletableFuture<JsonNode> callChain(String method, ObjectNode params) {
        return calls.call(wire, method, params, true);
    }

    /** Proves who the account is; then orders may be signed. */
    CompletableFuture<Void> logon() {
        String address = key.address().toString();
        return call("session.challenge", Codec.params().put("address", address)).thenCompose(answer -> {
            Logon logon = new Logon(key.address(), challenge(answer.path("challenge").asText()));
            return call("session.logon", Codec.params().put("address", address)
                    .put("signature", hex(key.sign(domain, logon))));
        }).thenAccept(answer -> {
            nonces.startAbove(answer.path("lastNonce").asLong());
            epoch = answer.path("epoch").asInt();
        });
    }

    /** Adds nonce, epoch and signature to an order's fields. */
    ObjectNode sign(ObjectNode params, OrderRequest order, long nonce) {
        SignedOrder signed = new SignedOrder(key.address(), order.symbol(), order.side(), order.quantityWh(),
                order.priceTicks(), order.maxQuote(), order.maxFeeBps(), nonce, epoch, order.expiryMs());
        return params.put("nonce", nonce).put("epoch", epoch).put("signature", hex(key.sign(domain, signed)));
    }

    String sign(Withdraw withdraw) {
        return hex(key.sign(domain, withdraw));
    }

    /** A token's permit for the market to take {@code amount}. */
    String permit(WalletStatus status, Asset asset, long amount, long deadlineSeconds) {
        if (!status.market().equals(domain.verifyingContract())) throw Codec.violation("another market to pay into");
        WalletStatus.Holding holding = status.of(asset);
        String name = asset == Asset.ETK ? "EnerLink Energy Token" : "EnerLink Rupiah Token";
        Domain token = new Domain(name, "1", domain.chainId(), holding.token());
        return hex(key.sign(token, new Permit(key.address(), status.market(), BigInteger.valueOf(amount),
                BigInteger.valueOf(holding.permitNonce()), BigInteger.valueOf(deadlineSeconds))));
    }

    private static byte[] challenge(String text) {
        if (text.length() != 66 || !text.startsWith("0x")) throw Codec.violation("a challenge is 0x and 64 digits");
        try {
            return HexFormat.of().parseHex(text, 2, text.length());
        } catch (IllegalArgumentException notHex) {
            throw Codec.violation("a challenge is 0x and 64 digits");
        }
    }

    private static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
