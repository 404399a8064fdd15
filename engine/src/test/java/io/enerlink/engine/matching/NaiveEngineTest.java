package io.enerlink.engine.matching;

import org.junit.jupiter.api.Nested;

/** The engine that the fast one is compared with has to pass the same scripts. */
class NaiveEngineTest {
    private static final EngineConfig CONFIG = new EngineConfig(64, 8, 1 << 12);

    @Nested
    class Matching extends MatchingSuite {
        @Override
        Engine engine() { return new NaiveEngine(CONFIG); }
    }

    @Nested
    class Ledger extends LedgerSuite {
        @Override
        Engine engine() { return new NaiveEngine(CONFIG); }
    }
}
