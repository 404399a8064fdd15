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
    /** Sequences with the books audited after each command as well. */
    private static final int AUDITED = 1_000;

    private static final Set<RejectReason> REASONS = EnumSet.noneOf(RejectReason.class);
    private static final Comparison.Buffers BUFFERS = new Comparison.Buffers();
    private static int audited;

    @Property
    void theEngineDoesWhatTheNaiveOneDoes(@ForAll long seed, @ForAll @IntRange(min = 20, max = 200) int commands) {
        new Comparison(seed, BUFFERS, REASONS, audited++ < AUDITED).run(commands);
    }

    @AfterContainer
    static void everyReasonToRefuseWasMet() {
        assertEquals(Comparison.allReasons(), REASONS);
    }
}
