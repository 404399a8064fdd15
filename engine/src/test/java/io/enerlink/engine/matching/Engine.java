package io.enerlink.engine.matching;

import org.agrona.DirectBuffer;

import io.enerlink.engine.client.EventBuffer;

/** The fast engine or the naive one it is held against. */
interface Engine {
    void onCommand(long sequence, long timestampMs, DirectBuffer command, int offset, int length, EventBuffer events);

    long stateHash();

    static Engine fast() {
        return of(new MatchingEngine(new EngineConfig(64, 8, 1 << 12)));
    }

    static Engine of(MatchingEngine engine) {
        return new Engine() {
            @Override
            public void onCommand(long sequence, long timestampMs, DirectBuffer command, int offset, int length,
                    EventBuffer events) {
                engine.onCommand(sequence, timestampMs, command, offset, length, events);
            }

            @Override
            public long stateHash() { return engine.stateHash(); }
        };
    }
}
