package io.enerlink.gateway.cli;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import io.enerlink.settlement.chain.TransactionView;

/** Which transactions of metering are not final yet, as the outbox tells. */
final class EnergyInFlight implements Consumer<TransactionView> {
    private static final String PREFIX = "settle:";
    private static final long LOOK_MS = 250;

    private final Set<String> ids = new HashSet<>();

    @Override
    public synchronized void accept(TransactionView transaction) {
        if (!transaction.id().startsWith(PREFIX)) return;
        if (transaction.state().isDone()) ids.remove(transaction.id());
        else
            ids.add(transaction.id());
        notifyAll();
    }

    synchronized boolean isEmpty() { return ids.isEmpty(); }

    /** Returns at the next change, or after a moment. */
    synchronized void awaitChange() {
        try {
            wait(LOOK_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
