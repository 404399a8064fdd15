package io.enerlink.benchmarks.book;

import io.enerlink.benchmarks.flow.Flow;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Single operations on a book of a thousand orders, always the same ones: what a flow never is, and so a best case. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
public class BookOperations {
    private static final int RESTING = 1_000;
    private static final long MIDDLE_TICKS = 100_000;

    @Param({"TEXTBOOK", "BOOK_CLIENT_IDS", "CLIENT_IDS"})
    public String who;

    private final long[] words = new long[Flow.STRIDE];
    private Subject book;
    private int number;

    @Setup
    public void fill() {
        book = Subjects.valueOf(who).create();
        for (int i = 0; i < RESTING; i++) {
            int side = i & 1;
            apply(Flow.PLACE, side, ++number, MIDDLE_TICKS + (side == 0 ? -10 - i : 10 + i));
        }
    }

    @Benchmark
    public long placeAndCancel() {
        int order = ++number;
        apply(Flow.PLACE, 0, order, MIDDLE_TICKS - 100);
        apply(Flow.CANCEL, 0, order, 0);
        return words[0];
    }

    @Benchmark
    public long placeAndMoveAndCancel() {
        int order = ++number;
        apply(Flow.PLACE, 0, order, MIDDLE_TICKS - 100);
        apply(Flow.MOVE, 0, order, MIDDLE_TICKS - 200);
        apply(Flow.CANCEL, 0, order, 0);
        return words[0];
    }

    @Benchmark
    public long placeAndTrade() {
        apply(Flow.PLACE, 1, ++number, MIDDLE_TICKS);
        apply(Flow.PLACE_IOC, 0, ++number, MIDDLE_TICKS);
        return words[0];
    }

    private void apply(int operation, int side, int order, long priceTicks) {
        words[0] = operation | (long) side << 4 | 1L + side << 8 | (long) order << 32;
        words[1] = order;
        words[2] = priceTicks;
        words[3] = 10;
        book.apply(words, 0);
    }
}
