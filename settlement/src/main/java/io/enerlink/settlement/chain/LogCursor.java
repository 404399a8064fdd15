package io.enerlink.settlement.chain;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the final logs of some contracts, block range after block range, and hands them over in order. Where it stands is
 * in the database, stored after what was handed over has taken effect; so a log may be handed over again after a restart
 * or when the chain had to be replayed, and whoever hears it must know its sequence numbers.
 *
 * <p>
 * It never reads beyond the block up to which the outbox has stored the fate of its transactions: of an embedded chain
 * the rest could be lost.
 */
public final class LogCursor implements AutoCloseable {
    /** Hears logs. Both methods may wait, but not for ever. */
    public interface Handler {
        void onLog(Chain.Log log, Chain.Block block);

        /** All logs up to this final block were handed over and have taken effect. */
        default void caughtUp(Chain.Block block) {}

        /** Returns when all that was heard has taken effect, so that it need not be heard again. */
        default void awaitEffect() {}
    }

    private static final int MAX_BLOCKS = 1_000;
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(LogCursor.class);

    private final CursorStore store;
    private final Chain chain;
    private final Outbox outbox;
    private final int confirmations;
    private final long firstBlock;
    private final boolean embedded;
    private final Map<String, Handler> handlers;
    private final DutyThread thread;
    private volatile String seenHead = "";
    private Chain.Block caughtUp;

    /**
     * @param handlers by contract
     * @param embedded the chain is our own anvil: after its crash blocks are replayed and their logs read again
     * @param failed   told why no more logs are read
     */
    public LogCursor(CursorStore store, Chain chain, Outbox outbox, int confirmations, long firstBlock,
            boolean embedded, Map<String, Handler> handlers, Consumer<RuntimeException> failed) {
        this.store = store;
        this.chain = chain;
        this.outbox = outbox;
        this.confirmations = confirmations;
        this.firstBlock = firstBlock;
        this.embedded = embedded;
        this.handlers = new ConcurrentHashMap<>(handlers);
        thread = new DutyThread("log-cursor", LOOK, this::follow, failed);
        outbox.addHeadListener(this::wakeForHead);
    }

    public void start() {
        thread.start();
    }

    /** One look in the caller's thread, instead of {@link #start}: for whoever keeps time themselves. */
    public void step() {
        thread.step();
    }

    /** A handler did not see its effect in time; the logs are handed over again. */
    public static final class EffectTimeoutException extends RuntimeException {
        public EffectTimeoutException(String message) { super(message); }
    }

    private void wakeForHead() {
        if (!outbox.head().hash().equals(seenHead)) thread.wake();
    }

    private void follow() {
        Chain.Block head = outbox.head();
        if (head == null || head.hash().equals(seenHead)) return;
        long last = head.number() - confirmations + 1;
        for (long first = next(); first <= last
                && thread.isRunning(); first = Math.min(last, first + MAX_BLOCKS - 1) + 1)
            if (!read(first, Math.min(last, first + MAX_BLOCKS - 1), head)) return;
        if (caughtUp != null && caughtUp.number() == last)
            Set.copyOf(handlers.values()).forEach(handler -> handler.caughtUp(caughtUp));
        seenHead = head.hash();
    }

    /** @return false when the chain changed meanwhile: the outbox looks first */
    private boolean read(long first, long last, Chain.Block head) {
        List<Chain.Log> logs = chain.logs(first, last, handlers.keySet());
        Optional<Chain.Block> end = chain.block(last);
        if (end.isEmpty() || !isCanonical(head.number(), head.hash())) return false;
        Chain.Block block = null;
        for (Chain.Log log : logs) {
            if (block == null || block.number() != log.blockNumber())
                block = chain.block(log.blockNumber()).orElseThrow(
                        () -> new ChainUnavailableException("block " + log.blockNumber() + " went away"));
            handlers.get(log.address()).onLog(log, block);
        }
        if (!logs.isEmpty()) handlers.values().forEach(Handler::awaitEffect);
        store.store(new CursorStore.Handled(last, end.get().hash()));
        caughtUp = end.get();
        return true;
    }

    /** Where to go on: after the highest handled block that is still part of the chain. */
    private long next() {
        for (CursorStore.Handled block : store.handled()) {
            if (isCanonical(block.number(), block.hash())) return block.number() + 1;
            if (!embedded)
                throw new ChainHaltException("the chain has no longer block " + block.number() + " " + block.hash()
                        + ", whose logs were final: it was reorganised deeper than " + confirmations
                        + " confirmations, or it is another chain");
            LOG.info("block {} was replayed, its logs are read again", block.number());
            store.forget(block.number());
        }
        return firstBlock;
    }

    private boolean isCanonical(long number, String hash) {
        return chain.block(number).filter(block -> block.hash().equals(hash)).isPresent();
    }

    @Override
    public void close() {
        thread.close();
    }
}
