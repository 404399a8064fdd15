package io.enerlink.engine.pipeline;

import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.OpenAccountEncoder;

/** Commands that take effect whatever went before them. */
final class Commands {
    private Commands() {}

    /** Opens the account of an address that holds this number; the number is also its correlation id. */
    static HeapBuffer openAccount(long number) {
        HeapBuffer buffer = new HeapBuffer(MessageHeaderEncoder.ENCODED_LENGTH + OpenAccountEncoder.BLOCK_LENGTH);
        OpenAccountEncoder command = new OpenAccountEncoder();
        command.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()).correlationId(number);
        for (int i = 0; i < Long.BYTES; i++) command.address(i, (short) (number >>> 8 * i & 0xFF));
        return buffer;
    }
}
