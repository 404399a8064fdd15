package io.enerlink.gateway.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * The web page's files as they are served: in memory, compressed, under a folder that is named by the hash of them all,
 * so that a browser may keep them for good and still never mixes two versions.
 */
final class WebFiles {
    private static final String INDEX = "index.html";
    private static final Map<String, String> PAGES = Map.of(INDEX, "/", "docs.html", "/docs");
    private static final String FOLDER_IN_PAGES = "{{web}}";
    /** The descriptions of the protocol, which tools know by an address that stays. */
    private static final String DOCUMENTS = "docs/";
    private static final int HASH_DIGITS = 16;
    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "css",
            "text/css; charset=utf-8", "js", "text/javascript; charset=utf-8", "json", "application/json", "svg",
            "image/svg+xml", "md",
            "text/plain; charset=utf-8", "txt", "text/plain; charset=utf-8", "SHA256SUMS",
            "text/plain; charset=utf-8");

    /** A file; {@code keep}: its address changes with its content. */
    record WebFile(String type, byte[] plain, byte[] gzip, boolean keep) {}

    private final Map<String, WebFile> byAddress = new LinkedHashMap<>();
    private final String hash;

    private WebFiles(SortedMap<String, byte[]> contents) {
        hash = hash(contents);
        String folder = "/web-" + hash;
        contents.forEach((path, bytes) -> {
            if (PAGES.containsKey(path)) byAddress.put(PAGES.get(path), page(path, bytes, folder));
            else if (path.startsWith(DOCUMENTS)) byAddress.put("/" + path, file(path, bytes, false));
            else
                byAddress.put(folder + "/" + path, file(path, bytes, true));
        });
    }

    /** The page that comes with the gateway. */
    static WebFiles load() {
        try {
            return from(WebFiles.class.getResource("/web/" + INDEX).toURI());
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("the web page cannot be read", e);
        }
    }

    /** The page whose index is here: in a folder, or in a jar as the gateway is packaged. */
    static WebFiles from(URI index) throws IOException {
        if (!index.getScheme().equals("jar")) return new WebFiles(read(Path.of(index).getParent()));
        String[] parts = index.getRawSchemeSpecificPart().split("!");
        try (FileSystem jar = FileSystems.newFileSystem(Path.of(URI.create(parts[0])))) {
            return new WebFiles(read(jar.getPath(parts[1]).getParent()));
        }
    }

    /** What is at an address, without its query; null: nothing. */
    WebFile at(String address) {
        return byAddress.get(address);
    }

    /** Names this version of the page. */
    String hash() { return hash; }

    /** All that a browser may ask for. */
    Map<String, WebFile> all() { return byAddress; }

    private static SortedMap<String, byte[]> read(Path folder) throws IOException {
        SortedMap<String, byte[]> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator)
                contents.put(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
        }
        return contents;
    }

    private static WebFile page(String path, byte[] bytes, String folder) {
        String page = new String(bytes, StandardCharsets.UTF_8).replace(FOLDER_IN_PAGES, folder);
        return file(path, page.getBytes(StandardCharsets.UTF_8), false);
    }

    private static WebFile file(String path, byte[] bytes, boolean keep) {
        String ending = path.substring(Math.max(path.lastIndexOf('.'), path.lastIndexOf('/')) + 1);
        String type = TYPES.get(ending);
        if (type == null) throw new IllegalStateException("the web page has a file of unknown type: " + path);
        return new WebFile(type, bytes, gzip(bytes), keep);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static String hash(SortedMap<String, byte[]> contents) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            contents.forEach((path, bytes) -> {
                digest.update((path + " " + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            });
            return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
