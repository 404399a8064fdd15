package io.enerlink.settlement.clearing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.web3j.crypto.Hash;

/**
 * The Merkle tree over the single trades of a batch, whose root {@code Market.settle} commits to.
 *
 * <p>
 * A leaf is {@code keccak256(0x00 ‖ tradeId ‖ instrument ‖ priceTicks ‖ quantityWh ‖ quote ‖ makerOrderId ‖ makerFee ‖
 * takerOrderId ‖ takerFee ‖ takerSide)}: numbers are 8 bytes, big-endian, the side is one byte, the instrument the 32
 * bytes of keccak256(symbol). An inner node is {@code keccak256(0x01 ‖ left ‖ right)}; the last node of a level without
 * a neighbour moves up as it is. Leaves are in order of the trades. No trades: 32 zero bytes.
 */
public final class TradesTree {
    static final int HASH_BYTES = 32;
    private static final int LEAF_BYTES = 1 + 8 * Long.BYTES + HASH_BYTES + 1;
    private static final byte INNER = 1;

    private TradesTree() {}

    /** The leaf of one trade; amounts as in the engine's {@code Traded} event. */
    public static byte[] leaf(long tradeId, byte[] instrument, long priceTicks, long quantityWh, long quote,
            long makerOrderId, long makerFee, long takerOrderId, long takerFee, int takerSide) {
        ByteBuffer leaf = ByteBuffer.allocate(LEAF_BYTES);
        leaf.put((byte) 0).putLong(tradeId).put(instrument).putLong(priceTicks).putLong(quantityWh).putLong(quote);
        leaf.putLong(makerOrderId).putLong(makerFee).putLong(takerOrderId).putLong(takerFee).put((byte) takerSide);
        return Hash.sha3(leaf.array());
    }

    public static byte[] root(List<byte[]> leaves) {
        if (leaves.isEmpty()) return new byte[HASH_BYTES];
        List<byte[]> level = leaves;
        while (level.size() > 1) level = parents(level);
        return level.getFirst();
    }

    private static List<byte[]> parents(List<byte[]> level) {
        List<byte[]> parents = new ArrayList<>((level.size() + 1) / 2);
        for (int i = 0; i + 1 < level.size(); i += 2) parents.add(inner(level.get(i), level.get(i + 1)));
        if (level.size() % 2 == 1) parents.add(level.getLast());
        return parents;
    }

    private static byte[] inner(byte[] left, byte[] right) {
        return Hash.sha3(ByteBuffer.allocate(1 + 2 * HASH_BYTES).put(INNER).put(left).put(right).array());
    }
}
