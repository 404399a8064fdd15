package io.enerlink.gateway.session;

import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Recovery;
import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.Hex;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.Params;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.gateway.protocol.Request;

/** Between a wallet and the exchange: what it holds, deposits by permit, the bank's ramp. */
public final class WalletEntry {
    private static final Logger LOG = LoggerFactory.getLogger(WalletEntry.class);
    private static final int MAX_REFERENCE = 64;

    private final Wallets wallets;

    public WalletEntry(Wallets wallets) { this.wallets = wallets; }

    public void addTo(Methods methods) {
        methods.add("wallet.status", this::status).add("wallet.deposit", this::deposit);
    }

    /** Lets everybody have rupiah of the bank for the asking: in the demo, nowhere else. */
    public void addRampTo(Methods methods) {
        methods.add("ramp.on", this::rampOn).add("ramp.off", this::rampOff);
    }

    private void status(Session session, Request request) {
        Address address = session.account().address();
        request.params().end();
        answerLater(session, request, () -> wallets.state(address), state -> status(address, state));
    }

    private void deposit(Session session, Request request) {
        Address address = session.account().address();
        Params params = request.params();
        Asset asset = asset(params.string("asset"));
        long amount = amount(params, asset);
        long deadlineSec = params.whole("deadline", 1, Long.MAX_VALUE);
        byte[] signature = Hex.parse("signature", params.string("signature"), Recovery.SIGNATURE_LENGTH,
                Errors.BAD_SIGNATURE);
        params.end();
        answerLater(session, request, () -> wallets.deposit(address, asset, amount, deadlineSec, signature),
                WalletEntry::settled);
    }

    private void rampOn(Session session, Request request) {
        Address address = session.account().address();
        Params params = request.params();
        long amount = amount(params, Asset.IDRS);
        String given = params.optionalString("reference", UUID.randomUUID().toString());
        params.end();
        String reference = reference(address, given);
        answerLater(session, request, () -> wallets.rampOn(address, amount, reference), WalletEntry::settled);
    }

    private void rampOff(Session session, Request request) {
        Address address = session.account().address();
        Params params = request.params();
        long amount = amount(params, Asset.IDRS);
        String reference = reference(address, params.string("reference"));
        long deadlineSec = params.whole("deadline", 1, Long.MAX_VALUE);
        byte[] signature = Hex.parse("signature", params.string("signature"), Recovery.SIGNATURE_LENGTH,
                Errors.BAD_SIGNATURE);
        params.end();
        answerLater(session, request, () -> wallets.rampOff(address, amount, reference, deadlineSec, signature),
                WalletEntry::settled);
    }

    private static String reference(Address address, String given) {
        if (given.isEmpty() || given.length() > MAX_REFERENCE) {
            throw Errors.INVALID_VALUE.because("reference has from 1 to " + MAX_REFERENCE + " characters");
        }
        return address + ":" + given;
    }

    static <T> void answerLater(Session session, Request request,
            Supplier<CompletableFuture<T>> begin, Function<T, String> result) {
        session.answerLater(request,
                () -> begin.get().copy().orTimeout(session.chainTimeoutMs(), TimeUnit.MILLISECONDS), result,
                failure -> refusal(session, failure));
    }

    private static ProtocolException refusal(Session session, Throwable failure) {
        Throwable cause = Errors.cause(failure);
        if (cause instanceof ProtocolException told) return told;
        if (cause instanceof TimeoutException) {
            return Errors.TIMEOUT.because("the chain has not answered yet, what was asked for may still happen; ask"
                    + " wallet.status, then send the same again");
        }
        LOG.atWarn().addKeyValue("connection", session.id()).setCause(cause).log("the chain failed a wallet's request");
        return Errors.CHAIN_ERROR.because("the chain did not answer; nothing is lost, ask for wallet.status");
    }

    private String status(Address address, Wallets.State state) {
        Wallets.Contracts contracts = wallets.contracts();
        JsonWriter json = JsonWriter.object().field("address", address.toString());
        json.object("ETK").decimal("balance", state.etk(), Decimals.ETK).field("permitNonce", state.etkPermitNonce())
                .end();
        json.object("IDRS").decimal("balance", state.idrs(), Decimals.IDRS)
                .field("permitNonce", state.idrsPermitNonce()).end();
        json.decimal("debt", state.debtUwh(), Decimals.ETK);
        json.object("tokens").field("ETK", contracts.etk().toString()).field("IDRS", contracts.idrs().toString())
                .end();
        return json.field("market", contracts.market().toString()).end().toString();
    }

    static String settled(String transactionHash) {
        return JsonWriter.object().field("state", "final").field("transactionHash", transactionHash).end().toString();
    }

    static Asset asset(String text) {
        for (Asset asset : Asset.values()) {
            if (asset.name().equals(text.toUpperCase(Locale.ROOT))) return asset;
        }
        throw Errors.INVALID_VALUE.because("asset must be ETK or IDRS");
    }

    static long amount(Params params, Asset asset) {
        int decimals = asset == Asset.ETK ? Decimals.ETK : Decimals.IDRS;
        return Decimals.parsePositive("amount", params.string("amount"), decimals, Errors.BAD_DECIMAL,
                Errors.BAD_QUANTITY);
    }
}
