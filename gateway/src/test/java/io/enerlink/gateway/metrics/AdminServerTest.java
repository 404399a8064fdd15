package io.enerlink.gateway.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import io.enerlink.gateway.session.RequestObserver.Stage;
import io.enerlink.settlement.metering.CommandState;
import io.enerlink.settlement.metering.DeviceCommand;
import io.enerlink.settlement.metering.DeviceCommands;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminServerTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private final Metrics metrics = new Metrics();
    private final AtomicBoolean ready = new AtomicBoolean();
    private final AtomicBoolean halted = new AtomicBoolean();
    private final List<DeviceCommands.Told> commands = new CopyOnWriteArrayList<>();
    private AuditLog audit;
    private AdminServer server;

    @BeforeEach
    void start() throws IOException {
        audit = new AuditLog(folder.resolve("administration.log"), () -> 5);
        server = new AdminServer(0, metrics, ready::get, audit).action("halt", () -> halted.set(true))
                .action("break", () -> {
                    throw new IllegalStateException("no engine");
                }).devices(this::tell, this::told).start();
    }

    private String tell(String site, DeviceCommand command) {
        if (!site.equals("home")) throw new IllegalArgumentException("no meter at " + site);
        commands.add(new DeviceCommands.Told("c" + commands.size(), command.payload(), CommandState.SENT, 1, 7, 8));
        return "c" + (commands.size() - 1);
    }

    private List<DeviceCommands.Told> told(String site) {
        if (!site.equals("home")) throw new IllegalArgumentException("no meter at " + site);
        return commands;
    }

    @Test
    void tellsADeviceWhatANamedOperatorAsksAndWhatCameOfIt() throws Exception {
        HttpResponse<String> taken = post("/admin/devices/home", "rani", "{\"grid\": \"off\"}");
        assertEquals(202, taken.statusCode(), taken.body());
        assertEquals("{\"id\":\"c0\",\"state\":\"PENDING\"}", taken.body());
        assertEquals("{\"site\":\"home\",\"commands\":[{\"id\":\"c0\",\"command\":{\"grid\":\"off\"},"
                + "\"state\":\"SENT\",\"attempts\":1,\"createdTs\":7,\"changedTs\":8}]}",
                get("/admin/devices/home").body());
        assertEquals(400, post("/admin/devices/home", "rani", "{\"grid\":\"sideways\"}").statusCode());
        assertEquals(404, post("/admin/devices/nobody", "rani", "{\"grid\":\"off\"}").statusCode());
        assertEquals(404, get("/admin/devices/nobody").statusCode());
        assertEquals(403, post("/admin/devices/home", " ", "{\"grid\":\"off\"}").statusCode());
        assertEquals(1, commands.size());
        String record = Files.readString(folder.resolve("administration.log"));
        assertTrue(record.contains("asked: {\\\"grid\\\":\\\"off\\\"}") && record.contains("stored as c0")
                && record.contains("refused: there is no") && record.contains("failed: no meter at nobody"), record);
    }

    @AfterEach
    void stop() {
        server.close();
        audit.close();
    }

    @Test
    void showsOrdersByResultLatencyByStageAndGauges() throws Exception {
        metrics.gauge("ring.depth", "commands", () -> 3);
        metrics.ended("place", "open");
        metrics.ended("place", "INSUFFICIENT_BALANCE");
        metrics.took(Stage.VERIFY, 60_000);
        String text = get("/metrics").body();

        assertTrue(text.contains("enerlink_requests_total{request=\"place\",result=\"open\"} 1.0"), text);
        assertTrue(text.contains("result=\"INSUFFICIENT_BALANCE\"} 1.0"), text);
        assertTrue(text.contains("enerlink_ack_latency_seconds_count{stage=\"verify\"} 1"), text);
        assertTrue(text.contains("enerlink_ack_latency_seconds_bucket{stage=\"verify\""), text);
        assertTrue(text.contains("enerlink_ring_depth 3.0"), text);
    }

    @Test
    void saysWhetherItIsReady() throws Exception {
        assertEquals(200, get("/health/live").statusCode());
        assertEquals(503, get("/health/ready").statusCode());
        ready.set(true);
        assertEquals(200, get("/health/ready").statusCode());
        assertEquals(404, get("/else").statusCode());
    }

    @Test
    void doesWhatANamedOperatorAsksAndKeepsARecord() throws Exception {
        assertEquals(200, post("/admin/halt", "rani").statusCode());
        assertTrue(halted.get());
        assertEquals(500, post("/admin/break", "rani").statusCode());
        assertEquals(404, post("/admin/dance", "rani").statusCode());
        assertEquals(403, post("/admin/halt", " ").statusCode());

        assertEquals(String.join("\n",
                "{\"ts\":5,\"operator\":\"rani\",\"action\":\"/admin/halt\",\"result\":\"asked\"}",
                "{\"ts\":5,\"operator\":\"rani\",\"action\":\"/admin/halt\",\"result\":\"done\"}",
                "{\"ts\":5,\"operator\":\"rani\",\"action\":\"/admin/break\",\"result\":\"asked\"}",
                "{\"ts\":5,\"operator\":\"rani\",\"action\":\"/admin/break\",\"result\":\"failed: no engine\"}",
                "{\"ts\":5,\"operator\":\"rani\",\"action\":\"/admin/dance\",\"result\":\"refused: unknown\"}",
                "{\"ts\":5,\"operator\":\"nobody\",\"action\":\"/admin/halt\",\"result\":\"refused: no name\"}", ""),
                Files.readString(folder.resolve("administration.log")));
    }

    @Test
    void doesNothingThatIsNotRecorded() throws Exception {
        audit.close();
        assertTrue(failsWithoutAnAnswer());
        assertEquals(false, halted.get());
    }

    private boolean failsWithoutAnAnswer() throws InterruptedException {
        try {
            return post("/admin/halt", "rani").statusCode() != 200;
        } catch (IOException hungUp) {
            return true;
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String who) throws IOException, InterruptedException {
        return post(path, who, "");
    }

    private HttpResponse<String> post(String path, String who, String body) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(uri(path)).header(AdminServer.OPERATOR, who)
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }
}
