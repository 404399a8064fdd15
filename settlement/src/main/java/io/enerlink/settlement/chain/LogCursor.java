package io.enerlink.settlement.chain;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import io.enerlink.settlement.store.Database;
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

        /** Returns when all that was heard has taken effect, so that it need not be heard again. */
        default void awaitEffect() {}
    }

    private static final int MAX_BLOCKS = 1_000;
    /** Handled blocks whose hash is kept: reorganisations within these are found without reading all logs again. */
    private static final int KEPT_BLOCKS = 128;
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(LogCursor.class);

    private final Database database;
    private final Chain chain;
    private final Outbox outbox;
    private final int confirmations;
    private final long firstBlock;
    private final boolean embedded;
    private final Map<String, Handler> handlers;
    private final DutyThread thread;
    private volatile String seenHead = "";

    /**
     * @param handlers by contract
     * @param embedded the chain is our own anvil: after its crash blocks are replayed and their logs read again
     * @param failed   told why no more logs are read
     */
    public LogCursor(Database database, Chain chain, Outbox outbox, int confirmations, long firstBlock,
            boolean embedded, Map<String, Handler> handlers, Consumer<RuntimeException> failed) {
        this.database = database;
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
        store(last, end.get().hash());
        return true;
    }

    /** Where to go on: after the highest handled block that is still part of the chain. */
    private long next() {
        record Handled(long number, String hash) {}
        List<Handled> handled = database.jdbi()
                .withHandle(handle -> handle
                        .createQuery("SELECT block_number, block_hash FROM log_cursor ORDER BY block_number DESC")
                        .map((row, context) -> new Handled(row.getLong(1), row.getString(2))).list());
        for (Handled block : handled) {
            if (isCanonical(block.number(), block.hash())) return block.number() + 1;
            if (!embedded)
                throw new ChainHaltException("the chain has no longer block " + block.number() + " " + block.hash()
                        + ", whose logs were final: it was reorganised deeper than " + confirmations
                        + " confirmations, or it is another chain");
            LOG.info("block {} was replayed, its logs are read again", block.number());
            database.jdbi().useHandle(handle -> handle
                    .createUpdate("DELETE FROM log_cursor WHERE block_number = :number").bind("number", block.number())
                    .execute());
        }
        return firstBlock;
    }

    private boolean isCanonical(long number, String hash) {
        return chain.block(number).filter(block -> block.hash().equals(hash)).isPresent();
    }

    private void store(long number, String hash) {
        database.jdbi().useTransaction(handle -> {
            handle.createUpdate("""
                    INSERT INTO log_cursor VALUES (:number, :hash)
                    ON CONFLICT (block_number) DO UPDATE SET block_hash = :hash""").bind("number", number)
                    .bind("hash", hash).execute();
            handle.createUpdate("""
                    DELETE FROM log_cursor WHERE block_number NOT IN
                        (SELECT block_number FROM log_cursor ORDER BY block_number DESC LIMIT :kept)""")
                    .bind("kept", KEPT_BLOCKS).execute();
        });
    }

    @Override
    public void close() {
        thread.close();
    }
}
