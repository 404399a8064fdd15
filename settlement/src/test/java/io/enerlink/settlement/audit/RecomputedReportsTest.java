package io.enerlink.settlement.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import io.enerlink.settlement.TestDatabase;
import io.enerlink.settlement.audit.RecomputedReports.Key;
import io.enerlink.settlement.audit.RecomputedReports.Recomputed;
import io.enerlink.settlement.metering.Energy;
import io.enerlink.settlement.metering.ReadingsTree;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.web3j.utils.Numeric;

class RecomputedReportsTest {
    private static final String METER = "0x" + "11".repeat(32);
    private static final String HASH = "0x" + "22".repeat(32);

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @BeforeEach
    void addMeter() {
        DATABASE.get().jdbi().useHandle(handle -> handle.execute("""
                INSERT INTO meter (meter_id, site, owner, capacity_w, policy, threshold_uwh, units, zone, state)
                VALUES (?, 'home', '0x00', 1000, 'periodic', 0, 'Wh', 'UTC', '{}')""", METER));
    }

    /** Each with two readings. */
    private static void insert(String state, int from, int to) {
        DATABASE.get().jdbi().useTransaction(handle -> {
            handle.execute("""
                    INSERT INTO settlement_report (report_id, transaction_id, ordinal, meter_id, epoch, export_uwh,
                        import_uwh, readings_root, state)
                    SELECT n, n::text, 0, ?, 1, 10 * n, n, '0x', ? FROM generate_series(?, ?) n""", METER, state, from,
                    to);
            handle.execute(
                    """
                            INSERT INTO reading (meter_id, boot, timestamp_ms, received_at, sampled_at, estimated, epoch, status,
                                export_uwh, import_uwh, export_delta_uwh, import_delta_uwh, payload_hash, report_id)
                            SELECT ?, part, n, now(), now(), FALSE, 1, 'ACCEPTED', 10 * n + part, n, 5, part, ?, n
                            FROM generate_series(?, ?) n, generate_series(0, 1) part ORDER BY n, part""",
                    METER, HASH, from,
                    to);
        });
    }

    private static Key key(int report) {
        return new Key(METER, 1, 10L * report, report);
    }

    private static Recomputed expected(int report) {
        List<byte[]> leaves = new ArrayList<>();
        for (int part = 0; part < 2; ++part)
            leaves.add(ReadingsTree.leaf(METER, part, report, 1, new Energy(10L * report + part, report), HASH));
        return new Recomputed(BigInteger.valueOf(9), Numeric.toHexString(ReadingsTree.root(leaves)));
    }

    private static void inOnePass(Consumer<RecomputedReports> use) {
        DATABASE.get().jdbi().useTransaction((Handle handle) -> {
            try (RecomputedReports reports = new RecomputedReports(handle)) {
                use.accept(reports);
            }
        });
    }

    @Test
    void findsEveryReportOnceInWhateverOrderTheChainTookThem() {
        insert("FINAL", 1, 3_000);
        List<Integer> asked = new ArrayList<>();
        for (int i = 1; i <= 3_000; ++i) asked.add(i);
        Collections.shuffle(asked, new Random(1));
        inOnePass(reports -> {
            asked.forEach(report -> assertEquals(expected(report), reports.find(key(report))));
            assertEquals(Recomputed.UNKNOWN, reports.find(key(1)), "each once");
        });
    }

    @Test
    void passesOverWhatHadNoEffectAndGoesOnAfterAReportThatIsNotThere() {
        insert("REFUSED", 1, 1);
        insert("REVERTED", 2, 2);
        insert("PENDING", 3, 3);
        insert("FINAL", 4, 4);
        inOnePass(reports -> {
            for (int missing : List.of(1, 2, 5)) assertEquals(Recomputed.UNKNOWN, reports.find(key(missing)));
            for (int there : List.of(4, 3)) assertEquals(expected(there), reports.find(key(there)));
        });
    }

    @Test
    void readsNoFurtherAheadThanItMayKeep() {
        insert("FINAL", 1, RecomputedReports.MAX_AHEAD + 2);
        inOnePass(reports -> {
            int last = RecomputedReports.MAX_AHEAD + 2;
            assertEquals(Recomputed.UNKNOWN, reports.find(key(last)), "out of reach");
            assertEquals(expected(1), reports.find(key(1)));
            assertEquals(expected(last - 1), reports.find(key(last - 1)));
            assertEquals(expected(2), reports.find(key(2)));
            assertEquals(expected(last), reports.find(key(last)), "within reach now");
        });
    }
}
