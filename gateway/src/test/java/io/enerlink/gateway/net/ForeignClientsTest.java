package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.message.PlaceOrderDecoder;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.AgentApproval;
import io.enerlink.gateway.auth.Domain;
import io.enerlink.gateway.auth.Logon;
import io.enerlink.gateway.auth.Permit;
import io.enerlink.gateway.auth.Recovery;
import io.enerlink.gateway.auth.SignedOrder;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.auth.TypedStruct;
import io.enerlink.gateway.auth.Withdraw;
import io.enerlink.gateway.embedded.Project;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients made with ethers and with viem sign, as the contracts' tests have it of them, is taken as it is. */
class ForeignClientsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SigningKey KEY = SigningKey
            .parse("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

    private record Signed(String client, String struct, JsonNode domain, JsonNode message, byte[] signature) {
        @Override
        public String toString() {
            return struct + " of " + client;
        }
    }

    static Stream<Signed> signed() throws IOException {
        JsonNode vectors = JSON.readTree(Project.contracts().resolve("src/test/clients/vectors.json").toFile());
        return StreamSupport.stream(vectors.spliterator(), false)
                .flatMap(vector -> Stream.of("ethers", "viem").map(client -> new Signed(client,
                        vector.path("struct").asText(), vector.path("domain"), vector.path("message"),
                        HexFormat.of().parseHex(vector.path("signatures").path(client).asText().substring(2)))));
    }

    static Stream<Signed> orders() throws IOException {
        return signed().filter(signed -> signed.struct.equals("Order"));
    }

    @ParameterizedTest
    @MethodSource("signed")
    void theSignerIsRecoveredAndNobodyElseOnceAFieldIsAnother(Signed signed) throws Exception {
        Recovery recovery = new Recovery();
        Domain domain = domain(signed.domain);
        assertEquals(KEY.address(), recovery.signerOf(domain, struct(signed.struct, signed.message),
                signed.signature));
        for (String field : names(signed.message)) {
            TypedStruct altered = struct(signed.struct, altered(signed.message, field));
            assertNotEquals(KEY.address(), recovery.signerOf(domain, altered, signed.signature), field);
        }
        for (String field : names(signed.domain)) {
            Domain other = domain(altered(signed.domain, field));
            assertNotEquals(KEY.address(), recovery.signerOf(other, struct(signed.struct, signed.message),
                    signed.signature), field);
        }
    }

    @ParameterizedTest
    @MethodSource("orders")
    void theGatewayPassesTheOrderOnAndRefusesAnAlteredOne(Signed signed) throws Exception {
        try (GatewayServer server = new GatewayServer(GatewayConfig.demo("127.0.0.1", 0))) {
            ScriptedEngine engine = new ScriptedEngine(server.listener());
            Domain domain = domain(signed.domain);
            server.start(engine, domain);
            try (TestClient client = new TestClient(server.port())) {
                assertEquals(200, client.logOn(KEY, domain).path("status").asInt());
                for (String field : List.of("quantity", "limitPrice", "maxFeeBps", "nonce", "epoch", "expiry")) {
                    JsonNode refusal = client.call("order.place", place(altered(signed.message, field), signed));
                    assertEquals("SIGNER_MISMATCH", refusal.path("error").path("name").asText(), field);
                }
                assertEquals(List.of(), engine.commands());
                client.begin("order.place", place(signed.message, signed));
                awaitCommand(engine);
                assertEquals(List.of(PlaceOrderDecoder.TEMPLATE_ID), engine.commands());
            }
        }
    }

    private static void awaitCommand(ScriptedEngine engine) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (engine.commands().isEmpty()) {
            if (System.nanoTime() > deadline) throw new AssertionError("the order did not reach the engine");
            Thread.onSpinWait();
        }
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    /** Smaller by one where it is a number that can be, else larger; of a text the last character. */
    private static JsonNode altered(JsonNode object, String field) {
        ObjectNode altered = object.deepCopy();
        String value = object.path(field).asText();
        if (value.matches("[0-9]+")) {
            boolean isZero = value.equals("0");
            BigInteger step = BigInteger.valueOf(step(field));
            BigInteger number = new BigInteger(value);
            altered.put(field, (isZero || field.equals("side") ? BigInteger.ONE.subtract(number).abs().multiply(step)
                    : number.subtract(step)).toString());
        } else {
            String last = value.endsWith("1") ? "2" : "1";
            altered.put(field, value.substring(0, value.length() - 1) + last);
        }
        return altered;
    }

    /** What the engine counts in, of what is signed in base units. */
    private static long step(String field) {
        return switch (field) {
            case "quantity" -> 1_000_000;
            case "limitPrice" -> 10_000;
            default -> 1;
        };
    }

    private static Domain domain(JsonNode domain) {
        return new Domain(domain.path("name").asText(), domain.path("version").asText(),
                domain.path("chainId").asLong(), Address.parse(domain.path("verifyingContract").asText()));
    }

    private static TypedStruct struct(String name, JsonNode message) {
        Address account = Address.parse(message.path(name.equals("Permit") ? "owner" : "account").asText());
        return switch (name) {
            case "Order" -> new SignedOrder(account, symbol(message), Side.of(message.path("side").asInt()),
                    message.path("quantity").asLong() / 1_000_000, message.path("limitPrice").asLong() / 10_000,
                    message.path("maxQuote").asLong(), message.path("maxFeeBps").asInt(),
                    message.path("nonce").asLong(), message.path("epoch").asInt(), message.path("expiry").asLong());
            case "Logon" -> new Logon(account, HexFormat.of().parseHex(message.path("challenge").asText()
                    .substring(2)));
            case "AgentApproval" -> new AgentApproval(account, Address.parse(message.path("agent").asText()),
                    message.path("expiry").asLong(), message.path("nonce").asLong());
            case "Withdraw" -> new Withdraw(account, Address.parse(message.path("asset").asText()),
                    message.path("amount").asLong(), Address.parse(message.path("to").asText()),
                    message.path("nonce").asLong(), message.path("deadline").asLong());
            case "Permit" -> new Permit(account, Address.parse(message.path("spender").asText()),
                    new BigInteger(message.path("value").asText()), new BigInteger(message.path("nonce").asText()),
                    new BigInteger(message.path("deadline").asText()));
            default -> throw new AssertionError(name);
        };
    }

    private static String symbol(JsonNode order) {
        return order.path("instrument").asText().endsWith("1890") ? ScriptedEngine.SYMBOL : "ANOTHER";
    }

    private static String place(JsonNode order, Signed signed) {
        ObjectNode params = JSON.createObjectNode();
        params.put("symbol", symbol(order)).put("side", order.path("side").asInt() == 0 ? "bid" : "ask")
                .put("price", decimal(order, "limitPrice", 6)).put("quantity", decimal(order, "quantity", 9))
                .put("maxFeeBps", order.path("maxFeeBps").asInt()).put("nonce", order.path("nonce").asLong())
                .put("epoch", order.path("epoch").asInt()).put("expiry", order.path("expiry").asLong())
                .put("signature", "0x" + HexFormat.of().formatHex(signed.signature));
        if (order.path("maxQuote").asLong() != 0) params.put("maxQuote", decimal(order, "maxQuote", 6));
        return params.toString();
    }

    private static String decimal(JsonNode order, String field, int decimals) {
        BigDecimal value = new BigDecimal(order.path(field).asText()).movePointLeft(decimals);
        return value.setScale(Math.min(value.scale(), field.equals("quantity") ? 3 : 6)).stripTrailingZeros()
                .toPlainString();
    }
}
