package io.enerlink.gateway.bot;

import io.enerlink.engine.client.EngineClient;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.MarketEventKind;
import io.enerlink.engine.message.MarketEventEncoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Domain;
import io.enerlink.gateway.auth.Permit;
import io.enerlink.gateway.auth.Recovery;
import io.enerlink.gateway.auth.SignatureException;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.session.Wallets;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Wallets, a bank and an escrow in memory: what the chain is to the bots. Deposits need a sound permit. */
final class FakeChain implements Wallets {
    static final Domain DOMAIN = Domain.ofMarket(31337, Address.parse("0x" + "33".repeat(20)));
    private static final Map<Asset, Domain> TOKENS = Map.of(
            Asset.ETK, new Domain("EnerLink Energy Token", "1", 31337, Address.parse("0x" + "11".repeat(20))),
            Asset.IDRS, new Domain("EnerLink Rupiah Token", "1", 31337, Address.parse("0x" + "22".repeat(20))));
    private static final String HASH = "0x" + "ab".repeat(32);

    private final Map<Address, Map<Asset, Long>> wallets = new HashMap<>();
    private final Map<Address, Map<Asset, Long>> permits = new HashMap<>();
    private EngineClient engine;
    private long eventSeq;

    synchronized void settleInto(EngineClient engine) { this.engine = engine; }

    synchronized void mint(Address owner, Asset asset, long amount) {
        add(wallets, owner, asset, amount);
    }

    @Override
    public Contracts contracts() {
        return new Contracts(DOMAIN.verifyingContract(), TOKENS.get(Asset.ETK).verifyingContract(),
                TOKENS.get(Asset.IDRS).verifyingContract());
    }

    @Override
    public synchronized CompletableFuture<State> state(Address owner) {
        return CompletableFuture.completedFuture(new State(get(wallets, owner, Asset.ETK),
                get(wallets, owner, Asset.IDRS), get(permits, owner, Asset.ETK), get(permits, owner, Asset.IDRS), 0));
    }

    @Override
    public synchronized CompletableFuture<String> deposit(Address owner, Asset asset, long amount, long deadlineSec,
            byte[] signature) {
        Permit permit = new Permit(owner, DOMAIN.verifyingContract(), BigInteger.valueOf(amount),
                BigInteger.valueOf(get(permits, owner, asset)), BigInteger.valueOf(deadlineSec));
        if (!isSigned(asset, permit, signature)) {
            return CompletableFuture.failedFuture(Errors.BAD_SIGNATURE.because("not the owner's permit"));
        }
        if (amount > get(wallets, owner, asset)) {
            return CompletableFuture.failedFuture(Errors.INSUFFICIENT_BALANCE.because("the wallet has less"));
        }
        add(wallets, owner, asset, -amount);
        add(permits, owner, asset, 1);
        credit(owner, asset, amount);
        return CompletableFuture.completedFuture(HASH);
    }

    @Override
    public CompletableFuture<String> approveAgent(Address account, Address agent, long expiryMs, long nonce,
            byte[] signature) {
        throw new AssertionError("nobody approves agents here");
    }

    @Override
    public CompletableFuture<String> rampOff(Address account, long amount, String reference, long deadlineSec,
            byte[] signature) {
        throw new AssertionError("nobody redeems here");
    }

    @Override
    public synchronized CompletableFuture<String> rampOn(Address owner, long amount, String reference) {
        add(wallets, owner, Asset.IDRS, amount);
        return CompletableFuture.completedFuture(HASH);
    }

    private void credit(Address owner, Asset asset, long amount) {
        HeapBuffer buffer = new HeapBuffer(512);
        MarketEventEncoder event = new MarketEventEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        event.correlationId(0).eventSeq(++eventSeq).amount(amount).nonce(0).atMs(0).epoch(0)
                .kind((short) MarketEventKind.DEPOSIT.code()).asset((short) asset.code())
                .putAddress(owner.toBytes(), 0, Address.LENGTH).putAgent(Address.ZERO.toBytes(), 0, Address.LENGTH);
        if (!engine.submit(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + event.encodedLength())) {
            throw new IllegalStateException("the engine's ring is full");
        }
    }

    private static boolean isSigned(Asset asset, Permit permit, byte[] signature) {
        try {
            return new Recovery().signerOf(TOKENS.get(asset), permit, signature).equals(permit.owner());
        } catch (SignatureException namesNobody) {
            return false;
        }
    }

    private static long get(Map<Address, Map<Asset, Long>> amounts, Address owner, Asset asset) {
        return amounts.getOrDefault(owner, Map.of()).getOrDefault(asset, 0L);
    }

    private static void add(Map<Address, Map<Asset, Long>> amounts, Address owner, Asset asset, long amount) {
        amounts.computeIfAbsent(owner, any -> new EnumMap<>(Asset.class)).merge(asset, amount, Long::sum);
    }
}
