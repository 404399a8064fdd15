package io.enerlink.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartedTest {
    @Test
    void endsPartsInReverseEvenWhenOneFails() {
        List<String> ended = Collections.synchronizedList(new ArrayList<>());
        Started started = new Started();
        started.add("chain", () -> ended.add("chain"));
        started.add("database", () -> {
            throw new IllegalStateException("expected by the test");
        });
        started.add("broker", () -> ended.add("broker"));
        started.close();
        started.close();
        assertEquals(List.of("broker", "chain"), ended);
    }
}
