package io.enerlink.engine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.journal.FragileStorage;
import io.enerlink.engine.journal.JournalConfig;
import io.enerlink.engine.matching.EngineConfig;
import io.enerlink.engine.matching.MatchingEngine;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.TradedDecoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReplayPropertyTest {
    private static final EngineConfig ENGINE = new EngineConfig(16, 2, 1 << 9);
    private static final long NOW_MS = 1_000_000;

    private static EnginePipeline start(FragileStorage storage, Heard heard) {
        return EnginePipeline.start(config(), storage, heard);
    }

    private static PipelineConfig config() {
        return PipelineConfig.defaults(Path.of("unused")).withEngine(ENGINE).withRingSize(64)
                .withJournal(new JournalConfig(129 * 512, 129 * 512)).withClock(() -> NOW_MS).withTickIntervalMs(0);
    }

    private static void submit(EnginePipeline pipeline, List<HeapBuffer> commands) {
        for (HeapBuffer command : commands) {
            Await.until("room", () -> pipeline.submit(command, 0, command.capacity()));
        }
    }

    /** The engine alone, without journal, ring or threads. */
    private static EngineState alone(List<HeapBuffer> commands, Heard heard) {
        MatchingEngine engine = new MatchingEngine(ENGINE);
        EventBuffer events = new EventBuffer(1 << 12);
        long sequence = 0;
        for (HeapBuffer command : commands) {
            events.clear();
            engine.onCommand(++sequence, NOW_MS, command, 0, command.capacity(), events);
            heard.onEvents(sequence, NOW_MS, events);
        }
        return new EngineState(sequence, engine.stateHash());
    }

    @Property(tries = 100)
    void pipelineAndReplaySayWhatTheEngineAloneSays(@ForAll long seed, @ForAll @IntRange(max = 300) int count) {
        List<HeapBuffer> commands = RandomTrading.commands(seed, count);
        Heard expected = new Heard();
        EngineState state = alone(commands, expected);
        FragileStorage storage = new FragileStorage();
        for (int life = 0; life < 2; life++) {
            Heard heard = new Heard();
            try (EnginePipeline pipeline = start(storage, heard)) {
                if (life == 0) submit(pipeline, commands);
                assertEquals(state, pipeline.state());
            }
            assertSame(expected, heard);
        }
    }

    @Property(tries = 100)
    void withoutAJournalItSaysTheSame(@ForAll long seed, @ForAll @IntRange(max = 300) int count) {
        List<HeapBuffer> commands = RandomTrading.commands(seed, count);
        Heard expected = new Heard();
        EngineState state = alone(commands, expected);
        Heard heard = new Heard();
        try (EnginePipeline pipeline = EnginePipeline.startWithoutJournal(config(), heard)) {
            submit(pipeline, commands);
            assertEquals(state, pipeline.state());
        }
        assertSame(expected, heard);
    }

    @Property(tries = 100)
    void afterACrashItKnowsWhatItKnewAtTheSameSequence(@ForAll long seed, @ForAll @IntRange(max = 300) int count) {
        List<HeapBuffer> commands = RandomTrading.commands(seed, count);
        FragileStorage storage = new FragileStorage();
        long published;
        FragileStorage left;
        try (EnginePipeline pipeline = start(storage, new Heard())) {
            submit(pipeline, commands);
            published = pipeline.lastSequence();
            left = storage.crash(new Random(seed));
        }
        Heard heard = new Heard();
        try (EnginePipeline pipeline = start(left, heard)) {
            EngineState state = pipeline.state();
            assertTrue(state.sequence() >= published, state.sequence() + " left, " + published + " published");
            Heard expected = new Heard();
            assertEquals(alone(commands.subList(0, (int) state.sequence()), expected), state);
            assertSame(expected, heard);
        }
    }

    /** Line by line, since a list that differs somewhere is longer than anybody reads. */
    private static void assertSame(Heard expected, Heard heard) {
        assertEquals(expected.lines().size(), heard.lines().size());
        for (int i = 0; i < expected.lines().size(); i++) {
            assertEquals(expected.lines().get(i), heard.lines().get(i));
        }
    }

    @Test
    void theRandomCommandsTrade() {
        int[] trades = {0};
        MatchingEngine engine = new MatchingEngine(ENGINE);
        EventBuffer events = new EventBuffer(1 << 12);
        long sequence = 0;
        for (HeapBuffer command : RandomTrading.commands(1, 300)) {
            events.clear();
            engine.onCommand(++sequence, NOW_MS, command, 0, command.capacity(), events);
            events.forEach((buffer, offset, length) -> {
                if (new MessageHeaderDecoder().wrap(buffer, offset).templateId() == TradedDecoder.TEMPLATE_ID) {
                    trades[0]++;
                }
            });
        }
        assertTrue(trades[0] > 20, trades[0] + " trades");
    }
}
