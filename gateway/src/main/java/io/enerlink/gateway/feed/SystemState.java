package io.enerlink.gateway.feed;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import io.enerlink.engine.matching.HaltReason;
import io.enerlink.engine.matching.TradingState;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.Params;
import io.enerlink.gateway.session.Instrument;
import io.enerlink.gateway.session.Instruments;
import io.enerlink.gateway.session.Percentiles;
import io.enerlink.gateway.session.RequestObserver.Stage;
import io.enerlink.settlement.clearing.ReconciliationState;

/**
 * How the exchange is now: trading, what waits for settlement, connections, how long requests take, how engine and chain
 * compare. Any thread.
 */
final class SystemState {
    private static final long NS_PER_US = 1_000;
    private static final Trading OPEN = new Trading(TradingState.OPEN, HaltReason.NONE);

    /** What is not final yet. @param batches the open one among them; @param trades in them */
    record Backlog(int batches, int trades) {}

    private record Trading(TradingState state, HaltReason reason) {}

    private final Map<Integer, Trading> trading = new ConcurrentHashMap<>();
    private final Instruments instruments;
    private volatile Supplier<Backlog> backlog = () -> new Backlog(0, 0);
    private volatile IntSupplier connections = () -> 0;
    private volatile Supplier<ReconciliationState> reconciled = () -> ReconciliationState.NONE;
    private volatile Supplier<Map<Stage, Percentiles>> latency = Map::of;

    SystemState(Instruments instruments) { this.instruments = instruments; }

    void backlog(Supplier<Backlog> now) {
        backlog = now;
    }

    void connections(IntSupplier now) {
        connections = now;
    }

    void reconciled(Supplier<ReconciliationState> now) {
        reconciled = now;
    }

    void latency(Supplier<Map<Stage, Percentiles>> now) {
        latency = now;
    }

    void trading(int instrumentId, TradingState state, HaltReason reason) {
        trading.put(instrumentId, new Trading(state, reason));
    }

    /** Adds all of it as members of an object. */
    JsonWriter write(JsonWriter json) {
        json.array("trading");
        for (Instrument instrument : instruments.all()) {
            Trading now = trading.getOrDefault(instrument.id(), OPEN);
            json.item().field("symbol", instrument.symbol()).field("state", Params.word(now.state))
                    .field("reason", Params.word(now.reason)).end();
        }
        Backlog waiting = backlog.get();
        json.endArray().object("backlog").field("batches", waiting.batches).field("trades", waiting.trades).end();
        json.field("connections", connections.getAsInt());
        json.object("latency");
        latency.get().forEach((stage, took) -> json.object(stage.label())
                .field("p50Us", took.p50Ns() / NS_PER_US).field("p99Us", took.p99Ns() / NS_PER_US).end());
        json.end();
        ReconciliationState last = reconciled.get();
        if (last.looks() > 0) write(json.object("reconciliation"), last).end();
        return json;
    }

    private static JsonWriter write(JsonWriter json, ReconciliationState last) {
        json.field("block", last.blockNumber()).field("ts", last.lookedAtMs()).field("alarm", last.alarm());
        differences(json.array("escrowDifferences"), last.escrowDifferences());
        return differences(json.array("supplyDifferences"), last.supplyDifferences());
    }

    private static JsonWriter differences(JsonWriter json, List<String> differences) {
        differences.forEach(difference -> json.value(JsonWriter.quote(difference)));
        return json.endArray();
    }
}
