package io.enerlink.gateway.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enerlink.engine.book.Side;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Domain;
import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.Params;
import io.enerlink.gateway.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The protocol's JSON, to and from the client's records. A field that is not there reads as 0 or an empty text. */
final class Codec {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Codec() {}

    static ObjectNode params() {
        return JSON.createObjectNode();
    }

    static String request(long id, String method, ObjectNode params) {
        ObjectNode request = params().put("id", id).put("method", method);
        return request.set("params", params).toString();
    }

    /** @throws ExchangeException PROTOCOL_VIOLATION */
    static JsonNode parse(String message) {
        try {
            return JSON.readTree(message);
        } catch (JsonProcessingException notJson) {
            throw violation("not JSON: " + notJson.getOriginalMessage());
        }
    }

    static ExchangeException error(JsonNode response) {
        JsonNode error = response.path("error");
        return new ExchangeException(response.path("status").asInt(), error.path("code").asInt(),
                error.path("name").asText(), error.path("msg").asText(), error.path("retryAfterMs").asLong());
    }

    static Domain domain(JsonNode connected) {
        JsonNode domain = connected.path("domain");
        return new Domain(domain.path("name").asText(), domain.path("version").asText(),
                domain.path("chainId").asLong(), address(domain, "verifyingContract"));
    }

    static ObjectNode order(OrderRequest order, long nonce) {
        ObjectNode params = params().put("symbol", order.symbol()).put("side", Params.word(order.side()))
                .put("type", Params.word(order.type())).put("timeInForce", Params.word(order.timeInForce()))
                .put("postOnly", order.postOnly()).put("selfTrade", Params.word(order.selfTrade()))
                .put("clientOrderId", Long.toString(nonce));
        return terms(params, order);
    }

    /** The signed part, and what is shown of it; what is 0 is left out. */
    static ObjectNode terms(ObjectNode params, OrderRequest order) {
        params.put("price", price(order.priceTicks())).put("quantity", quantity(order.quantityWh()))
                .put("maxFeeBps", order.maxFeeBps()).put("expiry", order.expiryMs());
        if (order.maxQuote() > 0) params.put("maxQuote", idrs(order.maxQuote()));
        if (order.displayWh() > 0) params.put("displayQuantity", quantity(order.displayWh()));
        return params;
    }

    /** As {@link #terms}; what is 0 is said, for else an order that is replaced keeps what it had. */
    static ObjectNode allTerms(ObjectNode params, OrderRequest order) {
        return terms(params, order).put("maxQuote", idrs(order.maxQuote())).put("displayQuantity",
                quantity(order.displayWh()));
    }

    static PlacedOrder placed(OrderRequest terms, long nonce, JsonNode result) {
        return new PlacedOrder(terms, nonce, result.path("clientOrderId").asText(Long.toString(nonce)),
                result.path("orderId").asLong(), result.path("state").asText(), result.path("sequence").asLong(),
                result.path("duplicate").asBoolean(), result.path("ts").asLong());
    }

    static MeterReading meter(JsonNode push) {
        return new MeterReading(push.path("meterId").asText(), decimal(push, "export", Decimals.ETK),
                decimal(push, "import", Decimals.ETK), push.path("state").asText(), push.path("ts").asLong());
    }

    static Trade trade(JsonNode push) {
        return new Trade(push.path("symbol").asText(), push.path("tradeId").asLong(),
                decimal(push, "price", Decimals.PRICE), decimal(push, "quantity", Decimals.QUANTITY),
                side(push, "takerSide"), push.path("ts").asLong());
    }

    static ExecutionReport execution(JsonNode push) {
        return new ExecutionReport(push.path("seq").asLong(), executionType(push.path("type").asText()),
                push.path("orderId").asLong(), push.path("clientOrderId").asText(), push.path("symbol").asText(),
                side(push, "side"), decimal(push, "price", Decimals.PRICE),
                decimal(push, "quantity", Decimals.QUANTITY),
                decimal(push, "leaves", Decimals.QUANTITY), decimal(push, "lastPrice", Decimals.PRICE),
                decimal(push, "lastQuantity", Decimals.QUANTITY), decimal(push, "fee", Decimals.IDRS),
                push.path("liquidity").asText(), push.path("tradeId").asLong(), push.path("batchId").asLong(),
                push.path("reason").asText(), push.path("ts").asLong());
    }

    static Balances balances(JsonNode push) {
        return new Balances(holding(push.path("ETK"), Decimals.ETK), holding(push.path("IDRS"), Decimals.IDRS),
                decimal(push, "debt", Decimals.ETK), push.path("ts").asLong());
    }

    /** Of a batch, by itself or in a snapshot. */
    static SettlementUpdate settlement(JsonNode batch, long timestampMs) {
        List<Long> tradeIds = new ArrayList<>();
        batch.path("tradeIds").forEach(tradeId -> tradeIds.add(tradeId.asLong()));
        return new SettlementUpdate(batch.path("batchId").asLong(), batch.path("status").asText(),
                batch.path("transactionHash").asText(), List.copyOf(tradeIds), timestampMs);
    }

    static WalletStatus wallet(JsonNode result) {
        JsonNode tokens = result.path("tokens");
        return new WalletStatus(address(result, "address"),
                wallet(result.path("ETK"), Decimals.ETK, address(tokens, "ETK")),
                wallet(result.path("IDRS"), Decimals.IDRS, address(tokens, "IDRS")),
                decimal(result, "debt", Decimals.ETK), address(result, "market"));
    }

    static ChainResult chain(JsonNode result) {
        return new ChainResult(result.path("state").asText(), result.path("transactionHash").asText());
    }

    static String price(long priceTicks) {
        return Decimals.format(priceTicks, Decimals.PRICE);
    }

    static String quantity(long quantityWh) {
        return Decimals.format(quantityWh, Decimals.QUANTITY);
    }

    static String idrs(long amount) {
        return Decimals.format(amount, Decimals.IDRS);
    }

    /** @throws ExchangeException PROTOCOL_VIOLATION for a text that is no decimal of this unit */
    static long decimal(String field, String text, int decimals) {
        try {
            return Decimals.parse(field, text, decimals, Errors.BAD_DECIMAL);
        } catch (ProtocolException notDecimal) {
            throw violation(notDecimal.getMessage());
        }
    }

    static ExchangeException violation(String message) {
        return ExchangeException.local(ExchangeException.PROTOCOL_VIOLATION, message);
    }

    private static long decimal(JsonNode node, String field, int decimals) {
        JsonNode value = node.path(field);
        return value.isMissingNode() || value.isNull() ? 0 : decimal(field, value.asText(), decimals);
    }

    private static Balances.Holding holding(JsonNode asset, int decimals) {
        return new Balances.Holding(decimal(asset, "free", decimals), decimal(asset, "reserved", decimals),
                decimal(asset, "unsettled", decimals));
    }

    private static WalletStatus.Holding wallet(JsonNode asset, int decimals, Address token) {
        return new WalletStatus.Holding(decimal(asset, "balance", decimals), asset.path("permitNonce").asLong(), token);
    }

    private static Address address(JsonNode node, String field) {
        try {
            return Address.parse(node.path(field).asText());
        } catch (IllegalArgumentException notAnAddress) {
            throw violation(field + ": " + notAnAddress.getMessage());
        }
    }

    private static Side side(JsonNode push, String field) {
        String text = push.path(field).asText();
        return switch (text) {
            case "bid", "buy" -> Side.BID;
            case "ask", "sell" -> Side.ASK;
            case "" -> null;
            default -> throw violation("unknown side " + text);
        };
    }

    private static ExecutionReport.Type executionType(String type) {
        try {
            return ExecutionReport.Type.valueOf(type.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw violation("unknown execution type " + type);
        }
    }
}
