package io.enerlink.gateway.bot;

import io.enerlink.engine.client.EngineClient;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.MarketEventKind;
import io.enerlink.engine.message.MarketEventEncoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Domain;
import io.enerlink.gateway.auth.Permit;
import io.enerlink.gateway.auth.Recovery;
import io.enerlink.gateway.auth.SignatureException;
import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.Hex;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.Params;
import io.enerlink.gateway.protocol.Request;
import io.enerlink.gateway.session.Methods;
import io.enerlink.gateway.session.Session;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.agrona.ExpandableArrayBuffer;

/** Wallets, a bank and an escrow in memory: what the chain is to the bots. Deposits need a sound permit. */
final class FakeChain {
    static final Domain DOMAIN = Domain.ofMarket(31337, Address.parse("0x" + "33".repeat(20)));
    private static final Map<Asset, Domain> TOKENS = Map.of(
            Asset.ETK, new Domain("EnerLink Energy Token", "1", 31337, Address.parse("0x" + "11".repeat(20))),
            Asset.IDRS, new Domain("EnerLink Rupiah Token", "1", 31337, Address.parse("0x" + "22".repeat(20))));
    private static final String DONE = "{\"state\":\"final\",\"transactionHash\":\"0x" + "ab".repeat(32) + "\"}";

    private final Map<Address, Map<Asset, Long>> wallets = new HashMap<>();
    private final Map<Address, Map<Asset, Long>> permits = new HashMap<>();
    private EngineClient engine;
    private long eventSeq;

    synchronized void settleInto(EngineClient engine) { this.engine = engine; }

    synchronized void mint(Address owner, Asset asset, long amount) {
        wallets.computeIfAbsent(owner, any -> new EnumMap<>(Asset.class)).merge(asset, amount, Long::sum);
    }

    void addTo(Methods methods) {
        methods.add("wallet.status", this::status).add("wallet.deposit", this::deposit).add("ramp.on", this::rampOn);
    }

    private synchronized void status(Session session, Request request) {
        request.params().end();
        Address owner = session.account().address();
        JsonWriter json = JsonWriter.object().field("address", owner.toString());
        for (Asset asset : Asset.values()) {
            json.object(asset.name()).decimal("balance", balance(owner, asset), decimals(asset))
                    .field("permitNonce", permit(owner, asset)).end();
        }
        json.field("debt", "0.000000000").object("tokens");
        for (Asset asset : Asset.values()) {
            json.field(asset.name(), TOKENS.get(asset).verifyingContract().toString());
        }
        session.answer(request.id(),
                json.end().field("market", DOMAIN.verifyingContract().toString()).end().toString());
    }

    private synchronized void deposit(Session session, Request request) {
        Params params = request.params();
        Asset asset = Asset.valueOf(params.string("asset"));
        long amount = Decimals.parse("amount", params.string("amount"), decimals(asset), Errors.BAD_DECIMAL);
        long deadline = params.whole("deadline", 1, Long.MAX_VALUE);
        byte[] signature = Hex.parse("signature", params.string("signature"), 65, Errors.BAD_SIGNATURE);
        params.end();
        Address owner = session.account().address();
        requireSigned(asset, new Permit(owner, DOMAIN.verifyingContract(), BigInteger.valueOf(amount),
                BigInteger.valueOf(permit(owner, asset)), BigInteger.valueOf(deadline)), signature);
        if (amount > balance(owner, asset)) throw Errors.INSUFFICIENT_BALANCE.because("the wallet has less");
        mint(owner, asset, -amount);
        permits.computeIfAbsent(owner, any -> new EnumMap<>(Asset.class)).merge(asset, 1L, Long::sum);
        credit(owner, asset, amount);
        session.answer(request.id(), DONE);
    }

    private synchronized void rampOn(Session session, Request request) {
        long amount = Decimals.parse("amount", request.params().string("amount"), Decimals.IDRS, Errors.BAD_DECIMAL);
        request.params().string("reference");
        request.params().end();
        mint(session.account().address(), Asset.IDRS, amount);
        session.answer(request.id(), DONE);
    }

    private void credit(Address owner, Asset asset, long amount) {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(256);
        MarketEventEncoder event = new MarketEventEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        event.correlationId(0).eventSeq(++eventSeq).amount(amount).nonce(0).atMs(0).epoch(0)
                .kind((short) MarketEventKind.DEPOSIT.code()).asset((short) asset.code())
                .putAddress(owner.toBytes(), 0, Address.LENGTH).putAgent(Address.ZERO.toBytes(), 0, Address.LENGTH);
        if (!engine.submit(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + event.encodedLength())) {
            throw new IllegalStateException("the engine's ring is full");
        }
    }

    private static void requireSigned(Asset asset, Permit permit, byte[] signature) {
        try {
            Address signer = new Recovery().signerOf(TOKENS.get(asset), permit, signature);
            if (!signer.equals(permit.owner())) throw Errors.SIGNER_MISMATCH.because("not the owner's permit");
        } catch (SignatureException fault) {
            throw Errors.BAD_SIGNATURE.because(fault.getMessage());
        }
    }

    private long balance(Address owner, Asset asset) {
        return wallets.getOrDefault(owner, Map.of()).getOrDefault(asset, 0L);
    }

    private long permit(Address owner, Asset asset) {
        return permits.getOrDefault(owner, Map.of()).getOrDefault(asset, 0L);
    }

    private static int decimals(Asset asset) {
        return asset == Asset.ETK ? Decimals.ETK : Decimals.IDRS;
    }
}
