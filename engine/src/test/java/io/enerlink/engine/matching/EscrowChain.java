package io.enerlink.engine.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The market's contract on a chain that takes its newest blocks back: those that are not {@link #CONFIRMATIONS} deep and
 * not old. In their place come as many others, of times of their own, in which users' transactions stand in another
 * order, or are gone, and the operator's, which have nonces, follow one another as before. There is one transaction in a
 * block, or none.
 */
final class EscrowChain {
    static final int CONFIRMATIONS = 4;
    static final long MAX_REORGANISED_MS = 500;

    private record Block(long firstMinedMs, long timeMs, boolean ours, Consumer<MarketContract> transaction) {}

    private static final Consumer<MarketContract> NOTHING = contract -> {};
    private static final MarketLog UNHEARD = new MarketLog() {
        @Override
        public void account(Function<Commands, Commands> command) {}

        @Override
        public void settled(long batchId) {}

        @Override
        public void voided(long batchId) {}
    };

    private final SplittableRandom random;
    private final MarketContract last;
    private final MarketLog headLog;
    private final List<Block> recent = new ArrayList<>();
    private MarketContract head;
    private long finalMs;
    private int reorganised;

    /**
     * @param log   hears what is final
     * @param hasty it hears what is mined instead, once: what comes of not waiting
     */
    EscrowChain(SplittableRandom random, int feeRecipient, MarketLog log, boolean hasty) {
        this.random = random;
        last = new MarketContract(feeRecipient, hasty ? UNHEARD : log);
        headLog = hasty ? log : UNHEARD;
        head = last.copy(headLog);
    }

    /** The contract as of the newest block. */
    MarketContract head() { return head; }

    /** The contract as of the newest final block. */
    MarketContract finalState() { return last; }

    /** The time of the newest final block. */
    long finalMs() { return finalMs; }

    /** Reorganisations that changed something. */
    int reorganised() { return reorganised; }

    void mineEmpty(long nowMs) {
        mine(new Block(nowMs, nowMs, true, NOTHING));
    }

    void mineUsers(long nowMs, Consumer<MarketContract> transaction) {
        mine(new Block(nowMs, nowMs, false, transaction));
    }

    void mineOurs(long nowMs, Consumer<MarketContract> transaction) {
        mine(new Block(nowMs, nowMs, true, transaction));
    }

    private void mine(Block block) {
        append(block);
        while (recent.size() >= CONFIRMATIONS) {
            Block oldest = recent.removeFirst();
            finalMs = oldest.timeMs;
            run(oldest, last);
        }
    }

    private void append(Block block) {
        recent.add(block);
        run(block, head);
    }

    private static void run(Block block, MarketContract contract) {
        contract.begin(block.timeMs);
        block.transaction.accept(contract);
    }

    /** Other blocks in the place of the newest ones. */
    void reorganise(long nowMs) {
        int kept = recent.size() - random.nextInt(1, CONFIRMATIONS);
        while (kept < recent.size() && (kept < 0 || recent.get(kept).firstMinedMs < nowMs - MAX_REORGANISED_MS)) kept++;
        List<Block> gone = new ArrayList<>(recent.subList(kept, recent.size()));
        if (gone.stream().allMatch(block -> block.transaction == NOTHING)) return;
        reorganised++;
        recent.subList(kept, recent.size()).clear();
        head = last.copy(UNHEARD);
        recent.forEach(block -> run(block, head));
        int height = gone.size();
        gone.removeIf(block -> block.transaction == NOTHING || !block.ours && random.nextInt(4) == 0);
        long timeMs = recent.isEmpty() ? finalMs : recent.getLast().timeMs;
        for (int i = 0; i < height; i++) {
            timeMs = random.nextLong(timeMs, nowMs + 1);
            Block next = gone.isEmpty() ? new Block(nowMs, nowMs, true, NOTHING) : gone.remove(next(gone));
            append(new Block(next.firstMinedMs, timeMs, next.ours, next.transaction));
        }
        if (headLog != UNHEARD) head = head.copy(headLog);
    }

    /** Any of the users', or the first of ours. */
    private int next(List<Block> waiting) {
        int chosen = random.nextInt(waiting.size());
        if (!waiting.get(chosen).ours) return chosen;
        chosen = 0;
        while (!waiting.get(chosen).ours) chosen++;
        return chosen;
    }
}
