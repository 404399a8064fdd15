package io.enerlink.engine.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

class EventBufferTest {
    private static final int OWN_BYTES = 64;

    private final SpareBuffers spares = new SpareBuffers();
    private final EventBuffer events = new EventBuffer(OWN_BYTES, spares);

    @Test
    void keepsItsEventsWhereItGrows() {
        EventBuffer growing = new EventBuffer(OWN_BYTES);
        fill(growing, 1_000);
        assertEquals(numbers(1_000), read(growing));
    }

    @Test
    void keepsItsEventsWhereItBorrows() {
        fill(events, 100_000);
        assertEquals(numbers(100_000), read(events));
    }

    @Test
    void isAsBeforeOnceItHasGivenBack() {
        DirectBuffer own = events.buffer();
        fill(events, 1_000);
        assertNotSame(own, events.buffer());
        events.release();
        assertEquals(List.of(), read(events));
        assertSame(own, events.buffer());
    }

    @Test
    void borrowsWhatWasGivenBack() {
        fill(events, 1_000);
        DirectBuffer borrowed = events.buffer();
        events.release();
        EventBuffer other = new EventBuffer(OWN_BYTES, spares);
        fill(other, 1_000);
        assertSame(borrowed, other.buffer());
    }

    @Test
    void doesNotKeepWhatIsTooLarge() {
        fill(events, 200_000);
        DirectBuffer borrowed = events.buffer();
        events.release();
        fill(events, 1_000);
        assertNotSame(borrowed, events.buffer());
    }

    @Test
    void keepsOnlySoManySpares() {
        List<EventBuffer> borrowers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            EventBuffer borrower = new EventBuffer(OWN_BYTES, spares);
            fill(borrower, 10);
            borrowers.add(borrower);
        }
        borrowers.forEach(EventBuffer::release);
        assertEquals(SpareBuffers.MOST, spares.count());
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
