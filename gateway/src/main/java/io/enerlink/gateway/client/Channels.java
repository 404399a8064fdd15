package io.enerlink.gateway.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** What the client listens to, and how far it has heard it. On the client's thread only. */
final class Channels {
    /** One subscription; {@code symbol} is empty for the account's own channels. */
    record Channel(String name, String symbol) {}

    static final Channel EXECUTIONS = new Channel("executions", "");

    private final Set<Channel> wanted = new LinkedHashSet<>();
    private final Map<String, LocalBook> books = new HashMap<>();
    private final ExchangeListener listener;
    private final Consumer<Channel> resubscribe;
    private long lastExecutionSeq = -1;

    /** @param resubscribe asks the exchange for a channel again, from where it was heard last */
    Channels(ExchangeListener listener, Consumer<Channel> resubscribe) {
        this.listener = listener;
        this.resubscribe = resubscribe;
    }

    void want(Channel channel) {
        wanted.add(channel);
    }

    List<Channel> wanted() {
        return List.copyOf(wanted);
    }

    /** Executions are asked for from this number on; what was heard already is not told twice. */
    void executionsFrom(long fromSeq) {
        lastExecutionSeq = fromSeq - 1;
    }

    /** Whether the exchange knows fewer executions than were heard: its history began anew, so what is known is void. */
    boolean startsAnew(Channel channel, Throwable refusal) {
        boolean anew = channel.equals(EXECUTIONS) && lastExecutionSeq >= 0
                && refusal instanceof ExchangeException known && known.name().equals("INVALID_VALUE");
        if (anew) {
            lastExecutionSeq = -1;
            listener.onExecutionGap(1);
        }
        return anew;
    }

    ObjectNode params(Channel channel) {
        ObjectNode params = Codec.params().put("channel", channel.name());
        if (!channel.symbol().isEmpty()) params.put("symbol", channel.symbol());
        if (channel.equals(EXECUTIONS) && lastExecutionSeq >= 0) params.put("fromSeq", lastExecutionSeq + 1);
        return params;
    }

    /** Takes the answer to {@link #params}: a first subscription goes on from the number it names. */
    void subscribed(Channel channel, JsonNode answer) {
        if (channel.equals(EXECUTIONS) && lastExecutionSeq < 0) lastExecutionSeq = answer.path("seq").asLong(-1);
    }

    /** Takes a push of a channel; one that is not known is left alone. */
    void take(JsonNode push) {
        switch (push.path("channel").asText()) {
            case "book" -> book(push);
            case "trades" -> trades(push);
            case "executions" -> execution(push);
            case "balances" -> listener.onBalances(Codec.balances(push));
            case "settlement" -> settlement(push);
            case "meters" -> meter(push);
            default -> {}
        }
    }

    private void book(JsonNode push) {
        String symbol = push.path("symbol").asText();
        Channel channel = new Channel("book", symbol);
        if (!wanted.contains(channel)) return;
        LocalBook book = books.computeIfAbsent(symbol, LocalBook::new);
        if (book.apply(push)) listener.onBook(book.view(push.path("ts").asLong()));
        else
            resubscribe.accept(channel);
    }

    private void trades(JsonNode push) {
        JsonNode trades = push.path("trades");
        if (trades.isArray()) trades.forEach(trade -> listener.onTrade(Codec.trade(trade)));
        else
            listener.onTrade(Codec.trade(push));
    }

    private void meter(JsonNode push) {
        if (push.path("type").asText().equals("reading")) listener.onMeter(Codec.meter(push));
    }

    private void settlement(JsonNode push) {
        long timestampMs = push.path("ts").asLong();
        if (push.path("type").asText().equals("snapshot")) {
            push.path("batches").forEach(batch -> listener.onSettlement(Codec.settlement(batch, timestampMs)));
        } else {
            listener.onSettlement(Codec.settlement(push, timestampMs));
        }
    }

    private void execution(JsonNode push) {
        if (push.path("type").asText().equals("gap")) {
            long earliestSeq = push.path("earliestSeq").asLong();
            lastExecutionSeq = earliestSeq - 1;
            listener.onExecutionGap(earliestSeq);
            return;
        }
        ExecutionReport report = Codec.execution(push);
        if (lastExecutionSeq >= 0 && report.seq() > lastExecutionSeq + 1) {
            resubscribe.accept(EXECUTIONS);
        } else if (report.seq() > lastExecutionSeq) {
            lastExecutionSeq = report.seq();
            listener.onExecution(report);
        }
    }
}
