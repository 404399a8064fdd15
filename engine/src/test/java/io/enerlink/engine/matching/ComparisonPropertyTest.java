package io.enerlink.engine.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.Set;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** The engine and the naive one give the same events, byte for byte, the same depth and the same state. */
class ComparisonPropertyTest {
    /** How many sequences a run compares; set by the system property of this name. */
    private static final int SEQUENCES = Integer.getInteger("enerlink.sequences", 100_000);
    private static final int TRIES = 1_000;

    private static final Set<RejectReason> REASONS = EnumSet.noneOf(RejectReason.class);
    private static final EnginePair.Buffers BUFFERS = new EnginePair.Buffers();

    /** A try is many sequences of the same length; in the first of them the books are audited as well. */
    @Property(tries = TRIES)
    void theEngineDoesWhatTheNaiveOneDoes(@ForAll long seed, @ForAll @IntRange(min = 20, max = 200) int commands) {
        for (int i = 0; i < Math.ceilDiv(SEQUENCES, TRIES); i++) {
            new Comparison(seed + i, BUFFERS, REASONS, i == 0).run(commands);
        }
    }

    @AfterContainer
    static void everyReasonToRefuseWasMet() {
        assertEquals(EnumSet.complementOf(EnumSet.of(RejectReason.NONE)), REASONS);
    }
}
