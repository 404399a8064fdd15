package io.enerlink.settlement.chain;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of an Ethereum node. Hashes and addresses are lower-case 0x-hexadecimal.
 *
 * <p>
 * Every method throws {@link ChainUnavailableException} when the node does not answer in time or not sensibly: nothing
 * is known then, least of all whether a broadcast arrived.
 */
public interface Chain {
    /** A block's header. {@code timestampSec}: seconds since 1970. */
    record Block(long number, String hash, String parentHash, long timestampSec, long gasLimit) {}

    /** A transaction in a block. */
    record Receipt(String hash, boolean succeeded, long blockNumber, String blockHash, int index) {}

    /** A contract's log entry. */
    record Log(String address, List<String> topics, byte[] data, long blockNumber, String blockHash,
            String transactionHash, int index) {}

    long chainId();

    /** The newest block. */
    Block head();

    Optional<Block> block(long number);

    Optional<Receipt> receipt(String transactionHash);

    /** The logs of blocks {@code first} to {@code last}, both included, in order. */
    List<Log> logs(long first, long last, Collection<String> addresses);

    /** The logs with these first topics in all blocks from {@code first} on. */
    List<Log> logs(long first, String address, List<String> topics);

    /**
     * Reads from a contract as of the newest block.
     *
     * @throws CallRevertedException when the contract refuses
     */
    byte[] call(String from, String to, byte[] data);

    /** As {@link #call(String, String, byte[])}, as of a block that is not long past. */
    byte[] call(String from, String to, byte[] data, long blockNumber);

    /** How many transactions of the address are in blocks: its next nonce. */
    long nonce(String address);

    /** A contract's code; empty where there is none. */
    byte[] code(String address);

    /**
     * Hands a signed transaction to the node; one that it knows already is fine.
     *
     * @throws BroadcastRefusedException when the node says no
     */
    void broadcast(byte[] signed);
}
