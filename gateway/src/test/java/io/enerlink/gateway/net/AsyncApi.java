package io.enerlink.gateway.net;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** {@code docs/asyncapi.json}, to hold messages against. Stricter than a client is: nothing undescribed may be in them. */
final class AsyncApi {
    static final JsonNode DOCUMENT = read();

    private static final Map<String, JsonSchema> SCHEMAS = new ConcurrentHashMap<>();
    private static final JsonNode COMPONENTS = closed(DOCUMENT.path("components").deepCopy());

    private AsyncApi() {}

    /** What the document calls a message of a channel. */
    static String nameOf(JsonNode message) {
        String channel = message.path("channel").asText();
        return DOCUMENT.path("components").path("messages").has(channel) ? channel
                : channel + "." + message.path("type").asText();
    }

    /** What is wrong with a message, null: nothing. */
    static String fault(String name, JsonNode message) {
        if (!COMPONENTS.path("messages").has(name)) return name + " is not described: " + message;
        var wrong = SCHEMAS.computeIfAbsent(name, AsyncApi::schema).validate(message);
        return wrong.isEmpty() ? null : name + ": " + wrong + " in " + message;
    }

    private static JsonSchema schema(String name) {
        ObjectNode root = new ObjectMapper().createObjectNode()
                .put("$ref", "#/components/messages/" + name + "/payload");
        root.set("components", COMPONENTS);
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(root);
    }

    private static JsonNode closed(JsonNode node) {
        node.forEach(AsyncApi::closed);
        if (node instanceof ObjectNode object && object.path("properties").isObject()) {
            object.put("additionalProperties", false);
        }
        return node;
    }

    private static JsonNode read() {
        try {
            return new ObjectMapper().readTree(new File(System.getProperty("enerlink.home"), "docs/asyncapi.json"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
