package io.enerlink.gateway.client;

/** Hears what the exchange pushes, in order, on the client's one thread; must not block. */
public interface ExchangeListener {
    /** Signed in, channels subscribed again; also after every reconnect. */
    default void onReady() {}

    /** The line went down, or could not be opened; the client tries again. */
    default void onDisconnected(String reason) {}

    /** A book changed; what is given is whole and stays as it is. */
    default void onBook(Book book) {}

    default void onTrade(Trade trade) {}

    /** Each report once, {@code seq} rising without gaps. */
    default void onExecution(ExecutionReport report) {}

    /** Reports before {@code earliestSeq} are gone for good; ask for open orders and balances instead. */
    default void onExecutionGap(long earliestSeq) {}

    default void onBalances(Balances balances) {}

    /** One of the account's meters was read; first the last reading of each. */
    default void onMeter(MeterReading reading) {}

    default void onSettlement(SettlementUpdate update) {}
}
