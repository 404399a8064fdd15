package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Domain;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as the gateway serves it, looked at without a browser. */
class WebFilesTest {
    private static final int MOST_BYTES = 400_000;
    private static final WebFiles FILES = WebFiles.load();
    private static final String FOLDER = "/web-" + FILES.hash() + "/";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static GatewayServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new GatewayServer(GatewayConfig.demo("127.0.0.1", 0));
        ScriptedEngine engine = new ScriptedEngine(server.listener());
        server.start(engine, Domain.ofMarket(31337, Address.ZERO));
    }

    @AfterAll
    static void stop() {
        server.close();
        HTTP.close();
    }

    @Test
    void isTheSamePageOutOfAJar(@TempDir Path folder) throws Exception {
        Path built = Path.of(WebFiles.class.getResource("/web/index.html").toURI()).getParent();
        Path jar = folder.resolve("a gateway.jar");
        try (FileSystem packed = FileSystems.newFileSystem(jar, Map.of("create", "true"));
                Stream<Path> files = Files.walk(built)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path target = packed.getPath("/web/" + built.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        assertEquals(FILES.hash(), WebFiles.from(URI.create("jar:" + jar.toUri() + "!/web/index.html")).hash());
    }

    @Test
    void thePageAllowsNothingFromElsewhereAndNothingInline() throws Exception {
        HttpResponse<byte[]> page = get("/");
        String text = new String(page.body(), StandardCharsets.UTF_8);

        assertEquals(200, page.statusCode());
        assertEquals("text/html; charset=utf-8", header(page, "content-type"));
        assertEquals("no-cache", header(page, "cache-control"));
        String policy = header(page, "content-security-policy");
        assertTrue(policy.startsWith("default-src 'none'"), policy);
        assertFalse(policy.contains("unsafe") || policy.contains("http"), policy);
        assertFalse(text.matches("(?s).*<script(?![^>]* src=)[^>]*>.*"), text);
        assertFalse(text.contains("style=") || text.contains("://") || text.contains("{{"), text);
    }

    @Test
    void filesMayBeKeptForGoodUnderTheHashOfAllOfThem() throws Exception {
        HttpResponse<byte[]> file = get(FOLDER + "app.js");

        assertEquals(200, file.statusCode());
        assertEquals("text/javascript; charset=utf-8", header(file, "content-type"));
        assertTrue(header(file, "cache-control").contains("immutable"));
        assertEquals(404, get("/web-0123456789abcdef/app.js").statusCode());
        assertEquals(404, get(FOLDER + "../app.js").statusCode());
        assertEquals(404, get(FOLDER).statusCode());
    }

    @Test
    void whoHasThePageGetsItNoSecondTime() throws Exception {
        String tag = header(get("/"), "etag");

        HttpResponse<byte[]> again = get("/", "If-None-Match", tag);
        assertEquals(304, again.statusCode());
        assertEquals(0, again.body().length);
        assertEquals(200, get("/", "If-None-Match", "\"another\"").statusCode());
    }

    @Test
    void compressesForWhoUnderstands() throws Exception {
        HttpResponse<byte[]> compressed = get(FOLDER + "words.js", "Accept-Encoding", "br, gzip");

        assertEquals("gzip", header(compressed, "content-encoding"));
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes();
        assertArrayEquals(get(FOLDER + "words.js").body(), plain);
    }

    @Test
    void theProtocolsDescriptionsAreShownAndKeepTheirAddress() throws Exception {
        HttpResponse<byte[]> page = get("/docs");
        String text = new String(page.body(), StandardCharsets.UTF_8);
        assertEquals(200, page.statusCode());
        assertEquals("text/html; charset=utf-8", header(page, "content-type"));
        assertTrue(header(page, "content-security-policy").startsWith("default-src 'none'"));
        assertTrue(text.contains(FOLDER + "docs.js"), text);
        assertFalse(text.contains("style=") || text.contains("://") || text.contains("{{"), text);
        for (String name : List.of("asyncapi.json", "openapi.json")) {
            HttpResponse<byte[]> document = get("/docs/" + name);
            assertEquals("application/json", header(document, "content-type"));
            assertEquals("no-cache", header(document, "cache-control"));
            assertArrayEquals(Files.readAllBytes(Path.of(System.getProperty("enerlink.home"), "docs", name)),
                    document.body());
        }
    }

    @Test
    void onlyReadsAreAnswered() throws Exception {
        HttpResponse<byte[]> head = HTTP.send(request("/").method("HEAD", HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertEquals(200, head.statusCode());
        assertEquals(0, head.body().length);
        HttpResponse<byte[]> post = HTTP.send(request("/").POST(HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertNotEquals(200, post.statusCode());
    }

    @Test
    void isSmall() {
        int bytes = FILES.all().values().stream()
                .mapToInt(file -> Math.min(file.plain().length, file.gzip().length)).sum();
        assertTrue(bytes < MOST_BYTES, bytes + " bytes compressed");
    }

    @Test
    void librariesAreThoseOfTheList() throws Exception {
        String vendor = FOLDER + "vendor/";
        Map<String, String> listed = new TreeMap<>();
        String list = new String(FILES.at(vendor + "SHA256SUMS").plain(), StandardCharsets.UTF_8);
        list.lines().forEach(line -> listed.put(line.split("  ")[1], line.split("  ")[0]));
        Map<String, String> found = new TreeMap<>();
        for (Map.Entry<String, WebFiles.WebFile> file : FILES.all().entrySet()) {
            String path = file.getKey();
            if (!path.startsWith(vendor) || path.endsWith("SHA256SUMS") || path.endsWith("README.md")) continue;
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(file.getValue().plain());
            found.put(path.substring(vendor.length()), HexFormat.of().formatHex(digest));
        }
        assertEquals(listed, found);
    }

    @Test
    void everyLibraryHasItsLicenceAndCreditIsGivenWhereItIsAskedFor() {
        List<String> licences = FILES.all().keySet().stream().filter(path -> path.contains("/licenses/"))
                .map(path -> path.substring(path.lastIndexOf('/') + 1)).collect(Collectors.toList());
        assertTrue(licences.containsAll(List.of("htm.txt", "preact.txt", "lightweight-charts.txt", "uplot.txt",
                "noble-curves.txt", "noble-hashes.txt")), licences.toString());
        String shell = new String(FILES.at(FOLDER + "shell.js").plain(), StandardCharsets.UTF_8);
        assertTrue(shell.contains("href=\"https://www.tradingview.com/\""), "lightweight-charts asks for this link");
        String words = new String(FILES.at(FOLDER + "words.js").plain(), StandardCharsets.UTF_8);
        for (String language : List.of("Charts", "Grafik"))
            assertTrue(words.contains(language + ": TradingView Lightweight Charts™, Copyright (c) "),
                    "and its notice");
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = request(path);
        if (headers.length > 0) request.headers(headers);
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
