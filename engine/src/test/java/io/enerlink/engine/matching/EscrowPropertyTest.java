package io.enerlink.engine.matching;

import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

/** What settlement relies on: in the order in which the engine lists executions, no batch can fail on the chain. */
class EscrowPropertyTest {
    @Property(tries = 10_000)
    void inTenThousandRandomDaysNoBatchWithdrawalOrRepaymentFailsOnTheChain(@ForAll long seed,
            @ForAll @IntRange(min = 20, max = 400) int steps) {
        new EscrowRun(seed, false).run(steps);
    }

    @Test
    void inAnotherOrderTheyWould() {
        int failed = 0;
        for (int seed = 0; seed < 40; seed++) {
            EscrowRun run = new EscrowRun(seed, true);
            try {
                run.run(400);
            } catch (AssertionError error) {
                if (error.getMessage().startsWith("InsufficientEscrow")) failed++;
            }
        }
        assertTrue(failed >= 10, "only " + failed + " of 40 failed: the property above has lost its bite");
    }
}
