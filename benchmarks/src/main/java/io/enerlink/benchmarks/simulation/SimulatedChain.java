package io.enerlink.benchmarks.simulation;

import io.enerlink.settlement.chain.BroadcastRefusedException;
import io.enerlink.settlement.chain.Chain;
import io.enerlink.settlement.chain.ChainUnavailableException;
import io.enerlink.settlement.chain.KeyRole;
import io.enerlink.settlement.chain.Keys;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.utils.Numeric;

/**
 * A node with its chain: blocks that a reorganisation takes back, a pool that a restart forgets, answers that get lost
 * after the deed. It knows the keys and tells senders by the contract they call, for want of time to check signatures.
 */
final class SimulatedChain implements Chain {
    static final long CHAIN_ID = 31_337;

    private static final long GAS_LIMIT = 30_000_000;

    private record Transaction(String hash, String sender, long nonce, String to, byte[] data) {}

    private record Mined(Block block, List<Transaction> transactions, List<Receipt> receipts, List<Log> logs,
            SimulatedContracts after, Map<String, Long> nonces) {}

    private final Fate fate;
    private final Keys keys;
    private final List<Mined> blocks = new ArrayList<>();
    private final Map<String, Transaction> pool = new LinkedHashMap<>();
    private int lostAnswerOneIn = Integer.MAX_VALUE;
    private long mined;
    private int highest;

    SimulatedChain(Fate fate, Keys keys, SimulatedContracts genesis, long nowMs) {
        this.fate = fate;
        this.keys = keys;
        append(new Mined(new Block(0, hash(), "0x", nowMs / 1000, GAS_LIMIT), List.of(), List.of(), List.of(), genesis,
                Map.of()));
    }

    /** Lets one in so many answers get lost, after the deed or before it. */
    void trouble(int oneIn) {
        lostAnswerOneIn = oneIn;
    }

    /** The contracts as of the newest block. */
    SimulatedContracts contracts() { return blocks.getLast().after(); }

    private void append(Mined block) {
        blocks.add(block);
        highest = Math.max(highest, blocks.size());
    }

    private String hash() {
        return Numeric.toHexStringWithPrefixZeroPadded(BigInteger.valueOf(++mined), 64);
    }

    /** A block with what of the pool can be in it, or some of it; {@code users} do something of their own before. */
    void mine(long nowMs, boolean leaveSome, Consumer<SimulatedContracts> users) {
        Mined parent = blocks.getLast();
        SimulatedContracts after = parent.after().copy();
        after.begin(Math.max(parent.block().timestampSec(), nowMs / 1000));
        users.accept(after);
        Map<String, Long> nonces = new LinkedHashMap<>(parent.nonces());
        Block block = new Block(blocks.size(), hash(), parent.block().hash(), after.nowSec(), GAS_LIMIT);
        Mined next = new Mined(block, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), after, nonces);
        for (Transaction transaction : List.copyOf(pool.values())) {
            if (leaveSome && fate.random().nextInt(3) == 0) break;
            include(transaction, next);
        }
        pool.values().removeIf(transaction -> transaction.nonce() < nonces.getOrDefault(transaction.sender(), 0L));
        logs(next, "0x" + "0".repeat(64));
        append(next);
    }

    private void include(Transaction transaction, Mined block) {
        long nonce = block.nonces().getOrDefault(transaction.sender(), 0L);
        if (transaction.nonce() != nonce) return;
        block.nonces().put(transaction.sender(), nonce + 1);
        logs(block, "0x" + "0".repeat(64));
        boolean succeeded = block.after().execute(transaction.to(), transaction.data());
        block.transactions().add(transaction);
        block.receipts().add(new Receipt(transaction.hash(), succeeded, block.block().number(), block.block().hash(),
                block.receipts().size()));
        logs(block, transaction.hash());
    }

    private static void logs(Mined block, String transactionHash) {
        for (SimulatedContracts.Logged event : block.after().takeEvents())
            block.logs().add(new Log(event.address(), event.topics(), event.data(), block.block().number(),
                    block.block().hash(), transactionHash, block.logs().size()));
    }

    /**
     * Takes the last blocks back; what was in them may come again, or is forgotten by the node.
     *
     * @param depth below the highest block there ever was
     */
    void reorganise(int depth) {
        while (blocks.size() > 1 && blocks.size() > highest - depth) {
            Mined gone = blocks.removeLast();
            for (Transaction transaction : gone.transactions())
                if (fate.random().nextInt(4) > 0) pool.put(transaction.hash(), transaction);
        }
    }

    /** The node was started anew. */
    void forgetPool() {
        pool.clear();
    }

    private <T> T answer(Supplier<T> question) {
        if (fate.strikes()) throw new Crash();
        boolean lost = fate.oneIn(lostAnswerOneIn);
        if (lost) throw new ChainUnavailableException("the node does not answer");
        return question.get();
    }

    @Override
    public long chainId() {
        return CHAIN_ID;
    }

    @Override
    public Block head() {
        return answer(() -> blocks.getLast().block());
    }

    @Override
    public Optional<Block> block(long number) {
        return answer(() -> number < blocks.size() ? Optional.of(blocks.get((int) number).block()) : Optional.empty());
    }

    @Override
    public Optional<Receipt> receipt(String transactionHash) {
        return answer(() -> blocks.stream().flatMap(block -> block.receipts().stream())
                .filter(receipt -> receipt.hash().equals(transactionHash)).findFirst());
    }

    @Override
    public List<Log> logs(long first, long last, Collection<String> addresses) {
        return answer(() -> blocks
                .subList((int) Math.min(first, blocks.size()), (int) Math.min(last + 1, blocks.size()))
                .stream().flatMap(block -> block.logs().stream()).filter(log -> addresses.contains(log.address()))
                .toList());
    }

    @Override
    public List<Log> logs(long first, String address, List<String> topics) {
        return logs(first, Long.MAX_VALUE - 1, List.of(address)).stream()
                .filter(log -> log.topics().size() >= topics.size()
                        && log.topics().subList(0, topics.size()).equals(topics))
                .toList();
    }

    @Override
    public byte[] call(String from, String to, byte[] data) {
        return answer(() -> {
            contracts().requireNotReverting(to, data);
            return contracts().read(to, data);
        });
    }

    /** Never fails: it is asked by the machine's clock, and would make worlds differ. */
    @Override
    public byte[] call(String from, String to, byte[] data, long block) {
        return blocks.get((int) Math.min(block, blocks.size() - 1)).after().read(to, data);
    }

    @Override
    public long nonce(String address) {
        return answer(() -> blocks.getLast().nonces().getOrDefault(address, 0L));
    }

    @Override
    public byte[] code(String address) {
        return answer(() -> new byte[]{1});
    }

    @Override
    public void broadcast(byte[] signed) {
        boolean lost = fate.oneIn(lostAnswerOneIn);
        if (lost && fate.random().nextBoolean()) throw new ChainUnavailableException("the node is not there");
        fate.wholly(() -> take(signed));
        if (lost) throw new ChainUnavailableException("the node's answer was lost");
    }

    private void take(byte[] signed) {
        RawTransaction raw = TransactionDecoder.decode(Numeric.toHexString(signed));
        String to = raw.getTo();
        String sender = keys.address(to.equals(SimulatedContracts.CONVERTER) ? KeyRole.ORACLE : KeyRole.OPERATOR);
        long nonce = raw.getNonce().longValueExact();
        String hash = Numeric.toHexString(Hash.sha3(signed));
        if (nonce < blocks.getLast().nonces().getOrDefault(sender, 0L))
            throw new BroadcastRefusedException("nonce too low");
        for (Transaction known : pool.values())
            if (known.sender().equals(sender) && known.nonce() == nonce && !known.hash().equals(hash))
                throw new Violation(Check.SETTLED_ONCE, "nonce " + nonce + " was used for two transactions");
        pool.put(hash, new Transaction(hash, sender, nonce, to, Numeric.hexStringToByteArray(raw.getData())));
    }
}
