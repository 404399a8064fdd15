package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.session.MeterEntry;
import io.enerlink.settlement.metering.OwnerCommands;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/asyncapi.json} says what the gateway says; that it also says it to real clients is checked by
 * {@link TestClient} with every message of every test.
 */
class AsyncApiTest {
    private static final JsonNode COMPONENTS = AsyncApi.DOCUMENT.path("components");

    @Test
    void everyMessageHasExamplesAsItsSchemaSays() {
        for (Map.Entry<String, JsonNode> message : COMPONENTS.path("messages").properties()) {
            assertFalse(message.getValue().path("examples").isEmpty(), message.getKey());
            for (JsonNode example : message.getValue().path("examples")) {
                assertNull(AsyncApi.fault(message.getKey(), example.path("payload")));
            }
        }
    }

    @Test
    void whatIsNotDescribedIsAFault() {
        ObjectNode trade = COMPONENTS.path("messages").path("trades").path("examples").path(0).path("payload")
                .deepCopy();
        assertNull(AsyncApi.fault("trades", trade));
        assertNotNull(AsyncApi.fault("trades", trade.deepCopy().put("price", 1350)));
        assertNotNull(AsyncApi.fault("trades", trade.deepCopy().put("another", 1)));
        trade.remove("ts");
        assertNotNull(AsyncApi.fault("trades", trade));
        assertNotNull(AsyncApi.fault("rumours", trade));
    }

    @Test
    void everyMethodOfTheGatewayIsInIt() {
        Set<String> described = new TreeSet<>();
        AsyncApi.DOCUMENT.path("operations").properties().forEach(operation -> {
            if (operation.getValue().path("action").asText().equals("receive")) described.add(operation.getKey());
        });
        try (MeterEntry meters = new MeterEntry(new OwnerCommands(null, () -> {}));
                GatewayServer server = new GatewayServer(GatewayConfig.demo("127.0.0.1", 0))) {
            server.addMeterCommands(meters);
            server.addWallets(new WalletTest.Chain());
            server.start(new ScriptedEngine(server.listener()), TestExchange.DOMAIN);
            assertEquals(described, server.methods());
        } catch (java.net.BindException taken) {
            throw new AssertionError(taken);
        }
    }

    @Test
    void everyErrorIsInIt() {
        assertEquals(Arrays.stream(Errors.values()).map(Enum::name).toList(),
                texts(COMPONENTS.path("schemas").path("ErrorName").path("enum")));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> broken = AsyncApi.DOCUMENT.findValuesAsText("$ref").stream()
                .filter(reference -> AsyncApi.DOCUMENT.at(reference.substring(1)).isMissingNode())
                .collect(Collectors.toList());
        assertEquals(List.of(), broken);
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
    }
}
