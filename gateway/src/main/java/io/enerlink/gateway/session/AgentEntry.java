package io.enerlink.gateway.session;

import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Recovery;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.Hex;
import io.enerlink.gateway.protocol.Params;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.gateway.protocol.Request;
import io.enerlink.gateway.session.Pending.Kind;

/**
 * Keys that sign in the place of the wallet's. Approved on the chain, because the contract checks them too; revoked in
 * the engine, at once, because the account's word is enough there.
 */
public final class AgentEntry {

    private final Commands commands;
    private final Pending pending;
    private final Wallets wallets;

    public AgentEntry(Commands commands, Pending pending, Wallets wallets) {
        this.commands = commands;
        this.pending = pending;
        this.wallets = wallets;
    }

    public void addTo(Methods methods) {
        methods.add("agent.approve", this::approve).add("agent.revoke", this::revoke);
    }

    private void approve(Session session, Request request) {
        Account account = session.account();
        Params params = request.params();
        Address agent = SessionEntry.address("agent", params.string("agent"));
        long expiryMs = params.whole("expiry", 1, Long.MAX_VALUE);
        long nonce = params.optionalWhole("nonce", 0, Long.MAX_VALUE, expiryMs);
        byte[] signature = Hex.parse("signature", params.string("signature"), Recovery.SIGNATURE_LENGTH,
                Errors.BAD_SIGNATURE);
        params.end();
        WalletEntry.answerLater(session, request,
                () -> wallets.approveAgent(account.address(), agent, expiryMs, nonce, signature),
                WalletEntry::settled);
    }

    private void revoke(Session session, Request request) {
        Account account = session.account();
        Address agent = SessionEntry.address("agent", request.params().string("agent"));
        request.params().end();
        if (!session.signer().equals(account.address()) && !session.signer().equals(agent)) {
            throw Errors.NOT_OWNER.because("an agent can revoke nobody but itself");
        }
        long id = pending.begin(session, request, Kind.REVOKE);
        try {
            if (!commands.revokeAgent(id, account, agent)) pending.busy(id);
        } catch (ProtocolException refused) {
            pending.refuse(id, refused);
        } catch (RuntimeException halted) {
            pending.refuse(id, pending.halted(id, halted));
        }
    }
}
