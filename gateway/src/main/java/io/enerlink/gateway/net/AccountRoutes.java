package io.enerlink.gateway.net;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Logon;
import io.enerlink.gateway.auth.Recovery;
import io.enerlink.gateway.auth.SignatureFault;
import io.enerlink.gateway.auth.SignatureVerifier;
import io.enerlink.gateway.feed.Feeds;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.Hex;
import io.enerlink.gateway.protocol.ProtocolException;

/**
 * What an account may ask over HTTP. It says who it is with {@code Authorization: EnerLink ADDRESS UNTIL SIGNATURE}: a
 * signed Logon whose challenge is the number UNTIL, the time up to which it is good. Such a line opens no WebSocket
 * session, whose challenges are random, and moves nothing.
 */
final class AccountRoutes {
    static final long MAX_AHEAD_MS = 24 * 3_600_000L;

    private static final String SCHEME = "EnerLink";
    private static final String OPEN = "open";
    private static final String ENDED = "ended";
    private static final String ALL = "all";
    private static final int MAX_ORDERS = 1_000;
    private static final int MAX_EXECUTIONS = 1_000;
    private static final int CHALLENGE_BYTES = 32;

    private final Feeds feeds;
    private final SignatureVerifier verifier;
    private final LongSupplier nowMs;

    AccountRoutes(Feeds feeds, SignatureVerifier verifier, LongSupplier nowMs) {
        this.feeds = feeds;
        this.verifier = verifier;
        this.nowMs = nowMs;
    }

    /** Who asks, and until when that is good. */
    private record Claim(Address account, long untilMs, byte[] signature) {
        Logon logon() {
            return new Logon(account,
                    ByteBuffer.allocate(CHALLENGE_BYTES).putLong(CHALLENGE_BYTES - Long.BYTES, untilMs).array());
        }
    }

    void addTo(Routes routes) {
        own(routes, "/api/v1/account", this::account);
        ownLater(routes, "/api/v1/orders", (account, call) -> orders(account, call).thenApply(Reply::json));
        ownLater(routes, "/api/v1/executions", (account, call) -> executions(account, call).thenApply(Reply::json));
        own(routes, "/api/v1/settlements", this::settlements);
        own(routes, "/api/v1/meters", this::meters);
    }

    private byte[] account(Address account, HttpCall call) {
        call.only();
        return feeds.account(account);
    }

    private CompletableFuture<byte[]> orders(Address account, HttpCall call) {
        call.only("symbol", "state", "before", "limit");
        String symbol = call.optional("symbol");
        String state = call.parameters().containsKey("state") ? call.required("state") : OPEN;
        long before = call.whole("before", 1, Long.MAX_VALUE, 0);
        int limit = (int) call.whole("limit", 1, MAX_ORDERS, MAX_ORDERS);
        return switch (state) {
            case OPEN -> CompletableFuture.completedFuture(feeds.openOrders(account, symbol));
            case ENDED -> feeds.pastOrders(account, symbol, before, true, limit);
            case ALL -> feeds.pastOrders(account, symbol, before, false, limit);
            default -> throw Errors.INVALID_VALUE.because("state must be one of open, ended, all");
        };
    }

    private CompletableFuture<byte[]> executions(Address account, HttpCall call) {
        call.only("fromSeq", "limit");
        return feeds.executions(account, call.whole("fromSeq", 1, Long.MAX_VALUE, 1),
                (int) call.whole("limit", 1, MAX_EXECUTIONS, MAX_EXECUTIONS));
    }

    private byte[] settlements(Address account, HttpCall call) {
        call.only();
        return feeds.settlements(account);
    }

    private byte[] meters(Address account, HttpCall call) {
        call.only();
        return feeds.meters(account);
    }

    private void own(Routes routes, String path, BiFunction<Address, HttpCall, byte[]> answer) {
        ownLater(routes, path, (account, call) -> Reply.json(answer.apply(account, call)).now());
    }

    /** Adds a path that an account asks for what is its own. {@code answer} must not block, and may throw. */
    void ownLater(Routes routes, String path, BiFunction<Address, HttpCall, CompletableFuture<Reply>> answer) {
        routes.getLater(path, call -> {
            Claim claim = claim(call.authorization());
            CompletableFuture<Reply> reply = new CompletableFuture<>();
            boolean taken = verifier.verify(claim.account, claim.logon(), claim.signature,
                    new SignatureVerifier.Outcome() {
                        @Override
                        public void signedBy(Address signer) {
                            try {
                                check(claim, signer);
                                answer.apply(claim.account, call).whenComplete((told, failure) -> {
                                    if (failure == null) reply.complete(told);
                                    else
                                        reply.completeExceptionally(failure);
                                });
                            } catch (RuntimeException failed) {
                                reply.completeExceptionally(failed);
                            }
                        }

                        @Override
                        public void refused(SignatureFault fault) {
                            reply.completeExceptionally(
                                    Errors.BAD_SIGNATURE.because("the signature names nobody: " + fault));
                        }
                    });
            if (!taken) throw Errors.BUSY.because("too many signatures wait to be verified");
            return reply;
        });
    }

    private void check(Claim claim, Address signer) {
        if (signer.equals(claim.account)) return;
        if (feeds.accounts().expiryMs(claim.account, signer) > nowMs.getAsLong()) return;
        throw Errors.SIGNER_MISMATCH.because("signed by " + signer + ", which is neither the account nor its agent");
    }

    /** @throws ProtocolException NOT_LOGGED_ON, CHALLENGE_EXPIRED, EXPIRY_TOO_FAR, BAD_ADDRESS, BAD_SIGNATURE */
    private Claim claim(String authorization) {
        String[] words = authorization == null ? new String[0] : authorization.split(" ");
        if (words.length != 4 || !words[0].equals(SCHEME)) {
            throw Errors.NOT_LOGGED_ON.because("the header Authorization is to be: EnerLink ADDRESS UNTIL SIGNATURE");
        }
        Address account = Address.of(Hex.parse("address", words[1], Address.LENGTH, Errors.BAD_ADDRESS), 0);
        long untilMs = untilMs(words[2]);
        byte[] signature = Hex.parse("signature", words[3], Recovery.SIGNATURE_LENGTH, Errors.BAD_SIGNATURE);
        if (untilMs <= nowMs.getAsLong()) throw Errors.CHALLENGE_EXPIRED.because("UNTIL has passed; sign anew");
        if (untilMs > nowMs.getAsLong() + MAX_AHEAD_MS) {
            throw Errors.EXPIRY_TOO_FAR.because("UNTIL is at most " + MAX_AHEAD_MS + " ms ahead");
        }
        return new Claim(account, untilMs, signature);
    }

    private static long untilMs(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException notANumber) {
            throw Errors.NOT_LOGGED_ON.because("UNTIL is a number of milliseconds since 1970");
        }
    }
}
