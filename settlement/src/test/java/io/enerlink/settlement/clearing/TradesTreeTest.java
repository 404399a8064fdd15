package io.enerlink.settlement.clearing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Hash;

class TradesTreeTest {
    @Test
    void hashesPairsAndLetsTheOddOneUp() {
        List<byte[]> leaves = leaves(3);
        byte[] left = inner(leaves.get(0), leaves.get(1));
        assertArrayEquals(inner(left, leaves.get(2)), TradesTree.root(leaves));
        assertArrayEquals(leaves.get(0), TradesTree.root(leaves.subList(0, 1)));
        assertArrayEquals(new byte[32], TradesTree.root(List.of()));
    }

    @Test
    void changesWithEveryTradeAndTheirOrder() {
        byte[] root = TradesTree.root(leaves(7));
        for (int i = 0; i < 7; ++i) {
            List<byte[]> altered = leaves(7);
            altered.set(i, leaf(99));
            assertFalse(Arrays.equals(root, TradesTree.root(altered)));
        }
        List<byte[]> swapped = leaves(7);
        Collections.swap(swapped, 2, 3);
        assertFalse(Arrays.equals(root, TradesTree.root(swapped)));
        assertFalse(Arrays.equals(root, TradesTree.root(leaves(8))));
    }

    private static List<byte[]> leaves(int count) {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < count; ++i) leaves.add(leaf(i));
        return leaves;
    }

    private static byte[] leaf(long tradeId) {
        return TradesTree.leaf(tradeId, new byte[32], 144_470, 100, 144_470_000, 1, 2, 3, 4, 0);
    }

    private static byte[] inner(byte[] left, byte[] right) {
        return Hash.sha3(ByteBuffer.allocate(65).put((byte) 1).put(left).put(right).array());
    }
}
