package io.enerlink.settlement.chain;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import io.enerlink.settlement.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.protocol.core.Response;
import org.web3j.utils.Numeric;

/**
 * Brings the embedded anvil back to where the outbox saw it: after a crash its state file lags by some seconds, or
 * cannot be read and the chain begins anew. The stored bytes are replayed in their order, into blocks with their numbers
 * and times, before anything else happens on the chain. What the outbox had not seen mined is sent again by itself.
 */
public final class AnvilRecovery {
    private static final int BLOCKS_AT_ONCE = 500;
    private static final Logger LOG = LoggerFactory.getLogger(AnvilRecovery.class);

    private final OutboxTable table;
    private final Web3jChain chain;
    private final int blockTimeSec;

    /** @param blockTimeSec the interval in which the anvil mines by itself */
    public AnvilRecovery(Database database, Web3jChain chain, int blockTimeSec) {
        this.table = new OutboxTable(database);
        this.chain = chain;
        this.blockTimeSec = blockTimeSec;
    }

    /**
     * Brings an embedded chain that came up behind back to where the outbox of this database saw it, without keys and
     * without an outbox: for whoever starts database and chain only to read them. Not beside a running exchange, whose
     * outbox does it.
     *
     * @param blockTimeSec the interval in which the anvil mines by itself
     * @return the number of blocks replayed, 0 where nothing was missing
     * @throws IllegalStateException     when the node is on another chain than this database
     * @throws ChainHaltException        when a replayed transaction ends differently than it did
     * @throws ChainUnavailableException when the node does not answer; try again
     */
    public static int recover(Database database, String rpcUrl, int blockTimeSec) {
        try (Web3jChain chain = new Web3jChain(rpcUrl)) {
            requireSameChain(database, chain);
            return new AnvilRecovery(database, chain, blockTimeSec).recover();
        }
    }

    private static void requireSameChain(Database database, Chain chain) {
        long chainId = chain.chainId();
        new DeploymentTable(database).home().filter(home -> home.chainId() != chainId).ifPresent(home -> {
            throw new IllegalStateException("the node is on chain " + chainId + ", this database belongs to chain "
                    + home.chainId() + ": nothing is replayed there");
        });
    }

    /**
     * Replays what is missing; does nothing where nothing is.
     *
     * @return the number of blocks replayed
     * @throws ChainHaltException when a replayed transaction ends differently than it did
     */
    int recover() {
        List<Long> mined = table.minedBlocks();
        int firstLost = firstLost(mined);
        if (firstLost < mined.size()) {
            anvil("evm_setIntervalMining", 0);
            LOG.warn("the chain lost block {} and {} more with transactions: replaying", mined.get(firstLost),
                    mined.size() - firstLost - 1);
            rollBackBefore(mined.get(firstLost));
            mined.subList(firstLost, mined.size()).forEach(this::replay);
            anvil("evm_setTime", System.currentTimeMillis() / 1000);
        }
        anvil("evm_setIntervalMining", blockTimeSec);
        return mined.size() - firstLost;
    }

    /** Blocks are kept or lost from some point on, so the point is found by halving. */
    private int firstLost(List<Long> mined) {
        int low = 0;
        int high = mined.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isThere(mined.get(middle))) low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private boolean isThere(long number) {
        String hash = table.inBlock(number).getFirst().blockHash();
        return chain.block(number).filter(block -> block.hash().equals(hash)).isPresent();
    }

    /** Takes away the empty blocks that were mined where lost ones belong. */
    private void rollBackBefore(long number) {
        long surplus = chain.head().number() - (number - 1);
        if (surplus > 0) anvil("anvil_rollback", surplus);
    }

    private void replay(long number) {
        List<OutboxEntry> entries = table.inBlock(number);
        long timestampSec = entries.getFirst().blockTimestamp();
        fillUpTo(number - 1, timestampSec);
        entries.forEach(entry -> chain.broadcast(table.signed(entry)));
        anvil("evm_setTime", timestampSec);
        anvil("evm_setNextBlockTimestamp", timestampSec);
        anvil("evm_mine");
        Chain.Block block = chain.head();
        table.update(entries.stream().map(entry -> relocated(entry, block)).toList());
    }

    private void fillUpTo(long number, long timestampSec) {
        long missing = number - chain.head().number();
        if (missing <= 0) return;
        anvil("evm_setTime", timestampSec - missing);
        for (long left = missing; left > 0; left -= BLOCKS_AT_ONCE)
            anvil("anvil_mine", Numeric.toHexStringWithPrefix(BigInteger.valueOf(Math.min(left, BLOCKS_AT_ONCE))),
                    "0x1");
    }

    private OutboxEntry relocated(OutboxEntry entry, Chain.Block block) {
        Chain.Receipt receipt = chain.receipt(entry.hash()).orElseThrow(() -> new ChainHaltException(
                "the replay of block " + entry.blockNumber() + " left out " + entry.id()));
        if (receipt.succeeded() != entry.succeeded() || receipt.blockNumber() != entry.blockNumber())
            throw new ChainHaltException("the replay of " + entry.id() + " ended differently: block "
                    + receipt.blockNumber() + ", succeeded: " + receipt.succeeded());
        return entry.at(receipt, block);
    }

    private void anvil(String method, Object... params) {
        Response<?> answer = chain.once(chain.request(method, AnyResponse.class, params));
        if (answer.hasError())
            throw new ChainHaltException(
                    "anvil refuses " + method + " " + List.of(params) + ": " + answer.getError().getMessage());
    }

    /** Whatever the node answers; only errors matter. */
    public static final class AnyResponse extends Response<Object> {}
}
