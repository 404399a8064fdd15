package io.enerlink.gateway.net;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.settlement.metering.EnergyHistory;
import io.enerlink.settlement.metering.EnergyRow;
import io.enerlink.settlement.metering.RefusedMessageException;
import io.enerlink.settlement.metering.Submissions;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What meters may say over HTTP, answered once it is stored, and what their owners may ask of their past. */
public final class MeterRoutes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MeterRoutes.class);
    private static final int THREADS = 2;
    private static final int MAX_WAITING = 256;
    private static final String BEARER = "Bearer ";

    private static final int METER_SEGMENT = 4;
    private static final long DAY_MS = 24 * 3_600_000L;
    /** The stretches that one answer has at most: of quarters some 3,400, of days some 3,700. */
    private static final Map<String, Range> RANGES = Map.of("15m", new Range(EnergyHistory.Step.QUARTER, 35 * DAY_MS),
            "1d", new Range(EnergyHistory.Step.DAY, 3_700 * DAY_MS));
    private static final long MAX_TIME_MS = 4_102_444_800_000L; // the year 2100
    private static final int MAX_READINGS = 1_000;
    private static final int USUAL_READINGS = 100;

    private final Submissions submissions;
    private final EnergyHistory history;
    private final ExecutorService executor;

    private record Range(EnergyHistory.Step step, long maxMs) {}

    public MeterRoutes(Submissions submissions, EnergyHistory history) {
        this.submissions = submissions;
        this.history = history;
        AtomicInteger threads = new AtomicInteger();
        executor = new ThreadPoolExecutor(THREADS, THREADS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING),
                task -> Thread.ofPlatform().name("meter-http-" + threads.incrementAndGet()).daemon().unstarted(task));
    }

    void addTo(Routes routes, AccountRoutes accounts) {
        routes.post("/api/meters/submit-reading", this::submit);
        accounts.ownLater(routes, "/api/v1/meters/{meterId}/history", this::history);
        accounts.ownLater(routes, "/api/v1/meters/{meterId}/readings", this::readings);
        accounts.ownLater(routes, "/api/v1/meters/{meterId}/status",
                (account, call) -> snapshots(account, call, "statuses", history::statuses));
        accounts.ownLater(routes, "/api/v1/meters/{meterId}/heartbeats",
                (account, call) -> snapshots(account, call, "heartbeats", history::heartbeats));
    }

    private CompletableFuture<Reply> history(Address account, HttpCall call) {
        call.only("from", "to", "step");
        String step = call.required("step");
        Range range = RANGES.get(step);
        if (range == null) throw Errors.INVALID_VALUE.because("step is 15m or 1d");
        long fromMs = call.required("from", 0, MAX_TIME_MS);
        long toMs = call.required("to", fromMs, Math.min(MAX_TIME_MS, fromMs + range.maxMs));
        String meterId = call.segment(METER_SEGMENT);
        return later(() -> json(step, history.rows(account.toString(), meterId, range.step, fromMs, toMs)
                .orElseThrow(() -> unknown(meterId))));
    }

    private static byte[] json(String step, EnergyHistory.Rows told) {
        JsonWriter json = JsonWriter.object().field("meterId", told.meterId()).field("step", step)
                .field("zone", told.zone().getId()).array("rows");
        for (EnergyRow row : told.rows())
            json.item().field("from", row.fromMs()).field("to", row.toMs())
                    .decimal("exportKwh", row.exportUwh(), Decimals.ETK)
                    .decimal("importKwh", row.importUwh(), Decimals.ETK)
                    .decimal("mintedKwh", row.mintedUwh(), Decimals.ETK)
                    .decimal("burnedKwh", row.burnedUwh(), Decimals.ETK).field("readings", row.readings())
                    .field("held", row.held()).end();
        return json.endArray().end().bytes();
    }

    private CompletableFuture<Reply> readings(Address account, HttpCall call) {
        call.only("before", "limit");
        long before = call.optional("before") == null ? 0 : call.required("before", 1, Long.MAX_VALUE);
        int limit = (int) call.whole("limit", 1, MAX_READINGS, USUAL_READINGS);
        String meterId = call.segment(METER_SEGMENT);
        return later(() -> json(meterId, history.readings(account.toString(), meterId, before, limit)
                .orElseThrow(() -> unknown(meterId))));
    }

    private static byte[] json(String meterId, List<EnergyHistory.Raw> readings) {
        JsonWriter json = JsonWriter.object().field("meterId", meterId).array("readings");
        for (EnergyHistory.Raw reading : readings) {
            json.item().field("readingId", reading.readingId()).field("ts", reading.sampleMs())
                    .field("estimated", reading.estimated()).field("receivedTs", reading.receivedMs())
                    .field("status", reading.status().name().toLowerCase(Locale.ROOT)).field("open", reading.isOpen())
                    .field("reason", reading.reason())
                    .decimal("exportKwh", reading.registers().exportUwh(), Decimals.ETK)
                    .decimal("importKwh", reading.registers().importUwh(), Decimals.ETK)
                    .decimal("creditedExportKwh", reading.credited().exportUwh(), Decimals.ETK)
                    .decimal("creditedImportKwh", reading.credited().importUwh(), Decimals.ETK);
            if (reading.payload() != null) json.raw("said", reading.payload());
            json.end();
        }
        return json.endArray().end().bytes();
    }

    private interface Snapshots {
        Optional<List<EnergyHistory.Snapshot>> last(String owner, String meterId, long beforeMs, int limit);
    }

    private CompletableFuture<Reply> snapshots(Address account, HttpCall call, String name, Snapshots past) {
        call.only("before", "limit");
        long before = call.optional("before") == null ? 0 : call.required("before", 1, MAX_TIME_MS);
        int limit = (int) call.whole("limit", 1, MAX_READINGS, USUAL_READINGS);
        String meterId = call.segment(METER_SEGMENT);
        return later(() -> json(meterId, name, past.last(account.toString(), meterId, before, limit)
                .orElseThrow(() -> unknown(meterId))));
    }

    private static byte[] json(String meterId, String name, List<EnergyHistory.Snapshot> snapshots) {
        JsonWriter json = JsonWriter.object().field("meterId", meterId).array(name);
        for (EnergyHistory.Snapshot snapshot : snapshots)
            json.item().field("receivedTs", snapshot.receivedMs()).raw("said", snapshot.payload()).end();
        return json.endArray().end().bytes();
    }

    private static ProtocolException unknown(String meterId) {
        return Errors.UNKNOWN_METER.because("the account has no meter " + meterId);
    }

    private CompletableFuture<Reply> later(Supplier<byte[]> answer) {
        try {
            return CompletableFuture.supplyAsync(() -> {
                try {
                    return Reply.json(answer.get());
                } catch (JdbiException e) {
                    LOG.warn("a meter's past cannot be told: {}", e.getMessage());
                    throw Errors.UNAVAILABLE.because("the database is away");
                }
            }, executor);
        } catch (RejectedExecutionException full) {
            throw Errors.BUSY.because("too many wait for the database");
        }
    }

    private CompletableFuture<Reply> submit(HttpCall call) {
        call.only();
        if (call.authorization() == null || !call.authorization().startsWith(BEARER))
            throw Errors.UNAUTHORIZED.because("a meter shows its secret: Authorization: Bearer …");
        String secret = call.authorization().substring(BEARER.length());
        byte[] body = call.body();
        long receivedMs = System.currentTimeMillis();
        try {
            return CompletableFuture.supplyAsync(() -> store(secret, body, receivedMs), executor);
        } catch (RejectedExecutionException full) {
            throw Errors.BUSY.because("too many readings wait to be stored");
        }
    }

    private Reply store(String secret, byte[] body, long receivedMs) {
        try {
            Submissions.Stored stored = submissions.submit(secret, body, receivedMs);
            byte[] answer = JsonWriter.object().field("readingId", stored.readingId()).end().bytes();
            return stored.isNew() ? Reply.created(answer) : Reply.json(answer);
        } catch (RefusedMessageException e) {
            throw Errors.of(e.refusal()).because(e.getMessage());
        } catch (JdbiException e) {
            throw Errors.UNAVAILABLE.because("the reading is not stored; submit it again");
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
