package io.enerlink.gateway.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.enerlink.gateway.embedded.Secrets;
import io.enerlink.gateway.embedded.StartFailedException;

/**
 * Where a running exchange can be found, for commands beside it. Only its owner may read it, since the database's URL
 * has the password in it; a clean stop removes it.
 *
 * @param pid         of the exchange's JVM
 * @param jdbcUrl     of the database, with user and password
 * @param chainRpc    the node's JSON-RPC
 * @param mqtt        host and port of the broker
 * @param webSocket   of the public protocol; null where nothing is traded
 * @param contracts   addresses as the deployment has them
 */
record RuntimeFile(long pid, String jdbcUrl, String chainRpc, String mqtt, String webSocket, Contracts contracts) {
    /** Where the contracts stand, 0x-hexadecimal. */
    record Contracts(String etk, String idrs, String converter, String market) {}

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    void write(Path file) {
        try {
            Secrets.write(file, JSON.writeValueAsString(this));
        } catch (IOException e) {
            throw new StartFailedException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    static RuntimeFile read(Path file) {
        try {
            return JSON.readValue(Files.readString(file), RuntimeFile.class);
        } catch (IOException e) {
            throw new StartFailedException("cannot read " + file + ": " + e.getMessage()
                    + "; the exchange is not live yet, or its start failed", e);
        }
    }
}
