package io.enerlink.gateway.feed;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.message.WithdrawalEndedDecoder;
import io.enerlink.engine.message.WithdrawalReservedDecoder;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.session.KnownWithdrawals;
import io.enerlink.gateway.session.Outbound;
import io.enerlink.gateway.session.Subscription;
import io.enerlink.gateway.session.Withdrawal;

/** Each account's withdrawals from their reserve to their end. Bounded by the engine's accounts and its withdrawals. */
final class WithdrawalFeed implements KnownWithdrawals {
    private final Map<Integer, Own> accounts = new ConcurrentHashMap<>();

    /** What one account withdraws. */
    private static final class Own {
        private final Map<Long, Withdrawal> reserved = new TreeMap<>();
        private final Audience audience = new Audience();
        private long lastNonce;

        synchronized void resume(long nonce) {
            lastNonce = Math.max(lastNonce, nonce);
        }

        synchronized void begins(Withdrawal withdrawal, long timestampMs) {
            reserved.put(withdrawal.nonce(), withdrawal);
            lastNonce = Math.max(lastNonce, withdrawal.nonce());
            tell(withdrawal, "reserved", timestampMs);
        }

        synchronized void ends(long nonce, boolean done, long timestampMs) {
            Withdrawal withdrawal = reserved.remove(nonce);
            if (withdrawal == null) throw new IllegalStateException("withdrawal " + nonce + " was never reserved");
            tell(withdrawal, done ? "done" : "released", timestampMs);
        }

        synchronized Subscription join(Outbound outbound, Runnable answer) {
            answer.run();
            JsonWriter json = begin("snapshot").id("lastNonce", lastNonce).array("withdrawals");
            for (Withdrawal withdrawal : reserved.values()) withdrawal.write(json.item(), "reserved").end();
            outbound.send(json.endArray().field("ts", System.currentTimeMillis()).end().bytes());
            return audience.join(outbound);
        }

        synchronized int underWay() { return reserved.size(); }

        synchronized long lastNonce() { return lastNonce; }

        private void tell(Withdrawal withdrawal, String state, long timestampMs) {
            audience.tell(() -> withdrawal.write(begin("update"), state).field("ts", timestampMs).end().bytes());
        }

        private static JsonWriter begin(String type) {
            return JsonWriter.object().field("channel", "withdrawals").field("type", type);
        }
    }

    /** @return what was reserved */
    Withdrawal onReserved(long timestampMs, WithdrawalReservedDecoder event) {
        byte[] to = new byte[Address.LENGTH];
        event.getTo(to, 0, Address.LENGTH);
        Withdrawal withdrawal = new Withdrawal(Asset.of(event.asset()), event.amount(), Address.of(to, 0),
                event.nonce(), event.deadlineMs());
        own(event.accountId()).begins(withdrawal, timestampMs);
        return withdrawal;
    }

    /** The highest nonce that was reserved before the engine started from a snapshot. */
    void resume(int accountId, long lastNonce) {
        own(accountId).resume(lastNonce);
    }

    void onEnded(long timestampMs, WithdrawalEndedDecoder event) {
        own(event.accountId()).ends(event.nonce(), event.completed() != 0, timestampMs);
    }

    Subscription join(int accountId, Outbound outbound, Runnable answer) {
        return own(accountId).join(outbound, answer);
    }

    @Override
    public int underWay(int accountId) { return own(accountId).underWay(); }

    @Override
    public long lastNonce(int accountId) { return own(accountId).lastNonce(); }

    private Own own(int accountId) {
        return accounts.computeIfAbsent(accountId, none -> new Own());
    }
}
