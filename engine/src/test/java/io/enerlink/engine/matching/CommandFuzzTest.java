package io.enerlink.engine.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.message.CommandRejectedDecoder;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.OrderRejectedDecoder;
import java.io.ByteArrayOutputStream;
import java.util.EnumSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes come as commands, the engine neither throws nor reads past them, says what the naive engine says, and
 * does nothing where it refuses.
 *
 * <p>An input is a row of commands on an exchange that is open. Each begins with a byte: its low five bits choose a kind
 * of command, whose fields follow as they are in SBE, or bytes without a form, whose number follows; the upper three say
 * how much time goes by before.
 */
class CommandFuzzTest {
    private static final EngineConfig CONFIG = new EngineConfig(8, 3, 24);
    private static final EnginePair.Buffers BUFFERS = new EnginePair.Buffers();
    private static final long EXCHANGE_SEED = 7;
    private static final int SEEDS = 20;
    private static final int SEED_COMMANDS = 25;
    private static final int KINDS = 1 << 5;
    private static final int FORMLESS = KINDS - 1;
    private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;
    private static final int[] PASSES_MS = {0, 0, 0, 1, 20, 400, 5_000, 100_000};
    static final int[] TEMPLATES = IntStream.range(0, 100).filter(id -> MatchingEngine.blockLength(id) > 0)
            .toArray();

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private int eventCount;
    private boolean refused;

    /** What traders, chain and operators may send, as the random tests make it. */
    static Stream<byte[]> flows() {
        return IntStream.range(0, SEEDS).mapToObj(CommandFuzzTest::flow);
    }

    private static byte[] flow(int seed) {
        RandomCommands random = new RandomCommands(seed);
        EnginePair engines = new EnginePair(CONFIG, BUFFERS, EnumSet.noneOf(RejectReason.class));
        ByteArrayOutputStream flow = new ByteArrayOutputStream();
        for (int i = 0; i < SEED_COMMANDS; i += random.isOpen() ? 1 : 0) {
            boolean told = random.isOpen();
            Commands command = random.next();
            engines.apply(command, random.nowMs());
            random.hear(engines.events);
            if (told) write(command, flow);
        }
        return flow.toByteArray();
    }

    private static void write(Commands command, ByteArrayOutputStream flow) {
        int kind = IntStream.range(0, TEMPLATES.length).filter(i -> TEMPLATES[i] == command.buffer.getShort(2))
                .findFirst().orElse(FORMLESS);
        int from = kind == FORMLESS ? 0 : HEADER;
        byte[] bytes = new byte[command.length - from];
        command.buffer.getBytes(from, bytes);
        flow.write(kind | 4 << 5);
        if (kind == FORMLESS) flow.write(bytes.length);
        flow.writeBytes(bytes);
    }

    @MethodSource("flows")
    @FuzzTest(maxDuration = "30s")
    void noBytesHarmTheEngine(byte[] input) {
        EnginePair engines = new EnginePair(CONFIG, BUFFERS, EnumSet.noneOf(RejectReason.class));
        RandomCommands opening = new RandomCommands(EXCHANGE_SEED);
        while (!opening.isOpen()) engines.apply(opening.next(), opening.nowMs());
        long nowMs = opening.nowMs();
        for (int at = 0; at < input.length;) {
            int kind = input[at] & FORMLESS;
            nowMs += PASSES_MS[(input[at] & 0xFF) >>> 5];
            HeapBuffer command = kind < TEMPLATES.length ? formed(TEMPLATES[kind], input, at + 1)
                    : formless(input, at + 1);
            at += kind < TEMPLATES.length ? 1 + command.capacity() - HEADER : 2 + command.capacity();
            apply(engines, command, nowMs);
        }
        engines.compareHashes();
    }

    /** What falls due by the time does so at a tick before, so that a refusal has nothing to change. */
    private void apply(EnginePair engines, HeapBuffer command, long nowMs) {
        engines.apply(new Commands().tick(), nowMs);
        long before = engines.stateHash();
        engines.apply(command, command.capacity(), nowMs);
        eventCount = 0;
        refused = false;
        EventBuffer.Visitor visitor = (buffer, offset, length) -> {
            eventCount++;
            int templateId = header.wrap(buffer, offset).templateId();
            refused = templateId == OrderRejectedDecoder.TEMPLATE_ID
                    || templateId == CommandRejectedDecoder.TEMPLATE_ID;
        };
        engines.events.forEach(visitor);
        if (refused && eventCount == 1) assertEquals(before, engines.stateHash(), "a refusal changed something");
    }

    private static HeapBuffer formed(int templateId, byte[] input, int from) {
        int blockLength = MatchingEngine.blockLength(templateId);
        HeapBuffer command = new HeapBuffer(HEADER + blockLength);
        new MessageHeaderEncoder().wrap(command, 0).blockLength(blockLength).templateId(templateId)
                .schemaId(MessageHeaderEncoder.SCHEMA_ID).version(MessageHeaderEncoder.SCHEMA_VERSION);
        command.putBytes(HEADER, input, from, Math.min(blockLength, input.length - from));
        return command;
    }

    private static HeapBuffer formless(byte[] input, int lengthAt) {
        int wanted = lengthAt < input.length ? input[lengthAt] & 0xFF : 0;
        int length = Math.max(0, Math.min(wanted, input.length - lengthAt - 1));
        HeapBuffer command = new HeapBuffer(length);
        if (length > 0) command.putBytes(0, input, lengthAt + 1, length);
        return command;
    }
}
