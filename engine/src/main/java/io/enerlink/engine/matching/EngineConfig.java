package io.enerlink.engine.matching;

/**
 * How much an engine has room for. Nothing here changes what the engine answers until a limit is reached, and nothing
 * here is part of {@link MatchingEngine#stateHash()}.
 *
 * @param maxAccounts    accounts that can be open
 * @param maxInstruments instruments that can be added, numbered from 1 to this
 * @param maxOrders      orders that rest or are still in a batch that is not final
 */
public record EngineConfig(int maxAccounts, int maxInstruments, int maxOrders) {
    /** Room for a community: 65,536 accounts, 256 instruments, 1,048,576 orders. */
    public static EngineConfig defaults() {
        return new EngineConfig(1 << 16, 256, 1 << 20);
    }
}
