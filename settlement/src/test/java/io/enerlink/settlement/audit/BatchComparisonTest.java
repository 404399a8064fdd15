package io.enerlink.settlement.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;

import io.enerlink.settlement.audit.AuditReport.Row;
import io.enerlink.settlement.audit.ChainView.SettledBatch;

import org.junit.jupiter.api.Test;

class BatchComparisonTest {
    private final AuditReport report = new AuditReport();

    @Test
    void findsNothingWhereAllThatSettledIsWhatTraded() {
        BatchComparison batches = chain(batch(1, "a"), batch(3, "c"));
        batches.closed(1, "a", 2, 5);
        batches.closed(2, "voided", 2, 5);
        batches.closed(3, "c", 2, 7);
        batches.closed(4, "pending", 2, 5);
        batches.compare(3, 1);
        assertTrue(report.passed(), report.table());
        assertEquals("batches that differ from the journal's trades (of 12 in 2)", report.rows().getLast().check());
    }

    @Test
    void namesEachBatchThatDiffersAndEachThatOneSideLacks() {
        BatchComparison batches = chain(batch(1, "a"), batch(2, "b"), batch(3, "c"), batch(4, "d"), batch(5, "e"));
        batches.closed(1, "x", 2, 5);
        batches.closed(3, "c", 1, 5);
        batches.closed(4, "d", 2, 5);
        batches.compare(6, 0);
        assertFalse(report.passed());
        assertEquals(List.of("x of 2, a of 2", "nothing, b of 2", "c of 1, c of 2", "nothing, e of 2", "6, 5", "0, 4"),
                report.rows().stream().filter(row -> !row.agrees()).map(BatchComparisonTest::both).toList());
    }

    @Test
    void listsSomeAndCountsAll() {
        int many = AuditReport.MAX_DIFFERENCES + 5;
        BatchComparison batches = new BatchComparison(LongStream.rangeClosed(1, many)
                .mapToObj(id -> batch(id, "a")).iterator(), report);
        batches.compare(many, 0);
        assertEquals(AuditReport.MAX_DIFFERENCES + 2, report.rows().size());
        assertEquals(String.valueOf(many), report.rows().getLast().found());
    }

    private BatchComparison chain(SettledBatch... settled) {
        return new BatchComparison(List.of(settled).iterator(), report);
    }

    private static SettledBatch batch(long batchId, String root) {
        return new SettledBatch(batchId, root, 2);
    }

    private static String both(Row row) {
        return row.expected() + ", " + row.found();
    }
}
