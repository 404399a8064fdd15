package io.enerlink.engine.pipeline;

import com.lmax.disruptor.EventHandler;
import io.enerlink.engine.matching.MatchingEngine;

/** Both stages on one thread, where no journal works beside them. */
final class MatchAndPublish implements EventHandler<Slot> {
    private final MatchStage match;
    private final PublishStage publish;

    MatchAndPublish(MatchingEngine engine, PublishStage publish) {
        match = new MatchStage(engine, new Stamp(0, 0), null, null);
        this.publish = publish;
    }

    @Override
    public void onEvent(Slot slot, long ringSequence, boolean endOfBatch) {
        match.onEvent(slot, ringSequence, endOfBatch);
        publish.onEvent(slot, ringSequence, endOfBatch);
    }

    @Override
    public void onStart() {
        Thread.currentThread().setName("engine");
    }
}
