package io.enerlink.settlement;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Whatever the chain does, every batch settles once, and nothing is lost. */
class ChainFaultsTest {
    private static final int FIRST_SEED = Integer.getInteger("enerlink.seed", 0);
    private static final int SCHEDULES = Integer.getInteger("enerlink.schedules", 210);
    private static final int RESTARTS_NODE_EVERY = 15;

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @RegisterExtension
    final TestChain chain = new TestChain("--no-mining", "--state-interval", "3600");

    @Test
    void settlesEveryBatchOnceInTwoHundredSchedulesOfFaults() throws Exception {
        SharedDeployment shared = new SharedDeployment(chain, DATABASE.get());
        List<String> failures = new ArrayList<>();
        try (FaultyNode proxy = new FaultyNode(chain.url())) {
            for (int seed = FIRST_SEED; seed < FIRST_SEED + SCHEDULES; ++seed) {
                shared.restore();
                try (FaultRun run = new FaultRun(seed, seed % RESTARTS_NODE_EVERY == 0, shared, chain, proxy,
                        DATABASE.get())) {
                    run.run();
                } catch (AssertionError | RuntimeException e) {
                    failures.add("seed " + seed + ": " + e);
                }
            }
        }
        assertEquals(List.of(), failures);
    }
}
