package io.enerlink.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private final Gathering gathering = new Gathering();
    private final List<String> sent = new ArrayList<>();

    @Test
    void holdsWhatABatchSendsUntilItsEnd() {
        gathering.begin();
        assertTrue(gathering.holds(() -> sent.add("a")));
        gathering.begin();
        assertTrue(gathering.holds(() -> sent.add("b")));
        assertEquals(List.of(), sent);

        gathering.end();
        assertEquals(List.of("a", "b"), sent);
        gathering.begin();
        gathering.end();
        assertEquals(List.of("a", "b"), sent);
    }

    @Test
    void holdsNothingOutsideOfABatchNorOfOthers() {
        assertFalse(gathering.holds(() -> sent.add("before")));
        gathering.begin();
        assertFalse(CompletableFuture.supplyAsync(() -> gathering.holds(() -> sent.add("another's"))).join());
        gathering.end();
        assertFalse(gathering.holds(() -> sent.add("after")));
        assertEquals(List.of(), sent);
    }

    @Test
    void keepsNobodyWaitingForTheEndOfALongBatch() {
        gathering.begin();
        gathering.holds(() -> sent.add("first"));
        int commands = 1;
        while (sent.isEmpty()) {
            gathering.begin();
            commands++;
            assertTrue(commands < 100, "held for ever");
        }
        assertEquals(65, commands);
        assertTrue(gathering.holds(() -> sent.add("next")));
    }
}
