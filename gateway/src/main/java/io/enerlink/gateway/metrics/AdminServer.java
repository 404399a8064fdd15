package io.enerlink.gateway.metrics;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

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

    private void act(HttpExchange call, String path) throws IOException {
        String who = call.getRequestHeaders().getFirst(OPERATOR);
        Runnable action = actions.get(path);
        if (who == null || who.isBlank() || who.length() > MAX_NAME) {
            audit.write("nobody", path, "refused: no name");
            respond(call, 403, TEXT, "say who you are: " + OPERATOR + "\n");
        } else if (action == null) {
            audit.write(who, path, "refused: unknown");
            respond(call, 404, TEXT, "there is " + actions.keySet() + "\n");
        } else {
            run(call, path, who, action);
        }
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
