package io.enerlink.engine.matching;

class LedgerTest extends LedgerSuite {
    @Override
    Engine engine() { return Engine.fast(); }
}
