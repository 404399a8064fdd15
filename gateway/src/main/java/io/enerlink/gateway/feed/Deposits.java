package io.enerlink.gateway.feed;

import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.Request;
import io.enerlink.gateway.session.Methods;
import io.enerlink.gateway.session.Session;
import io.enerlink.settlement.history.PastDeposit;
import java.util.List;

/** {@code wallet.deposits}: what arrived in one's own escrow. */
final class Deposits {
    private static final int MAX = 1_000;
    private static final int USUAL = 100;

    private final Past past;

    /** @param past null where this exchange keeps no history */
    Deposits(Past past) {
        this.past = past;
    }

    void addTo(Methods methods) {
        methods.add("wallet.deposits", this::deposits);
    }

    private void deposits(Session session, Request request) {
        int accountId = session.account().id();
        long before = request.params().optionalWhole("before", 1, Long.MAX_VALUE, Long.MAX_VALUE);
        int limit = (int) request.params().optionalWhole("limit", 1, MAX, USUAL);
        request.params().end();
        if (past == null) throw Errors.UNAVAILABLE.because("this exchange keeps no history");
        past.deposits(accountId, before, limit).whenComplete((found, failure) -> {
            if (failure == null) session.answer(request.id(), json(found));
            else
                session.refuse(request.id(), Errors.refusal(failure, session.id()));
        });
    }

    private static String json(List<PastDeposit> deposits) {
        JsonWriter json = JsonWriter.object().array("deposits");
        for (PastDeposit deposit : deposits) {
            Asset asset = Asset.of(deposit.asset());
            json.item().field("eventSeq", deposit.eventSeq()).field("asset", asset.name())
                    .decimal("amount", deposit.amount(), asset == Asset.ETK ? Decimals.ETK : Decimals.IDRS)
                    .field("ts", deposit.atMs()).end();
        }
        return json.endArray().end().toString();
    }
}
