package io.enerlink.engine.matching;

class MatchingEngineTest extends MatchingSuite {
    @Override
    Engine engine() { return Engine.fast(); }
}
