package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class StateTextsTest {
    private final StateTexts texts = new StateTexts();

    private static MeterState opened(long ms) {
        return MeterState.opened(new Energy(ms, 0), ms);
    }

    @Test
    void whatWasWrittenIsReadOnceWithoutTakingItApart() {
        MeterState state = opened(1);
        String text = texts.write(state);
        assertSame(state, texts.read(text));
        assertNotSame(state, texts.read(text));
        assertEquals(state, texts.read(text));
    }

    @Test
    void whatSomebodyElseWroteIsRead() {
        assertEquals(opened(2), texts.read(MeterTable.json(opened(2))));
    }

    @Test
    void whenItIsFullTheOldestIsTakenApartAgain() {
        String oldest = texts.write(opened(0));
        for (int i = 1; i <= StateTexts.MAX_KNOWN; i++) texts.write(opened(i));
        assertEquals(StateTexts.MAX_KNOWN, texts.size());
        assertEquals(opened(0), texts.read(oldest));
        assertEquals(StateTexts.MAX_KNOWN, texts.size());
    }
}
