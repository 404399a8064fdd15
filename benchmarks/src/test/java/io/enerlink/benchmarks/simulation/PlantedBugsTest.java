package io.enerlink.benchmarks.simulation;

import static io.enerlink.benchmarks.simulation.Check.ACKNOWLEDGED;
import static io.enerlink.benchmarks.simulation.Check.ALIVE;
import static io.enerlink.benchmarks.simulation.Check.CONSERVED;
import static io.enerlink.benchmarks.simulation.Check.DAMAGE;
import static io.enerlink.benchmarks.simulation.Check.DURABLE;
import static io.enerlink.benchmarks.simulation.Check.HALT;
import static io.enerlink.benchmarks.simulation.Check.PRICE_TIME;
import static io.enerlink.benchmarks.simulation.Check.SETTLED_ONCE;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulator's own test: each of these bugs is found, and by the check that is there for it. */
class PlantedBugsTest {
    private static final int SEEDS = 150;
    private static final String JOURNAL = "engine.journal.";
    private static final String MATCHING = "engine.matching.";
    private static final String PIPELINE = "engine.pipeline.";
    private static final String SETTLEMENT = "settlement.";

    static Stream<Arguments> bugsInTheCode() {
        return Stream.of(
                bug("acknowledged before the force", DURABLE, JOURNAL + "Journal", "commit", Rewrite.without("force")),
                bug("a reopened segment's name is not forced", Set.of(DURABLE, ALIVE), JOURNAL + "Journal", "reopen",
                        Rewrite.without("forceDirectory")),
                bug("a segment has its name before its header is durable", ALIVE, JOURNAL + "NextSegment", "take",
                        Rewrite.without("force")),
                bug("the journal's CRC is not checked", Set.of(ACKNOWLEDGED, DAMAGE), JOURNAL + "RecordFormat", "crc",
                        Rewrite.returns(0)),
                bug("every damage counts as a torn end", DAMAGE, JOURNAL + "TornTail", "requireTorn",
                        Rewrite.returns(0)),
                bug("a snapshot has its name before it is durable", DAMAGE, JOURNAL + "Snapshots", "write",
                        Rewrite.without("force")),
                bug("snapshots without their directory's force", Set.of(ALIVE, DAMAGE, DURABLE), JOURNAL + "Snapshots",
                        PlantedLoader.ANY,
                        Rewrite.without("forceDirectory")),
                bug("a snapshot forgets the orders' client ids", Set.of(ACKNOWLEDGED, ALIVE), MATCHING + "ClientOrders",
                        "carry",
                        Rewrite.returns(0)),
                bug("a snapshot forgets the trades of its batches", ALIVE, MATCHING + "UnsettledTrades", "carry",
                        Rewrite.returns(0)),
                bug("a sequence is used again", ACKNOWLEDGED, JOURNAL + "JournalEnd", "lastSequence",
                        Rewrite.oneMore()),
                bug("it goes on after a failure of the disk", HALT, PIPELINE + "Halt", "requireRunning",
                        Rewrite.returns(0)),
                bug("an order that comes again is not known", ACKNOWLEDGED, MATCHING + "ClientOrders", "find",
                        Rewrite.returns(-1)),
                bug("the notional overflows", Set.of(CONSERVED, ALIVE), "engine.ledger.Money", "notional",
                        Rewrite.cutToInt()),
                bug("fees are rounded up", CONSERVED, "engine.ledger.Money", "fee", Rewrite.oneMore()),
                bug("what a trade brings is not booked", CONSERVED, "engine.ledger.Ledger", "receive",
                        Rewrite.returns(0)),
                bug("who came last trades first", PRICE_TIME, "engine.book.Levels", "first",
                        Rewrite.instead("io/enerlink/engine/book/Levels", "last")),
                bug("an iceberg shows more than it may", PRICE_TIME, MATCHING + "SignedOrders", "displayWh",
                        Rewrite.oneMore()),
                bug("a call auction tells another surplus", PRICE_TIME, "engine.book.CallAuction", "surplusWh",
                        Rewrite.oneMore()),
                bug("a report that was stored and not sent is never sent", ALIVE,
                        SETTLEMENT + "metering.EnergySettlement", "collect", Rewrite.without("send")),
                bug("a report that reverted comes again under its old name", Set.of(ALIVE, SETTLED_ONCE),
                        SETTLEMENT + "metering.SettlementStore$Due", "attempt", Rewrite.returns(0)),
                bug("final after one block", Set.of(SETTLED_ONCE, ALIVE), SETTLEMENT + "chain.OutboxConfig",
                        "confirmations",
                        Rewrite.one()),
                bug("a batch's trades are not told again", SETTLED_ONCE, SETTLEMENT + "clearing.PendingBatches",
                        "onTradeRestated", Rewrite.returns(0)));
    }

    private static Arguments bug(String name, Check check, String className, String method, Rewrite rewrite) {
        return bug(name, Set.of(check), className, method, rewrite);
    }

    /** @param checks of which the one or the other is first, as chance has it */
    private static Arguments bug(String name, Set<Check> checks, String className, String method, Rewrite rewrite) {
        return arguments(name, checks, new PlantedLoader(className, method, rewrite));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource
    void bugsInTheCode(String name, Set<Check> checks, PlantedLoader loader) throws ReflectiveOperationException {
        Class<?> run = loader.loadClass(PlantedRun.class.getName());
        @SuppressWarnings("unchecked")
        LongFunction<String> planted = (LongFunction<String>) run.getConstructor().newInstance();
        requireCaught(checks, firstViolation(planted));
        assertTrue(loader.isPlanted(), name);
    }

    static Stream<Arguments> bugsAtThePorts() {
        return Stream.of(arguments("a force that only says so", DURABLE, PlantedPorts.forceThatOnlySaysSo()),
                arguments("a failed force is tried again", HALT, PlantedPorts.retryAfterAFailedForce()),
                arguments("a nonce is used again", SETTLED_ONCE, PlantedPorts.nonceUsedAgain()),
                arguments("a batch is sent twice", SETTLED_ONCE, PlantedPorts.batchSentTwice()),
                arguments("a batch is confirmed twice", SETTLED_ONCE, PlantedPorts.batchConfirmedTwice()),
                arguments("it is forgotten that a transaction is final", ALIVE, PlantedPorts.finalityForgotten()));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource
    void bugsAtThePorts(String name, Check check, Ports ports) {
        requireCaught(Set.of(check), firstViolation(seed -> PlantedRun.run(seed, ports)));
    }

    private static void requireCaught(Set<Check> checks, String violated) {
        assertTrue(checks.stream().anyMatch(check -> check.name().equals(violated)),
                "to be caught by " + checks + ", was by " + violated);
    }

    private static String firstViolation(LongFunction<String> seeds) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            String violated = seeds.apply(seed);
            if (violated != null) return violated;
        }
        return "none in " + SEEDS + " seeds";
    }
}
