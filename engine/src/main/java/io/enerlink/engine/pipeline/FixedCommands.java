package io.enerlink.engine.pipeline;

import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.matching.HaltReason;
import io.enerlink.engine.matching.TradingState;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.SetStorageEncoder;
import io.enerlink.engine.message.SetTradingEncoder;
import io.enerlink.engine.message.TickEncoder;
import org.agrona.DirectBuffer;

/** The commands that the pipeline itself gives. */
final class FixedCommands {
    static final DirectBuffer TICK = tick();
    static final DirectBuffer HALT_FOR_CLOCK_JUMP = halt();
    static final DirectBuffer STORAGE_LOW = storage(true);
    static final DirectBuffer STORAGE_FINE = storage(false);

    private FixedCommands() {}

    private static DirectBuffer tick() {
        HeapBuffer buffer = new HeapBuffer(MessageHeaderEncoder.ENCODED_LENGTH + TickEncoder.BLOCK_LENGTH);
        new TickEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()).correlationId(0);
        return buffer;
    }

    private static DirectBuffer halt() {
        HeapBuffer buffer = new HeapBuffer(MessageHeaderEncoder.ENCODED_LENGTH + SetTradingEncoder.BLOCK_LENGTH);
        new SetTradingEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()).correlationId(0)
                .instrumentId(0).state((short) TradingState.HALTED.code()).reason((short) HaltReason.CLOCK_JUMP.code());
        return buffer;
    }

    private static DirectBuffer storage(boolean low) {
        HeapBuffer buffer = new HeapBuffer(MessageHeaderEncoder.ENCODED_LENGTH + SetStorageEncoder.BLOCK_LENGTH);
        new SetStorageEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()).correlationId(0)
                .low((short) (low ? 1 : 0));
        return buffer;
    }
}
