package io.enerlink.settlement.chain;

import static io.enerlink.settlement.chain.TransactionState.FINAL;
import static io.enerlink.settlement.chain.TransactionState.MINED;
import static io.enerlink.settlement.chain.TransactionState.PENDING;
import static io.enerlink.settlement.chain.TransactionState.REVERTED;
import static io.enerlink.settlement.chain.TransactionRequest.UNKNOWN_GAS;
import static io.enerlink.settlement.chain.TransactionState.SUBMITTED;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/**
 * The duty of the outbox: looks where the chain is, moves transactions along, signs and sends the next ones. What it
 * must not forget is in the rows and on the chain. One thread only.
 */
final class OutboxWriter {
    private static final int MAX_ROWS = 1_000;
    /** Blocks without any of a key's transactions after which the node is given again those that wait for one. */
    private static final int REBROADCAST_BLOCKS = 3;
    /** New blocks after which a nonce that is used, but not by our transaction, is somebody else's doing. */
    private static final int MAX_MISSING_LOOKS = 10;
    private static final Logger LOG = LoggerFactory.getLogger(OutboxWriter.class);

    private final OutboxStore table;
    private final Chain chain;
    private final Keys keys;
    private final OutboxConfig config;
    private final Optional<AnvilRecovery> recovery;
    private final Consumer<TransactionView> changed;
    private final Map<String, Long> lastBroadcast = new HashMap<>();
    /** The block at which a key's transactions were last seen to go into blocks: those behind are not lost, but wait. */
    private final Map<KeyRole, Long> lastMined = new EnumMap<>(KeyRole.class);
    /** What one look has seen of the chain. */
    private final Map<Long, Optional<Chain.Block>> blocks = new HashMap<>();
    private final Map<String, Integer> missingLooks = new HashMap<>();
    private volatile Chain.Block head;
    private boolean lookAgain;
    private long chainId;

    OutboxWriter(OutboxStore table, Chain chain, Keys keys, OutboxConfig config, Optional<AnvilRecovery> recovery,
            Consumer<TransactionView> changed) {
        this.table = table;
        this.chain = chain;
        this.keys = keys;
        this.config = config;
        this.recovery = recovery;
        this.changed = changed;
    }

    /** The block up to which the fate of every transaction is stored; null before the first look. */
    Chain.Block head() {
        return head;
    }

    /**
     * One look at the chain and what follows from it.
     *
     * @throws ChainUnavailableException when the node is away; nothing is lost, look again later
     * @throws ChainHaltException        when only an operator can go on
     */
    void doWork() {
        Chain.Block newest = chain.head();
        if (head == null || lookAgain || !newest.hash().equals(head.hash())) {
            lookAgain = false;
            blocks.clear();
            if (isDiscontinuous(newest)) newest = repair(newest);
            forgetReorganised();
            noteMined(newest);
            confirm(newest);
            head = newest;
        }
        for (KeyRole key : KeyRole.values()) advance(key);
    }

    private boolean isDiscontinuous(Chain.Block newest) {
        return head == null || !newest.parentHash().equals(head.hash()) && !isCanonical(head.number(), head.hash());
    }

    /** The chain is not the one of the last look: what was final must still be there. */
    private Chain.Block repair(Chain.Block newest) {
        lastBroadcast.clear();
        lastMined.clear();
        if (recovery.isPresent()) {
            recovery.get().recover();
            blocks.clear();
            return chain.head();
        }
        Optional<OutboxEntry> done = table.highestDone();
        if (done.isPresent() && !isCanonical(done.get().blockNumber(), done.get().blockHash()))
            throw new ChainHaltException("the chain has no longer the final transaction " + done.get().id()
                    + " in block " + done.get().blockNumber() + ": it was reorganised deeper than "
                    + config.confirmations() + " confirmations, or it is another chain");
        return newest;
    }

    private boolean isCanonical(long number, String hash) {
        return block(number).filter(block -> block.hash().equals(hash)).isPresent();
    }

    private Optional<Chain.Block> block(long number) {
        return blocks.computeIfAbsent(number, chain::block);
    }

    private void forgetReorganised() {
        store(table.inState(MINED, MAX_ROWS).stream()
                .filter(entry -> !isCanonical(entry.blockNumber(), entry.blockHash()))
                .map(entry -> entry.in(SUBMITTED).nowhere()).toList());
    }

    /** Notes what is in blocks up to {@code newest}, all in one commit: a replay of these blocks must be complete. */
    private void noteMined(Chain.Block newest) {
        List<OutboxEntry> mined = new ArrayList<>();
        for (KeyRole key : KeyRole.values()) {
            List<OutboxEntry> submitted = table.inState(key, SUBMITTED, MAX_ROWS);
            if (submitted.isEmpty()) continue;
            long nextNonce = chain.nonce(keys.address(key));
            if (submitted.getFirst().nonce() < nextNonce) lastMined.put(key, newest.number());
            for (OutboxEntry entry : submitted)
                if (entry.nonce() < nextNonce) located(entry, newest).ifPresent(mined::add);
        }
        store(mined);
    }

    private Optional<OutboxEntry> located(OutboxEntry entry, Chain.Block newest) {
        Optional<Chain.Receipt> receipt = chain.receipt(entry.hash());
        if (receipt.isEmpty()) {
            missing(entry);
            return Optional.empty();
        }
        missingLooks.remove(entry.hash());
        if (receipt.get().blockNumber() > newest.number()) return Optional.empty();
        return block(receipt.get().blockNumber()).filter(block -> block.hash().equals(receipt.get().blockHash()))
                .map(block -> entry.in(MINED).at(receipt.get(), block));
    }

    private void missing(OutboxEntry entry) {
        if (missingLooks.merge(entry.hash(), 1, Integer::sum) > MAX_MISSING_LOOKS)
            throw new ChainHaltException("another transaction took nonce " + entry.nonce() + " of "
                    + keys.address(entry.key()) + ", which was for " + entry.id() + ": somebody else uses the "
                    + entry.key() + " key");
    }

    private void confirm(Chain.Block newest) {
        List<OutboxEntry> confirmed = table.inState(MINED, MAX_ROWS).stream()
                .filter(entry -> newest.number() - entry.blockNumber() + 1 >= config.confirmations()).toList();
        for (OutboxEntry entry : confirmed) {
            lastBroadcast.remove(entry.hash());
            if (!entry.succeeded()) table.reason(entry, reasonOfRevert(entry));
        }
        store(confirmed.stream().map(entry -> entry.in(entry.succeeded() ? FINAL : REVERTED)).toList());
    }

    private String reasonOfRevert(OutboxEntry entry) {
        TransactionRequest request = request(entry);
        try {
            chain.call(keys.address(request.key()), request.to(), request.data());
            return "reverted in its block, though it would not now";
        } catch (CallRevertedException e) {
            // nodes put the raw bytes of an error into its text, and PostgreSQL takes no zeros
            return e.getMessage().replaceAll("[^\\p{Print}]+", " ") + " " + e.revertData();
        }
    }

    private void advance(KeyRole key) {
        List<OutboxEntry> submitted = table.inState(key, SUBMITTED, MAX_ROWS);
        for (OutboxEntry entry : submitted)
            if (isOverdue(entry) && !broadcast(entry)) return;
        int room = config.maxInFlight() - submitted.size();
        if (room <= 0) return;
        List<OutboxEntry> sent = new ArrayList<>();
        try {
            for (OutboxEntry entry : signed(key, table.inState(key, PENDING, room))) {
                if (!broadcast(entry)) return;
                sent.add(entry.in(SUBMITTED));
            }
        } finally {
            store(sent);
        }
    }

    private boolean isOverdue(OutboxEntry entry) {
        Long last = lastBroadcast.get(entry.hash());
        return last == null
                || head.number() - Math.max(last, lastMined.getOrDefault(entry.key(), 0L)) >= REBROADCAST_BLOCKS;
    }

    /** Gives each its nonce and its bytes, all committed before anybody sees them. */
    private List<OutboxEntry> signed(KeyRole key, List<OutboxEntry> entries) {
        if (entries.stream().allMatch(OutboxEntry::isSigned)) return entries;
        if (chainId == 0) chainId = chain.chainId();
        long nonce = nextNonce(key);
        List<OutboxEntry> all = new ArrayList<>();
        List<OutboxStore.Signed> fresh = new ArrayList<>();
        for (OutboxEntry entry : entries) {
            if (!entry.isSigned()) fresh.add(sign(entry, nonce++));
            all.add(entry.isSigned() ? entry : fresh.getLast().entry());
        }
        table.sign(fresh);
        return all;
    }

    private OutboxStore.Signed sign(OutboxEntry entry, long nonce) {
        TransactionRequest request = request(entry);
        byte[] bytes = keys.sign(request, chainId, nonce, gasLimit(request.gas()));
        return new OutboxStore.Signed(entry.signed(nonce, Numeric.toHexString(Hash.sha3(bytes))), bytes);
    }

    private TransactionRequest request(OutboxEntry entry) {
        return table.request(entry.id()).orElseThrow();
    }

    private long nextNonce(KeyRole key) {
        long ours = table.nextNonce(key);
        long onChain = chain.nonce(keys.address(key));
        if (ours != 0 && onChain > ours)
            throw new ChainHaltException(keys.address(key) + " has sent " + onChain
                    + " transactions, the outbox knows of "
                    + ours + ": somebody else uses the " + key + " key, or the database is older than the chain");
        return Math.max(ours, onChain);
    }

    /**
     * A block takes a transaction only while all that it asks for is left, used or not. Where nobody knows, half a block:
     * gas is free, and the node would have to execute a call some twenty times to tell how much it takes.
     */
    private long gasLimit(long known) {
        return Math.min(Outbox.MAX_TRANSACTION_GAS, known == UNKNOWN_GAS ? head.gasLimit() / 2 : known);
    }

    /**
     * One after the other, in the order of their nonces: of some that were sent side by side anvil left one lying in its
     * pool for good.
     *
     * @return false when the node does not want it now
     */
    private boolean broadcast(OutboxEntry entry) {
        try {
            chain.broadcast(table.signed(entry));
        } catch (BroadcastRefusedException e) {
            if (!e.getMessage().toLowerCase(Locale.ROOT).contains("nonce too low")) {
                LOG.warn("the node refuses {} by {} with nonce {}: {}", entry.id(), entry.key(), entry.nonce(),
                        e.getMessage());
                return false;
            }
            lookAgain = true; // it arrived before, and is in a block
        }
        lastBroadcast.put(entry.hash(), head.number());
        return true;
    }

    private void store(List<OutboxEntry> entries) {
        if (entries.isEmpty()) return;
        table.update(entries);
        entries.forEach(entry -> changed.accept(entry.view()));
    }
}
