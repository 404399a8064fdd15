package io.enerlink.gateway.metrics;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.settlement.metering.CommandState;
import io.enerlink.settlement.metering.DeviceCommand;
import io.enerlink.settlement.metering.DeviceCommands;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Metrics, health and an administrator's actions, on loopback only. Actions are POSTs that carry a header no web page can
 * send unasked, and a name that goes with what came of it to the audit log.
 */
public final class AdminServer implements AutoCloseable {
    /** Says who acts. */
    public static final String OPERATOR = "X-EnerLink-Operator";

    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final int MAX_NAME = 64;
    private static final int MAX_COMMAND = 1_024;
    private static final String DEVICES = "/admin/devices/";
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "admin");
        thread.setDaemon(true);
        return thread;
    });
    private final Metrics metrics;
    private final BooleanSupplier ready;
    private final AuditLog audit;
    private final Map<String, Runnable> actions = new TreeMap<>();
    private BiFunction<String, DeviceCommand, String> tell;
    private Function<String, List<DeviceCommands.Told>> told;

    /** @throws IOException where the port is taken */
    public AdminServer(int port, Metrics metrics, BooleanSupplier ready, AuditLog audit) throws IOException {
        this.metrics = metrics;
        this.ready = ready;
        this.audit = audit;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    /** {@code POST /admin/NAME} does this; before the start. */
    public AdminServer action(String name, Runnable action) {
        actions.put("/admin/" + name, action);
        return this;
    }

    /** The same of several. */
    public AdminServer actions(Map<String, Runnable> named) {
        named.forEach(this::action);
        return this;
    }

    /**
     * {@code POST /admin/devices/SITE} tells a device something, {@code GET} what it was told; before the start.
     *
     * @param tell answers with the command's name
     * @param told with the last commands, the newest first; both throw IllegalArgumentException for what cannot be
     */
    public AdminServer devices(BiFunction<String, DeviceCommand, String> tell,
            Function<String, List<DeviceCommands.Told>> told) {
        this.tell = tell;
        this.told = told;
        return this;
    }

    public AdminServer start() {
        server.start();
        return this;
    }

    public int port() { return server.getAddress().getPort(); }

    private void handle(HttpExchange call) throws IOException {
        try (call) {
            String path = call.getRequestURI().getPath();
            if (!isLocal(call.getRequestHeaders().getFirst("Host"))) respond(call, 403, TEXT, "not for this host\n");
            else if (call.getRequestMethod().equals("POST")) act(call, path);
            else if (!call.getRequestMethod().equals("GET")) respond(call, 405, TEXT, "GET or POST\n");
            else
                show(call, path);
        } catch (RuntimeException fault) {
            LOG.error("the administrator's port failed", fault);
        }
    }

    private void show(HttpExchange call, String path) throws IOException {
        if (path.startsWith(DEVICES) && told != null) {
            showCommands(call, path.substring(DEVICES.length()));
            return;
        }
        switch (path) {
            case "/metrics" -> respond(call, 200, PROMETHEUS, metrics.scrape());
            case "/health/live" -> respond(call, 200, TEXT, "live\n");
            case "/health/ready" -> {
                boolean is = ready.getAsBoolean();
                respond(call, is ? 200 : 503, TEXT, is ? "ready\n" : "not ready\n");
            }
            default -> respond(call, 404, TEXT, "there is /metrics, /health/live, /health/ready; POST: "
                    + actions.keySet() + "\n");
        }
    }

    private void showCommands(HttpExchange call, String site) throws IOException {
        try {
            JsonWriter json = JsonWriter.object().field("site", site).array("commands");
            for (DeviceCommands.Told one : told.apply(site))
                json.item().field("id", one.correlation()).raw("command", one.command())
                        .field("state", one.state().name()).field("attempts", one.attempts())
                        .field("createdTs", one.createdMs()).field("changedTs", one.changedMs()).end();
            respond(call, 200, JSON, json.endArray().end().toString());
        } catch (IllegalArgumentException e) {
            respond(call, 404, TEXT, e.getMessage() + "\n");
        }
    }

    private void act(HttpExchange call, String path) throws IOException {
        String who = call.getRequestHeaders().getFirst(OPERATOR);
        Runnable action = actions.get(path);
        if (who == null || who.isBlank() || who.length() > MAX_NAME) {
            audit.write("nobody", path, "refused: no name");
            respond(call, 403, TEXT, "say who you are: " + OPERATOR + "\n");
        } else if (path.startsWith(DEVICES) && tell != null) {
            tell(call, path, who);
        } else if (action == null) {
            audit.write(who, path, "refused: unknown");
            respond(call, 404, TEXT, "there is " + actions.keySet() + "\n");
        } else {
            run(call, path, who, action);
        }
    }

    private void tell(HttpExchange call, String path, String who) throws IOException {
        byte[] body = call.getRequestBody().readNBytes(MAX_COMMAND);
        DeviceCommand command;
        try {
            command = DeviceCommand.parse(body);
        } catch (IllegalArgumentException e) {
            audit.write(who, path, "refused: " + e.getMessage());
            respond(call, 400, TEXT, e.getMessage() + "\n");
            return;
        }
        audit.write(who, path, "asked: " + command.payload());
        String id;
        try {
            id = tell.apply(path.substring(DEVICES.length()), command);
        } catch (IllegalArgumentException e) {
            audit.write(who, path, "failed: " + e.getMessage());
            respond(call, 404, TEXT, e.getMessage() + "\n");
            return;
        } catch (RuntimeException failed) {
            audit.write(who, path, "failed: " + failed.getMessage());
            respond(call, 500, TEXT, "failed: " + failed.getMessage() + "\n");
            return;
        }
        audit.write(who, path, "stored as " + id);
        respond(call, 202, JSON,
                JsonWriter.object().field("id", id).field("state", CommandState.PENDING.name()).end().toString());
    }

    private void run(HttpExchange call, String path, String who, Runnable action) throws IOException {
        audit.write(who, path, "asked");
        try {
            action.run();
        } catch (RuntimeException failed) {
            audit.write(who, path, "failed: " + failed.getMessage());
            respond(call, 500, TEXT, "failed: " + failed.getMessage() + "\n");
            return;
        }
        audit.write(who, path, "done");
        respond(call, 200, TEXT, "done\n");
    }

    /** A page of elsewhere whose name leads to this machine says that name. */
    private static boolean isLocal(String host) {
        if (host == null) return false;
        String name = host.replaceAll(":\\d+$", "");
        return name.equals("localhost") || name.equals("127.0.0.1") || name.equals("[::1]");
    }

    private static void respond(HttpExchange call, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        call.getResponseHeaders().set("Content-Type", type);
        call.sendResponseHeaders(status, body.length);
        call.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
