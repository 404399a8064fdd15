package io.enerlink.benchmarks.settlement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Asks an anvil, over JSON-RPC, for what only anvil can, and what a transaction cost. */
public final class Node {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI url;

    public Node(String rpcUrl) { url = URI.create(rpcUrl); }

    /** @throws IOException when it does not answer, or refuses */
    public JsonNode call(String method, Object... params) throws IOException {
        ObjectNode request = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        request.set("params", JSON.valueToTree(params));
        try {
            JsonNode answer = JSON.readTree(http.send(HttpRequest.newBuilder(url)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request))).build(),
                    HttpResponse.BodyHandlers.ofByteArray()).body());
            if (answer.has("error")) throw new IOException(method + ": " + answer.get("error"));
            return answer.get("result");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    public long gasUsed(String transactionHash) throws IOException {
        return Long.decode(call("eth_getTransactionReceipt", transactionHash).get("gasUsed").asText());
    }
}
