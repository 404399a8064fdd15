package io.enerlink.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.matching.HaltReason;
import io.enerlink.engine.matching.TradingState;
import io.enerlink.engine.message.AddInstrumentEncoder;
import io.enerlink.engine.message.AuctionUncrossedDecoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.TradingChangedDecoder;
import io.enerlink.engine.pipeline.EnginePipeline;
import io.enerlink.engine.pipeline.PipelineConfig;
import io.enerlink.gateway.metrics.AdminServer;
import io.enerlink.gateway.metrics.AuditLog;
import io.enerlink.gateway.metrics.Metrics;
import io.enerlink.gateway.settings.TradingHours;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real engine; what it said of trading, in order. */
class TradingDeskTest {
    private static final TradingHours HOURS = new TradingHours(ZoneOffset.UTC, LocalTime.of(8, 0), LocalTime.of(17, 0),
            Duration.ofMinutes(5), Duration.ofMinutes(5));

    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    private final EngineSeat engine = new EngineSeat();
    private final TradingDesk desk = new TradingDesk(engine);
    private Instant now = Instant.parse("2026-11-30T07:00:00Z");
    private final TradingClock clock = new TradingClock(HOURS, desk, () -> now);

    @TempDir
    Path folder;

    @BeforeEach
    void start() {
        engine.take(EnginePipeline.start(PipelineConfig.defaults(folder.resolve("journal")),
                new EventDispatcher(new EventHandler() {
                    @Override
                    public void onTradingChanged(long sequence, long timestampMs, TradingChangedDecoder event) {
                        heard.add(TradingState.of(event.state()) + " " + HaltReason.of(event.reason()));
                    }

                    @Override
                    public void onAuctionUncrossed(long sequence, long timestampMs, AuctionUncrossedDecoder event) {
                        heard.add("uncrossed " + event.quantityWh());
                    }
                }), new EventDispatcher(desk)));
    }

    private void addInstrument() {
        HeapBuffer buffer = new HeapBuffer(256);
        AddInstrumentEncoder command = new AddInstrumentEncoder().wrapAndApplyHeader(buffer, 0,
                new MessageHeaderEncoder());
        command.correlationId(1).lotWh(1).tickSize(1).minNotional(1).bandLowTicks(0).bandHighTicks(0).instrumentId(1)
                .maxOpenOrders(10).makerFeeBps(0).takerFeeBps(0).symbol("ETK-IDRS");
        TradingDesk.submit(engine, buffer, command.encodedLength());
    }

    @AfterEach
    void stop() {
        clock.close();
        engine.close();
    }

    @Test
    void anOperatorHaltsCallsAnAuctionAndOpensOverHttp() throws Exception {
        addInstrument();
        try (AuditLog audit = new AuditLog(folder.resolve("administration.log"), () -> 5);
                AdminServer admin = new AdminServer(0, new Metrics(), () -> true, audit)
                        .actions(desk.actions()).start();
                HttpClient http = HttpClient.newHttpClient()) {
            for (String action : List.of("halt", "auction", "resume")) {
                HttpRequest request = HttpRequest
                        .newBuilder(URI.create("http://127.0.0.1:" + admin.port() + "/admin/" + action))
                        .header(AdminServer.OPERATOR, "rani").POST(HttpRequest.BodyPublishers.noBody()).build();
                assertEquals("done\n", http.send(request, BodyHandlers.ofString()).body());
            }
        }
        assertEquals(List.of("HALTED OPERATOR", "AUCTION NONE", "OPEN NONE", "uncrossed 0"), heard);
    }

    @Test
    void saysWhyTheEngineRefuses() {
        IllegalStateException refused = assertThrows(IllegalStateException.class,
                () -> desk.change(TradingState.OPEN, HaltReason.NONE));

        assertEquals("the engine refuses: UNKNOWN_INSTRUMENT", refused.getMessage());
        assertEquals(List.of(), heard);
    }

    @Test
    void theHoursOpenAndCloseWithAnAuctionEach() {
        addInstrument();
        for (String time : List.of("07:00", "07:54", "07:55", "08:00", "12:00", "16:55", "17:00", "23:00"))
            lookAt(time);

        assertEquals(List.of("HALTED SCHEDULE", "AUCTION NONE", "OPEN NONE", "uncrossed 0", "AUCTION NONE",
                "HALTED SCHEDULE", "uncrossed 0"), heard);
    }

    @Test
    void theHoursWaitForTheOperatorWhoHalted() {
        addInstrument();
        lookAt("07:55");
        desk.change(TradingState.HALTED, HaltReason.OPERATOR);
        lookAt("08:00");
        lookAt("08:01");
        assertEquals(HaltReason.OPERATOR, desk.haltReason());
        desk.change(TradingState.OPEN, HaltReason.NONE);
        lookAt("08:02");
        lookAt("08:03");

        assertEquals(List.of("AUCTION NONE", "HALTED OPERATOR", "OPEN NONE", "OPEN NONE"), heard);
    }

    @Test
    void anAuctionThatAnOperatorCallsIsLeftAloneUntilThePhaseEnds() {
        addInstrument();
        lookAt("12:00");
        desk.change(TradingState.AUCTION, HaltReason.NONE);
        lookAt("12:01");
        lookAt("16:55");

        assertEquals(List.of("OPEN NONE", "AUCTION NONE", "AUCTION NONE"), heard);
    }

    @Test
    void whatTheHoursClosedOpensWhenThereAreNoneAnyMore() {
        addInstrument();
        lookAt("20:00");
        try (TradingClock none = new TradingClock(null, desk, () -> now)) {
            none.look();
            none.look();
        }

        assertEquals(List.of("HALTED SCHEDULE", "OPEN NONE"), heard);
    }

    private void lookAt(String time) {
        now = Instant.parse("2026-11-30T" + time + ":00Z");
        clock.look();
    }
}
