package io.enerlink.gateway.replay;

/** An order of the file, as long as it is open. */
final class ReplayOrder {
    final String id;
    final int account;
    long orderId;
    long nonce;
    long priceTicks;
    long quantityWh;
    long displayWh;
    long maxQuote;
    long expiryMs;

    ReplayOrder(String id, int account) {
        this.id = id;
        this.account = account;
    }
}
