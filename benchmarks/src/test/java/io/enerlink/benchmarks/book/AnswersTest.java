package io.enerlink.benchmarks.book;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.enerlink.benchmarks.flow.Flow;
import io.enerlink.benchmarks.flow.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {
    private static final double PART = 0.01;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"mix-1k", "static-deep", "normal", "swing-25", "swing-40", "flash-crash",
            "one-sided"})
    void everybodyAnswersAFlowAsTheTextbookDoes(String workload) {
        BookTrial.compare(Workload.of(workload).flow(PART));
    }

    @ParameterizedTest
    @EnumSource(value = Subjects.class, names = {"COPY", "TEXTBOOK"}, mode = EnumSource.Mode.EXCLUDE)
    void anotherAnswerIsFound(Subjects subject) {
        Flow flow = Workload.of("flash-crash").flow(PART);
        Answer answer = subject.create().answer(subject.prepare(flow));
        Answer other = Subjects.TEXTBOOK.create().answer(Workload.of("swing-25").flow(PART));
        assertThrows(IllegalStateException.class, () -> answer.requireEqual(subject.label(), other));
    }

    @Test
    void aFlowIsTheSameEachTimeAndFromAFile() throws IOException {
        Flow flow = Workload.of("normal").flow(PART);
        assertArrayEquals(flow.copy().words(), Workload.of("normal").flow(PART).words());
        flow.save(folder.resolve("flow"));
        Flow loaded = Flow.load(folder.resolve("flow"));
        assertEquals(flow.count(), loaded.count());
        assertEquals(Answer.expectedEvents(flow), Answer.expectedEvents(loaded));
    }

    @Test
    void aRegimeIsHalfNewOrdersUnderIdsOfTheirOwn() {
        Flow flow = Workload.of("normal").flow(0.1);
        Set<Long> ids = new HashSet<>();
        int placed = 0;
        int falling = 0;
        long previous = 0;
        for (int i = 0; i < flow.count(); i++) {
            long[] words = flow.words();
            int at = i * Flow.STRIDE;
            if (Flow.operation(words[at]) > Flow.PLACE_IOC) continue;
            placed++;
            if (words[at + 1] < previous) falling++;
            previous = words[at + 1];
            ids.add(previous);
        }
        assertEquals(placed, ids.size());
        assertEquals(0.5, (double) placed / flow.count(), 0.03);
        assertEquals(0.5, (double) falling / placed, 0.03);
    }

    @Test
    void theMixHasItsParts() {
        Flow flow = Workload.of("mix-1k").flow(PART);
        int[] parts = new int[5];
        for (int i = flow.prefill(); i < flow.count(); i++) parts[Flow.operation(flow.words()[i * Flow.STRIDE])]++;
        double count = flow.count() - flow.prefill();
        assertEquals(0.71, parts[Flow.MOVE] / count, 0.02);
        assertEquals(0.13, parts[Flow.PLACE] / count, 0.02);
        assertEquals(0.02, parts[Flow.PLACE_IOC] / count, 0.01);
        assertEquals(0.14, (parts[Flow.REDUCE] + parts[Flow.CANCEL]) / count, 0.02);
        assertTrue(parts[Flow.REDUCE] > 0 && parts[Flow.CANCEL] > 0);
    }
}
