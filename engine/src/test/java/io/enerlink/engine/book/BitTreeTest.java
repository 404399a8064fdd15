package io.enerlink.engine.book;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.TreeSet;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BitTreeTest {
    private static final int HIGHEST = 1 << 19;

    @Test
    void findsNothingInAnEmptySet() {
        BitTree tree = new BitTree();
        assertEquals(BitTree.NONE, tree.ceiling(0));
        assertEquals(BitTree.NONE, tree.ceiling(HIGHEST));
        assertEquals(BitTree.NONE, tree.floor(HIGHEST));
    }

    @Test
    void findsMembersAcrossWordsAndLayers() {
        BitTree tree = new BitTree();
        for (int member : new int[]{0, 63, 64, 4_095, 4_096, HIGHEST}) tree.add(member);
        assertEquals(64, tree.ceiling(64));
        assertEquals(4_095, tree.ceiling(65));
        assertEquals(HIGHEST, tree.ceiling(4_097));
        assertEquals(4_096, tree.floor(HIGHEST - 1));
        assertEquals(0, tree.floor(62));
        tree.remove(4_096);
        assertEquals(4_095, tree.floor(HIGHEST - 1));
    }

    /** Every number is added, or removed where it is in the set already. */
    @Property(tries = 300)
    void isASortedSet(@ForAll @Size(max = 200) List<@IntRange(max = HIGHEST) Integer> numbers,
            @ForAll @IntRange(min = 1, max = HIGHEST) int spread) {
        BitTree tree = new BitTree();
        TreeSet<Integer> set = new TreeSet<>();
        for (int number : numbers) {
            int member = number % spread;
            if (set.remove(member)) tree.remove(member);
            else {
                set.add(member);
                tree.add(member);
            }
            for (int asked : new int[]{0, member - 1, member, member + 1, HIGHEST}) {
                Integer floor = set.floor(asked);
                assertEquals(floor == null ? BitTree.NONE : floor, tree.floor(asked));
                if (asked < 0) continue;
                Integer ceiling = set.ceiling(asked);
                assertEquals(ceiling == null ? BitTree.NONE : ceiling, tree.ceiling(asked));
            }
        }
    }
}
