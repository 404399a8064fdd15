package io.enerlink.gateway.bot;

import java.util.List;

/** From what a bot sees to what it does about it: strategy, then limits, then the difference to the orders there are. */
final class Decisions {
    private final Strategy strategy;
    private final Limits limits;
    private final Reconciliation reconciliation;
    private volatile List<Quote> plan = List.of();

    Decisions(Strategy strategy, Limits limits, long toleranceTicks) {
        this.strategy = strategy;
        this.limits = limits;
        reconciliation = new Reconciliation(toleranceTicks);
    }

    List<Action> decide(Situation situation) {
        plan = List.copyOf(limits.allow(strategy.quotes(situation), situation));
        return reconciliation.actions(situation.live(), plan);
    }

    /** The orders that were wanted last, within the limits. Any thread. */
    List<Quote> plan() { return plan; }
}
