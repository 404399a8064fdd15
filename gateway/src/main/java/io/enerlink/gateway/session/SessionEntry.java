package io.enerlink.gateway.session;

import java.security.SecureRandom;
import java.util.function.LongSupplier;

import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Logon;
import io.enerlink.gateway.auth.Recovery;
import io.enerlink.gateway.auth.SignatureFault;
import io.enerlink.gateway.auth.SignatureVerifier;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.Hex;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.Request;
import io.enerlink.gateway.session.Pending.Kind;
import io.enerlink.gateway.session.Session.Challenge;

/**
 * That somebody is there, and who it is: a challenge, signed by the wallet, opens the account. A challenge is good once and for a minute.
 */
public final class SessionEntry {
    private static final long CHALLENGE_MS = 60_000;
    private static final int CHALLENGE_BYTES = 32;

    private final Commands commands;
    private final SignatureVerifier verifier;
    private final Pending pending;
    private final KnownAgents agents;
    private final LongSupplier nowMs;
    private final SecureRandom random = new SecureRandom();

    public SessionEntry(Commands commands, SignatureVerifier verifier, Pending pending, KnownAgents agents,
            LongSupplier nowMs) {
        this.commands = commands;
        this.verifier = verifier;
        this.pending = pending;
        this.agents = agents;
        this.nowMs = nowMs;
    }

    public void addTo(Methods methods) {
        methods.add("ping", this::ping).add("session.challenge", this::challenge).add("session.logon", this::logon)
                .add("session.cancelOnDisconnect", this::cancelOnDisconnect);
    }

    private void ping(Session session, Request request) {
        request.params().end();
        session.answer(request.id(), JsonWriter.object().field("ts", nowMs.getAsLong()).end());
    }

    /** Reads an address; @throws io.enerlink.gateway.protocol.ProtocolException BAD_ADDRESS */
    static Address address(String field, CharSequence text) {
        return Address.of(Hex.parse(field, text, Address.LENGTH, Errors.BAD_ADDRESS), 0);
    }

    private void challenge(Session session, Request request) {
        Address address = address("address", request.params().string("address"));
        request.params().end();
        byte[] bytes = new byte[CHALLENGE_BYTES];
        random.nextBytes(bytes);
        long expiresAtMs = nowMs.getAsLong() + CHALLENGE_MS;
        session.challenge(new Challenge(address, bytes, expiresAtMs));
        session.answer(request.id(), JsonWriter.object().field("challenge", Hex.format(bytes))
                .field("expiresAt", expiresAtMs).end().toString());
    }

    private void logon(Session session, Request request) {
        Address address = address("address", request.params().string("address"));
        byte[] signature = Hex.parse("signature", request.params().string("signature"), Recovery.SIGNATURE_LENGTH,
                Errors.BAD_SIGNATURE);
        request.params().end();
        if (session.hasLogon()) throw Errors.ALREADY_LOGGED_ON.because("one connection is for one account");
        Challenge challenge = session.takeChallenge();
        if (challenge == null || !challenge.address().equals(address)) {
            throw Errors.NO_CHALLENGE.because("ask for a session.challenge for this address first");
        }
        if (nowMs.getAsLong() > challenge.expiresAtMs()) {
            throw Errors.CHALLENGE_EXPIRED.because("the challenge was good for a minute; ask for another");
        }
        long id = pending.begin(session, request, Kind.LOGON);
        session.beginLogon();
        boolean taken = verifier.verify(address, new Logon(address, challenge.bytes()), signature,
                outcome(id, session, address));
        if (!taken) pending.busy(id);
    }

    private void cancelOnDisconnect(Session session, Request request) {
        session.account();
        boolean enabled = request.params().bool("enabled");
        request.params().end();
        session.cancelOnDisconnect(enabled);
        session.answer(request.id(), JsonWriter.object().field("enabled", enabled).end().toString());
    }

    private SignatureVerifier.Outcome outcome(long id, Session session, Address address) {
        return new SignatureVerifier.Outcome() {
            @Override
            public void signedBy(Address signer) {
                long untilMs = signer.equals(address) ? Long.MAX_VALUE : agents.expiryMs(address, signer);
                if (untilMs <= nowMs.getAsLong()) {
                    pending.refuse(id,
                            Errors.SIGNER_MISMATCH.because("signed by " + signer + ", which is no agent of the account"
                                    + " now, or for another challenge, chain or contract"));
                } else {
                    session.signedBy(signer, untilMs);
                    open(id, address);
                }
            }

            @Override
            public void refused(SignatureFault fault) {
                pending.refuse(id, Errors.BAD_SIGNATURE.because("the signature names nobody: " + fault));
            }
        };
    }

    private void open(long id, Address address) {
        try {
            if (!commands.openAccount(id, address)) pending.busy(id);
        } catch (RuntimeException halted) {
            pending.refuse(id, pending.halted(id, halted));
        }
    }
}
