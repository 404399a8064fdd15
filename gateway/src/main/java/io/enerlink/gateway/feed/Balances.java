package io.enerlink.gateway.feed;

import io.enerlink.engine.message.BalanceChangedDecoder;
import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.JsonWriter;

/** An account's balances in the engine, in base units. */
record Balances(Holding etk, Holding idrs, long debtUwh, long timestampMs) {

    static final Balances NONE = new Balances(new Holding(0, 0, 0), new Holding(0, 0, 0), 0, 0);

    /** One asset. @param unsettled credits of batches that are not final, part of {@code free} */
    record Holding(long free, long reserved, long unsettled) {
        void write(JsonWriter json, String name, int decimals) {
            json.object(name).decimal("free", free, decimals).decimal("reserved", reserved, decimals)
                    .decimal("unsettled", unsettled, decimals).end();
        }
    }

    static Balances of(BalanceChangedDecoder event, long timestampMs) {
        return new Balances(new Holding(event.etkFree(), event.etkReserved(), event.etkUnsettled()),
                new Holding(event.idrsFree(), event.idrsReserved(), event.idrsUnsettled()), event.debtUwh(),
                timestampMs);
    }

    byte[] json(String type) {
        JsonWriter json = JsonWriter.object().field("channel", "balances").field("type", type);
        return write(json).field("ts", timestampMs).end().bytes();
    }

    JsonWriter write(JsonWriter json) {
        etk.write(json, "ETK", Decimals.ETK);
        idrs.write(json, "IDRS", Decimals.IDRS);
        return json.decimal("debt", debtUwh, Decimals.ETK);
    }
}
