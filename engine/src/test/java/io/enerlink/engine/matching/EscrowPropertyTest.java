package io.enerlink.engine.matching;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.enerlink.engine.matching.EscrowRun.Flaw;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

/**
 * What settlement relies on: in the order in which the engine lists executions, no batch can fail on the chain, whatever
 * users do there and however it reorganises itself.
 */
class EscrowPropertyTest {
    private static final int RUNS = 40;
    private static final int STEPS = 400;

    @Property(tries = 10_000)
    void inTenThousandRandomDaysNoBatchWithdrawalOrRepaymentFailsOnTheChain(@ForAll long seed,
            @ForAll @IntRange(min = 20, max = STEPS) int steps) {
        new EscrowRun(seed, Flaw.NONE).run(steps);
    }

    @Test
    void thoseDaysHaveBatchesOfBothFatesAndReorganisations() {
        int settled = 0;
        int voided = 0;
        int reorganised = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            EscrowRun run = new EscrowRun(seed, Flaw.NONE);
            run.run(STEPS);
            settled += run.settled();
            voided += run.voided();
            reorganised += run.reorganised();
        }
        assertTrue(settled >= 200 && voided >= 5 && reorganised >= 100,
                settled + " batches settled, " + voided + " were voided, " + reorganised + " reorganisations");
    }

    @Test
    void inAnotherOrderTheyWould() {
        int failed = failures(Flaw.BATCHES_SHUFFLED, "InsufficientEscrow");
        assertTrue(failed >= 10, "only " + failed + " of 40 failed: the property above has lost its bite");
    }

    @Test
    void onABlockThatMayStillGoTheyWould() {
        int failed = failures(Flaw.CONFIRMATIONS_NOT_AWAITED, "");
        assertTrue(failed >= 10, "only " + failed + " of 40 failed: the reorganisations have lost their bite");
    }

    private static int failures(Flaw flaw, String error) {
        int failed = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            EscrowRun run = new EscrowRun(seed, flaw);
            try {
                run.run(STEPS);
            } catch (AssertionError expected) {
                if (expected.getMessage().startsWith(error)) failed++;
            }
        }
        return failed;
    }
}
