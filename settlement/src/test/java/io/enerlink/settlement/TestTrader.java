package io.enerlink.settlement;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import io.enerlink.engine.book.OrderType;
import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.PlaceOrderEncoder;
import io.enerlink.engine.message.ReserveWithdrawalEncoder;
import io.enerlink.settlement.chain.ContractAddresses;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/** A wallet that signs permits and orders as EIP-712 has it. */
public final class TestTrader {
    private static final long CHAIN_ID = 31_337;
    private static final byte[] DOMAIN = keccak(
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    private static final byte[] PERMIT = keccak(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
    private static final byte[] ORDER = keccak(
            "Order(address account,bytes32 instrument,uint8 side,uint96 quantity,uint96 limitPrice,uint96 maxQuote,"
                    + "uint16 maxFeeBps,uint64 nonce,uint32 epoch,uint64 expiry)");
    private static final byte[] WITHDRAW = keccak(
            "Withdraw(address account,address asset,uint128 amount,address to,uint64 nonce,uint64 deadline)");
    private static final byte[] REDEEM = keccak("Redeem(address holder,uint256 amount,bytes32 ref,uint256 deadline)");
    private static final int MAX_FEE_BPS = 50;

    private final Credentials credentials;
    private long nonce;

    public TestTrader(long seed) { credentials = Credentials.create(ECKeyPair.create(BigInteger.valueOf(seed))); }

    public String address() { return credentials.getAddress(); }

    public byte[] permit(ContractAddresses contracts, Asset asset, long amount, long permitNonce, long deadlineSec) {
        boolean etk = asset == Asset.ETK;
        byte[] domain = domain(etk ? "EnerLink Energy Token" : "EnerLink Rupiah Token",
                etk ? contracts.etk() : contracts.idrs());
        return sign(domain, PERMIT, word(address()), word(contracts.market()), word(amount), word(permitNonce),
                word(deadlineSec));
    }

    /** A signed limit order, good till canceled. */
    public void place(TestEngine engine, ContractAddresses contracts, Side side, long quantityWh, long priceTicks) {
        ++nonce;
        long expiryMs = engine.nowMs() + 3_600_000;
        byte[] signature = sign(domain("EnerLink", contracts.market()), ORDER, word(address()),
                keccak(TestEngine.SYMBOL), word(side.code()), word(quantityWh * 1_000_000), word(priceTicks * 10_000),
                word(0), word(MAX_FEE_BPS), word(nonce), word(0), word(expiryMs));
        HeapBuffer buffer = new HeapBuffer(512);
        PlaceOrderEncoder order = new PlaceOrderEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        order.correlationId(nonce).clientOrderId(nonce).priceTicks(priceTicks).quantityWh(quantityWh).displayWh(0)
                .maxQuote(0).expiryMs(expiryMs).nonce(nonce).accountId(engine.accountId(address())).instrumentId(1)
                .epoch(0).maxFeeBps(MAX_FEE_BPS).side((short) side.code())
                .orderType((short) OrderType.LIMIT.code()).timeInForce((short) TimeInForce.GTC.code())
                .postOnly((short) 0).selfTrade((short) SelfTrade.CANCEL_NEWEST.code());
        order.putSigner(Numeric.hexStringToByteArray(address()), 0, PlaceOrderEncoder.signerLength());
        order.putSignature(signature, 0, PlaceOrderEncoder.signatureLength());
        engine.submit(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + order.encodedLength());
    }

    /** Asks for a withdrawal to the trader's own wallet. */
    public void withdraw(TestEngine engine, ContractAddresses contracts, Asset asset, long amount,
            long withdrawalNonce, long deadlineMs) {
        byte[] signature = signWithdrawal(contracts, asset, amount, withdrawalNonce, deadlineMs);
        HeapBuffer buffer = new HeapBuffer(512);
        ReserveWithdrawalEncoder command = new ReserveWithdrawalEncoder().wrapAndApplyHeader(buffer, 0,
                new MessageHeaderEncoder());
        command.correlationId(0).amount(amount).nonce(withdrawalNonce).deadlineMs(deadlineMs)
                .accountId(engine.accountId(address())).asset((short) asset.code());
        command.putTo(Numeric.hexStringToByteArray(address()), 0, ReserveWithdrawalEncoder.toLength());
        command.putSignature(signature, 0, ReserveWithdrawalEncoder.signatureLength());
        engine.submit(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + command.encodedLength());
    }

    /** Of a withdrawal to the trader's own wallet. */
    public byte[] signWithdrawal(ContractAddresses contracts, Asset asset, long amount, long withdrawalNonce,
            long deadlineMs) {
        return sign(domain("EnerLink", contracts.market()), WITHDRAW, word(address()),
                word(asset == Asset.ETK ? contracts.etk() : contracts.idrs()), word(amount), word(address()),
                word(withdrawalNonce), word(deadlineMs));
    }

    /** Of a redemption under keccak256 of {@code reference}. */
    public byte[] signRedemption(ContractAddresses contracts, long amount, String reference, long deadlineSec) {
        return sign(domain("EnerLink Rupiah Token", contracts.idrs()), REDEEM, word(address()), word(amount),
                keccak(reference), word(deadlineSec));
    }

    private byte[] sign(byte[] domain, byte[] type, byte[]... words) {
        byte[] digest = Hash.sha3(concat(new byte[]{0x19, 0x01}, domain, Hash.sha3(concat(type, concat(words)))));
        Sign.SignatureData signature = Sign.signMessage(digest, credentials.getEcKeyPair(), false);
        return concat(signature.getR(), signature.getS(), signature.getV());
    }

    private static byte[] domain(String name, String contract) {
        return Hash.sha3(concat(DOMAIN, keccak(name), keccak("1"), word(CHAIN_ID), word(contract)));
    }

    private static byte[] keccak(String text) {
        return Numeric.hexStringToByteArray(Hash.sha3String(text));
    }

    private static byte[] word(long value) {
        return ByteBuffer.allocate(32).putLong(24, value).array();
    }

    private static byte[] word(String address) {
        return Numeric.toBytesPadded(Numeric.toBigInt(address), 32);
    }

    private static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) length += part.length;
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) all.put(part);
        return all.array();
    }
}
