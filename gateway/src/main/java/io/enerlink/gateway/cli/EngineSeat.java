package io.enerlink.gateway.cli;

import io.enerlink.engine.client.EngineClient;
import io.enerlink.engine.pipeline.EnginePipeline;
import org.agrona.DirectBuffer;

/** Where the engine will sit: the settlement has to know its client before the engine has replayed its journal. */
final class EngineSeat implements EngineClient, AutoCloseable {
    private volatile EnginePipeline engine;

    void take(EnginePipeline started) {
        engine = started;
    }

    EnginePipeline engine() { return engine; }

    @Override
    public boolean submit(DirectBuffer command, int offset, int length) {
        EnginePipeline seated = engine;
        return seated != null && seated.submit(command, offset, length);
    }

    @Override
    public void close() {
        if (engine != null) engine.close();
    }
}
