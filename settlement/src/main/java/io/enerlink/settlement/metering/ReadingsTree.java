package io.enerlink.settlement.metering;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/**
 * A Merkle tree over readings; its root goes on the chain with what they are settled for. Pairs are hashed in sorted
 * order and leaves twice, as OpenZeppelin's {@code MerkleProof} verifies it; an odd node moves up as it is.
 */
public final class ReadingsTree {
    private static final int HASH_BYTES = 32;

    private ReadingsTree() {}

    /** The leaf of a reading. */
    public static byte[] leaf(String meterId, int boot, long timestampMs, int epoch, Energy registers,
            String payloadHash) {
        byte[] content = ByteBuffer.allocate(2 * HASH_BYTES + 2 * Integer.BYTES + 3 * Long.BYTES)
                .put(Numeric.hexStringToByteArray(meterId)).putInt(boot).putLong(timestampMs).putInt(epoch)
                .putLong(registers.exportUwh()).putLong(registers.importUwh())
                .put(Numeric.hexStringToByteArray(payloadHash)).array();
        return Hash.sha3(Hash.sha3(content));
    }

    /** The root; 32 zeros over nothing. */
    public static byte[] root(List<byte[]> leaves) {
        List<byte[]> level = leaves;
        while (level.size() > 1) level = above(level);
        return level.isEmpty() ? new byte[HASH_BYTES] : level.getFirst();
    }

    /** What must be hashed, one after the other, with the leaf at {@code index} to get the root. */
    public static List<byte[]> proof(List<byte[]> leaves, int index) {
        List<byte[]> proof = new ArrayList<>();
        int at = index;
        for (List<byte[]> level = leaves; level.size() > 1; level = above(level)) {
            int sibling = at ^ 1;
            if (sibling < level.size()) proof.add(level.get(sibling));
            at /= 2;
        }
        return proof;
    }

    /** Whether a leaf belongs to a root. */
    public static boolean verify(byte[] leaf, List<byte[]> proof, byte[] root) {
        byte[] node = leaf;
        for (byte[] sibling : proof) node = pair(node, sibling);
        return Arrays.equals(node, root);
    }

    private static List<byte[]> above(List<byte[]> level) {
        List<byte[]> above = new ArrayList<>((level.size() + 1) / 2);
        for (int i = 0; i < level.size(); i += 2)
            above.add(i + 1 < level.size() ? pair(level.get(i), level.get(i + 1)) : level.get(i));
        return above;
    }

    private static byte[] pair(byte[] one, byte[] other) {
        boolean inOrder = Arrays.compareUnsigned(one, other) <= 0;
        return Hash.sha3(ByteBuffer.allocate(2 * HASH_BYTES).put(inOrder ? one : other).put(inOrder ? other : one)
                .array());
    }
}
