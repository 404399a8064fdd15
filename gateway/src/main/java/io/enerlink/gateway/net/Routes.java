package io.enerlink.gateway.net;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.enerlink.gateway.protocol.Errors;

/** The table of HTTP paths. Filled before the first call. */
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
        Route get = gets.get(path);
        Route post = posts.get(path);
        if (get == null && post == null) throw Errors.NOT_FOUND.because("there is no " + path);
        Route found = method.equals("GET") ? get : method.equals("POST") ? post : null;
        if (found == null) throw Errors.METHOD_NOT_ALLOWED.because("only " + (get == null ? "POST" : "GET"));
        return found;
    }

    private static void add(Map<String, Route> table, String path, Route route) {
        if (table.put(path, route) != null) throw new IllegalStateException(path + " is there already");
    }
}
