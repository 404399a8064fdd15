package io.enerlink.gateway.net;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.enerlink.gateway.protocol.Errors;

/**
 * The table of HTTP paths; a segment in braces stands for any. Filled before the first call.
 */
public final class Routes {
    private final Map<String, Route> gets = new HashMap<>();
    private final Map<String, Route> posts = new HashMap<>();

    public Routes get(String path, Route.Json route) {
        return getLater(path, Route.json(route));
    }

    public Routes getLater(String path, Route route) {
        add(gets, path, route);
        return this;
    }

    public Routes post(String path, Route route) {
        add(posts, path, route);
        return this;
    }

    /** Every path there is. */
    Set<String> paths() {
        Set<String> paths = new TreeSet<>(gets.keySet());
        paths.addAll(posts.keySet());
        return paths;
    }

    /** @throws io.enerlink.gateway.protocol.ProtocolException NOT_FOUND, METHOD_NOT_ALLOWED */
    Route find(String method, String path) {
        String known = gets.containsKey(path) || posts.containsKey(path) ? path : template(path);
        Route get = gets.get(known);
        Route post = posts.get(known);
        if (get == null && post == null) throw Errors.NOT_FOUND.because("there is no " + path);
        Route found = method.equals("GET") ? get : method.equals("POST") ? post : null;
        if (found == null) throw Errors.METHOD_NOT_ALLOWED.because("only " + (get == null ? "POST" : "GET"));
        return found;
    }

    private String template(String path) {
        String[] segments = path.split("/", -1);
        return paths().stream().filter(known -> isLike(segments, known.split("/", -1))).findFirst().orElse(path);
    }

    private static boolean isLike(String[] path, String[] known) {
        if (path.length != known.length) return false;
        for (int i = 0; i < path.length; i++)
            if (!known[i].equals(path[i]) && !known[i].startsWith("{")) return false;
        return true;
    }

    private static void add(Map<String, Route> table, String path, Route route) {
        if (table.put(path, route) != null) throw new IllegalStateException(path + " is there already");
    }
}
