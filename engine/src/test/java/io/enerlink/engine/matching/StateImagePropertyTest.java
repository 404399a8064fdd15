package io.enerlink.engine.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.image.StateImage;

/** An engine that took its state out of an image goes on exactly as the one of which the image was taken. */
class StateImagePropertyTest {
    private static final EngineConfig CONFIG = new EngineConfig(16, 3, 200);
    private static final StateImage IMAGE = new StateImage();

    private final EventBuffer events = new EventBuffer(1 << 15);
    private final EventBuffer loadedEvents = new EventBuffer(1 << 15);
    private long sequence;

    @Property(tries = 1_500)
    void goesOnWhereTheImageWasTaken(@ForAll long seed, @ForAll @IntRange(min = 0, max = 600) int before,
            @ForAll @IntRange(min = 1, max = 200) int after) {
        RandomCommands random = new RandomCommands(seed);
        MatchingEngine engine = new MatchingEngine(CONFIG);
        for (int i = 0; i < before; i++) apply(engine, random.next(), random);

        MatchingEngine loaded = copy(engine);
        assertEquals(engine.stateHash(), loaded.stateHash());
        for (int i = 0; i < after; i++) {
            Commands command = random.next();
            loadedEvents.clear();
            loaded.onCommand(sequence + 1, random.nowMs(), command.buffer, 0, command.length, loadedEvents);
            apply(engine, command, random);
            assertEquals(text(events), text(loadedEvents));
        }
        assertEquals(engine.stateHash(), loaded.stateHash());
    }

    /** But for what only counts as new, a listener of the image knows what one knows who heard everything. */
    @Property(tries = 500)
    void tellsWhatAListenerOfAllEventsKnows(@ForAll long seed, @ForAll @IntRange(min = 0, max = 600) int commands) {
        RandomCommands random = new RandomCommands(seed);
        MatchingEngine engine = new MatchingEngine(CONFIG);
        Known live = new Known();
        EventDispatcher dispatcher = new EventDispatcher(live);
        for (int i = 0; i < commands; i++) {
            apply(engine, random.next(), random);
            dispatcher.onEvents(sequence, random.nowMs(), events);
        }
        MatchingEngine loaded = copy(engine);
        assertEquals(live.text(), restated(loaded));
        assertEquals(engine.stateHash(), loaded.stateHash());
    }

    private String restated(MatchingEngine engine) {
        Known known = new Known();
        EventDispatcher dispatcher = new EventDispatcher(known);
        loadedEvents.clear();
        engine.restate(loadedEvents, () -> {
            dispatcher.onEvents(sequence, 0, loadedEvents);
            loadedEvents.clear();
        });
        return known.text();
    }

    private void apply(MatchingEngine engine, Commands command, RandomCommands random) {
        events.clear();
        engine.onCommand(++sequence, random.nowMs(), command.buffer, 0, command.length, events);
        random.hear(events);
    }

    /** Every byte of every event. */
    private static String text(EventBuffer buffer) {
        StringBuilder text = new StringBuilder();
        buffer.forEach((event, offset, length) -> {
            byte[] bytes = new byte[length];
            event.getBytes(offset, bytes);
            text.append(HexFormat.of().formatHex(bytes)).append('\n');
        });
        return text.toString();
    }

    private static MatchingEngine copy(MatchingEngine engine) {
        IMAGE.save();
        engine.carry(IMAGE);
        MatchingEngine copy = new MatchingEngine(CONFIG);
        IMAGE.load();
        copy.carry(IMAGE);
        IMAGE.requireEnd();
        return copy;
    }
}
