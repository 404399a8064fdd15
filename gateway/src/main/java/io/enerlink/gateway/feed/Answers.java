package io.enerlink.gateway.feed;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import io.enerlink.gateway.auth.Address;
import io.enerlink.engine.matching.RejectReason;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.session.Account;
import io.enerlink.gateway.session.OpenOrder;
import io.enerlink.gateway.session.Pending;
import io.enerlink.gateway.session.Pending.Kind;
import io.enerlink.gateway.session.Pending.Waiting;
import io.enerlink.gateway.session.Withdrawal;

/**
 * Answers those who wait for the engine. A place or replace is answered once all that it caused has been heard, so that
 * its state is the one after its trades.
 */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final String DONE = "done";

    private final Pending pending;
    private final AccountFeed accounts;
    private Waiting entered;
    private int accountId;
    private long orderId;
    private boolean duplicate;

    Answers(Pending pending, AccountFeed accounts) {
        this.pending = pending;
        this.accounts = accounts;
    }

    void opened(long correlationId, int accountId) {
        Waiting waiting = pending.end(correlationId, Kind.LOGON);
        if (waiting == null) return;
        AccountView account = accounts.account(accountId);
        waiting.session().logOn(new Account(accountId, account.address()));
        pending.answer(waiting, DONE, account.logon());
    }

    void entered(long correlationId, Kind kind, int accountId, long orderId, boolean duplicate) {
        Waiting waiting = pending.end(correlationId, kind);
        if (waiting == null) return;
        entered = waiting;
        this.accountId = accountId;
        this.orderId = orderId;
        this.duplicate = duplicate;
    }

    /** A replacement that leaves nothing open ends the order, and is answered by that. */
    void canceled(long correlationId, int accountId, long orderId) {
        Waiting replacing = pending.end(correlationId, Kind.REPLACE);
        Waiting waiting = replacing == null ? pending.end(correlationId, Kind.CANCEL) : replacing;
        if (waiting != null) answer(waiting, accounts.account(accountId).last(orderId, 0), false);
    }

    void canceledAll(long correlationId, int canceled) {
        done(correlationId, Kind.CANCEL_ALL, JsonWriter.object().field("canceled", canceled));
    }

    void cancelAfterSet(long correlationId) {
        done(correlationId, Kind.CANCEL_AFTER, JsonWriter.object());
    }

    void revoked(long correlationId, Address agent, long expiryMs) {
        done(correlationId, Kind.REVOKE,
                JsonWriter.object().field("agent", agent.toString()).field("expiry", expiryMs));
    }

    void reserved(long correlationId, Withdrawal withdrawal) {
        done(correlationId, Kind.WITHDRAW, withdrawal.write(JsonWriter.object(), "reserved"));
    }

    void rejected(long correlationId, int reasonCode) {
        Waiting waiting = pending.end(correlationId);
        if (waiting == null) return;
        RejectReason reason = RejectReason.of(reasonCode);
        pending.refuse(waiting, Errors.of(reason).because("refused by the exchange: " + reason));
    }

    void commandEnd() {
        if (entered == null) return;
        AccountView account = accounts.account(accountId);
        Execution last = account.last(orderId, 0);
        OpenOrder open = last == null ? account.find(orderId, 0) : null;
        if (last != null) answer(entered, last, duplicate);
        else if (open != null) answer(entered, open, "open", open.timestampMs(), duplicate);
        else
            forgotten(entered);
        entered = null;
    }

    /** The engine has halted: whoever waits hears so. */
    void halted() {
        if (entered != null) pending.refuse(entered, Pending.unanswered());
        entered = null;
        pending.refuseAll();
    }

    private void answer(Waiting waiting, Execution last, boolean duplicate) {
        answer(waiting, last.order(), last.state(), last.timestampMs(), duplicate);
    }

    private void answer(Waiting waiting, OpenOrder order, String state, long timestampMs, boolean duplicate) {
        JsonWriter json = Orders.begin(order).field("state", state).field("sequence", order.sequence())
                .field("ts", timestampMs);
        if (duplicate) json.field("duplicate", true);
        if (LOG.isDebugEnabled()) note(waiting, order, state);
        pending.answer(waiting, state, json.end());
    }

    /** Apart, since even what is not written is put into boxes for it. */
    private static void note(Waiting waiting, OpenOrder order, String state) {
        LOG.atDebug().addKeyValue("connection", waiting.session().id()).addKeyValue("order", order.orderId())
                .addKeyValue("clientOrderId", order.clientOrderId())
                .addKeyValue("state", state).log("answered");
    }

    /** A duplicate of an order that is over for so long that nobody remembers how it ended. */
    private void forgotten(Waiting waiting) {
        pending.answer(waiting, "closed", JsonWriter.object().field("orderId", orderId).field("state", "closed")
                .field("duplicate", true).end().toString());
    }

    private void done(long correlationId, Kind kind, JsonWriter result) {
        Waiting waiting = pending.end(correlationId, kind);
        if (waiting != null) pending.answer(waiting, DONE, result.end());
    }
}
