package io.enerlink.engine.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventBufferTest {
    @Test
    void keepsItsEventsWhereItGrows() {
        EventBuffer growing = new EventBuffer(64);
        fill(growing, 1_000);
        assertEquals(numbers(1_000), read(growing));
    }

    private static void fill(EventBuffer events, int count) {
        for (int i = 0; i < count; i++) {
            int at = events.claim(Integer.BYTES);
            events.buffer().putInt(at, i);
        }
    }

    private static List<Integer> numbers(int count) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) numbers.add(i);
        return numbers;
    }

    private static List<Integer> read(EventBuffer events) {
        List<Integer> read = new ArrayList<>();
        events.forEach((buffer, offset, length) -> read.add(buffer.getInt(offset)));
        return read;
    }
}
