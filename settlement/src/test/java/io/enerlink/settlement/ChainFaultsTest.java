package io.enerlink.settlement;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import io.enerlink.settlement.store.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Whatever the chain does, every batch settles once, and nothing is lost. */
@Isolated("measures after how long an answer is lost, and keeps the machine busy by itself")
class ChainFaultsTest {
    private static final int FIRST_SEED = Integer.getInteger("enerlink.seed", 0);
    private static final int SCHEDULES = Integer.getInteger("enerlink.schedules", 210);
    private static final int RESTARTS_NODE_EVERY = 15;
    /** Schedules that run side by side, each with a chain and a database of its own: mostly they wait for answers. */
    private static final int LANES = 2;

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    @RegisterExtension
    static final TestDatabase OTHER_DATABASE = new TestDatabase();
    @RegisterExtension
    final TestChain chain = new TestChain("--no-mining", "--state-interval", "3600");
    @RegisterExtension
    final TestChain otherChain = new TestChain("--no-mining", "--state-interval", "3600");

    @Test
    void settlesEveryBatchOnceInTwoHundredSchedulesOfFaults() throws Exception {
        try (ExecutorService lanes = Executors.newFixedThreadPool(LANES)) {
            Future<List<String>> one = lanes.submit(() -> run(0, chain, DATABASE.get()));
            Future<List<String>> other = lanes.submit(() -> run(1, otherChain, OTHER_DATABASE.get()));
            assertEquals(List.of(), Stream.of(one.get(), other.get()).flatMap(List::stream).toList());
        }
    }

    /** @return what failed */
    private static List<String> run(int lane, TestChain chain, Database database) throws Exception {
        SharedDeployment shared = new SharedDeployment(chain, database);
        List<String> failures = new ArrayList<>();
        try (FaultyNode proxy = new FaultyNode(chain.url())) {
            Duration patience = FaultRun.patience(proxy);
            for (int seed = FIRST_SEED + lane; seed < FIRST_SEED + SCHEDULES; seed += LANES) {
                shared.restore();
                try (FaultRun run = new FaultRun(seed, seed % RESTARTS_NODE_EVERY == 0, shared, chain, proxy,
                        database, patience)) {
                    run.run();
                } catch (AssertionError | RuntimeException e) {
                    failures.add("seed " + seed + ": " + e);
                }
            }
        }
        return failures;
    }
}
