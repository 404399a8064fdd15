package io.enerlink.gateway.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.auth.Withdraw;
import io.enerlink.gateway.protocol.Decimals;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * One account at the exchange. Connects by itself, signs in, and does so again after every loss of the line; channels
 * go on where they stopped. Requests are sent in the order of the calls and numbered with strictly rising nonces.
 *
 * <p>Every request gives a future that completes: with its result, or with an {@link ExchangeException}. Futures
 * complete and the listener hears on one thread that must not be blocked; wait on another, with {@link #await}.
 */
public final class ExchangeClient implements AutoCloseable {
    private final SigningKey key;
    private final Line line;

    private ExchangeClient(SigningKey key, Line line) {
        this.key = key;
        this.line = line;
    }

    /** Starts to connect and returns at once; requests are refused until {@link #ready()}. */
    public static ExchangeClient connect(ClientConfig config, SigningKey key, ExchangeListener listener) {
        Line line = new Line(config, key, listener);
        line.start();
        return new ExchangeClient(key, line);
    }

    /** The result, or the {@link ExchangeException} thrown. */
    public static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof ExchangeException known) throw known;
            throw failed;
        }
    }

    public Address address() { return key.address(); }

    /** Completes when the client is signed in for the first time; fails when it is closed before. */
    public CompletableFuture<Void> ready() {
        return line.ready();
    }

    /** Whether requests can be sent now. */
    public boolean isReady() { return line.isReady(); }

    /** Numbers, signs and sends an order; the answer says that it is durable. */
    public CompletableFuture<PlacedOrder> place(OrderRequest order) {
        return line.inSession(session -> {
            long nonce = session.nonces().next();
            ObjectNode params = session.sign(Codec.order(order, nonce), order, nonce);
            return session.call("order.place", params).thenApply(result -> Codec.placed(order, nonce, result));
        });
    }

    /**
     * Signs a new version of an order under the nonce it was placed with; the quantity of {@code terms} is its new
     * total, fills so far included, their symbol and side are the order's own.
     */
    public CompletableFuture<PlacedOrder> replace(long orderId, long nonce, OrderRequest terms) {
        return line.inSession(session -> {
            ObjectNode params = Codec.params().put("orderId", Long.toString(orderId));
            session.sign(Codec.allTerms(params, terms), terms, nonce);
            return session.call("order.replace", params).thenApply(result -> Codec.placed(terms, nonce, result));
        });
    }

    /** Lowers an order's total, without a signature. */
    public CompletableFuture<Void> reduce(long orderId, long quantityWh) {
        ObjectNode params = Codec.params().put("orderId", Long.toString(orderId))
                .put("quantity", Codec.quantity(quantityWh));
        return call("order.replace", params, result -> null);
    }

    public CompletableFuture<Void> cancel(long orderId) {
        return call("order.cancel", Codec.params().put("orderId", Long.toString(orderId)), result -> null);
    }

    /** Cancels an order by the name its owner gave it, for one whose answer never came. */
    public CompletableFuture<Void> cancelByClientOrderId(String clientOrderId) {
        return call("order.cancel", Codec.params().put("clientOrderId", clientOrderId), result -> null);
    }

    /** Cancels every open order of the account in one instrument. */
    public CompletableFuture<Void> cancelAll(String symbol) {
        return call("order.cancelAll", Codec.params().put("symbol", symbol), result -> null);
    }

    /** Asks for nothing but an answer. @return the exchange's time, ms since 1970 */
    public CompletableFuture<Long> ping() {
        return call("ping", Codec.params(), result -> result.path("ts").asLong());
    }

    /** Has the exchange cancel everything when this connection ends; to be asked again after each {@code onReady}. */
    public CompletableFuture<Void> cancelOnDisconnect(boolean enabled) {
        return call("session.cancelOnDisconnect", Codec.params().put("enabled", enabled), result -> null);
    }

    /** Listens to a book, now and after every reconnect; so do the others below. */
    public CompletableFuture<Void> subscribeBook(String symbol) {
        return line.subscribe(new Channels.Channel("book", symbol));
    }

    public CompletableFuture<Void> subscribeTrades(String symbol) {
        return line.subscribe(new Channels.Channel("trades", symbol));
    }

    /** Listens to the account's executions as they come. */
    public CompletableFuture<Void> subscribeExecutions() {
        return line.subscribe(Channels.EXECUTIONS);
    }

    /** Listens to the account's executions, those since {@code fromSeq} first. */
    public CompletableFuture<Void> subscribeExecutions(long fromSeq) {
        return line.subscribeExecutions(fromSeq);
    }

    public CompletableFuture<Void> subscribeBalances() {
        return line.subscribe(new Channels.Channel("balances", ""));
    }

    /** Listens to the readings of the account's own meters; first the last of each. */
    public CompletableFuture<Void> subscribeMeters() {
        return line.subscribe(new Channels.Channel("meters", ""));
    }

    /** Listens to where the account's own trades stand on the chain; first what is not final yet. */
    public CompletableFuture<Void> subscribeSettlement() {
        return line.subscribe(new Channels.Channel("settlement", ""));
    }

    /** What the account has on the chain outside the exchange. */
    public CompletableFuture<WalletStatus> walletStatus() {
        return call("wallet.status", Codec.params(), Codec::wallet);
    }

    /**
     * Moves {@code amount} base units from the wallet into escrow: signs the token's permit for the market, which the
     * exchange sends. {@code status} is a fresh {@link #walletStatus()}: it has the permit's nonce.
     */
    public CompletableFuture<ChainResult> deposit(WalletStatus status, Asset asset, long amount, long deadlineMs) {
        return line.inSession(session -> {
            long deadlineSeconds = deadlineMs / 1000;
            ObjectNode params = Codec.params().put("asset", asset.name())
                    .put("amount", amount(asset, amount)).put("deadline", deadlineSeconds)
                    .put("signature", session.permit(status, asset, amount, deadlineSeconds));
            return session.callChain("wallet.deposit", params).thenApply(Codec::chain);
        });
    }

    /**
     * Takes {@code amount} base units out of escrow to {@code to}; the answer says that they are reserved, balances
     * and the wallet say when they have arrived. {@code status} names the token; {@code nonce} is above that of the
     * last withdrawal, such as the time in milliseconds; {@code deadlineMs} is at most an hour ahead.
     */
    public CompletableFuture<Void> withdraw(WalletStatus status, Asset asset, long amount, Address to, long nonce,
            long deadlineMs) {
        return line.inSession(session -> {
            Withdraw withdraw = new Withdraw(key.address(), status.of(asset).token(), amount, to, nonce, deadlineMs);
            ObjectNode params = Codec.params().put("asset", asset.name()).put("amount", amount(asset, amount))
                    .put("to", to.toString()).put("nonce", nonce).put("deadline", deadlineMs)
                    .put("signature", session.sign(withdraw));
            return session.call("wallet.withdraw", params).thenApply(result -> null);
        });
    }

    /** Asks the bank for {@code amount} base units of IDRS; the same {@code reference} pays once. */
    public CompletableFuture<ChainResult> rampOn(long amount, String reference) {
        ObjectNode params = Codec.params().put("amount", amount(Asset.IDRS, amount)).put("reference", reference);
        return line.inSession(session -> session.callChain("ramp.on", params).thenApply(Codec::chain));
    }

    /** Ends the connection; what waits fails with CLOSED. */
    @Override
    public void close() {
        line.close();
    }

    private <T> CompletableFuture<T> call(String method, ObjectNode params, Function<JsonNode, T> result) {
        return line.inSession(session -> session.call(method, params).thenApply(result));
    }

    private static String amount(Asset asset, long amount) {
        return Decimals.format(amount, asset == Asset.ETK ? Decimals.ETK : Decimals.IDRS);
    }
}
