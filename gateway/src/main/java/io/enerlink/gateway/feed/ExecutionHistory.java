package io.enerlink.gateway.feed;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The executions that are remembered for who comes back: the last of each account, and of all accounts together so
 * many; the oldest go first. Called on the matching thread only.
 */
final class ExecutionHistory {
    private final int maxPerAccount;
    private final int maxAltogether;
    private final Deque<Entry> oldestFirst = new ArrayDeque<>();
    private volatile OlderExecutions older;

    ExecutionHistory(int maxPerAccount, int maxAltogether) {
        this.maxPerAccount = maxPerAccount;
        this.maxAltogether = maxAltogether;
    }

    /** Where an execution is remembered. */
    private record Entry(AccountView account, long seq) {}

    int maxPerAccount() { return maxPerAccount; }

    /** Where those are that are not remembered; null where nowhere. */
    OlderExecutions older() { return older; }

    void older(OlderExecutions older) { this.older = older; }

    void remember(AccountView account, long seq) {
        if (oldestFirst.size() == maxAltogether) {
            Entry oldest = oldestFirst.removeFirst();
            oldest.account.forgetThrough(oldest.seq);
        }
        oldestFirst.addLast(new Entry(account, seq));
    }
}
