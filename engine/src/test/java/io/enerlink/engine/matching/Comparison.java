package io.enerlink.engine.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.enerlink.engine.book.Side;

/** One sequence of random commands for the engine and the naive one. */
final class Comparison {
    private static final EngineConfig CONFIG = new EngineConfig(8, 3, 24);

    private final RandomCommands random;
    private final EnginePair engines;
    private final EventAudit audit;

    Comparison(long seed, EnginePair.Buffers buffers, Set<RejectReason> reasons, boolean audited) {
        random = new RandomCommands(seed);
        engines = new EnginePair(CONFIG, buffers, reasons);
        audit = audited ? new EventAudit() : null;
    }

    void run(int commands) {
        while (!random.isOpen()) step();
        for (int i = 0; i < commands; i++) step();
        engines.compareHashes();
        if (audit != null) compareDepth();
    }

    private void step() {
        Commands command = random.next();
        NaiveState state = engines.naive.state;
        int pending = state.pendingExecutions();
        engines.apply(command, random.nowMs());
        int limit = Math.max(pending, state.maxPendingExecutions);
        if (state.pendingExecutions() > limit) throw new AssertionError("more than " + limit + " wait");
        if (audit != null) audit.check(command, engines.events);
        random.hear(engines.events);
    }

    private void compareDepth() {
        for (NaiveState.Instrument instrument : engines.naive.state.instruments.values()) {
            for (Side side : Side.values()) {
                List<String> expected = new ArrayList<>();
                instrument.side(side).forEach((priceTicks, orders) -> expected.add(priceTicks + "="
                        + orders.stream().mapToLong(order -> order.visibleWh).sum()));
                String told = audit.levels(instrument.id, side).entrySet().toString();
                if (!told.equals(expected.toString())) throw new AssertionError(told + " is not " + expected);
            }
        }
    }
}
