package io.enerlink.engine.matching;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.agrona.MutableDirectBuffer;

import io.enerlink.engine.book.OrderType;
import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.message.AddInstrumentEncoder;
import io.enerlink.engine.message.BatchSettledEncoder;
import io.enerlink.engine.message.CancelAfterEncoder;
import io.enerlink.engine.message.CancelAllEncoder;
import io.enerlink.engine.message.CancelOrderEncoder;
import io.enerlink.engine.message.ChainViewEncoder;
import io.enerlink.engine.message.ConfigureClearingEncoder;
import io.enerlink.engine.message.DebtChangedEncoder;
import io.enerlink.engine.message.MarketEventEncoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.OpenAccountEncoder;
import io.enerlink.engine.message.PlaceOrderEncoder;
import io.enerlink.engine.message.ReleaseWithdrawalEncoder;
import io.enerlink.engine.message.ReplaceOrderEncoder;
import io.enerlink.engine.message.ReserveWithdrawalEncoder;
import io.enerlink.engine.message.RevokeAgentEncoder;
import io.enerlink.engine.message.SetBandEncoder;
import io.enerlink.engine.message.SetFeesEncoder;
import io.enerlink.engine.message.SetStorageEncoder;
import io.enerlink.engine.message.SetTradingEncoder;
import io.enerlink.engine.message.TickEncoder;
import io.enerlink.engine.message.VoidPendingEncoder;

/** Writes commands, one at a time, with what a test does not care about filled in. */
final class Commands {
    final MutableDirectBuffer buffer = new HeapBuffer(512);
    int length;

    final PlaceOrderEncoder place = new PlaceOrderEncoder();
    final ReplaceOrderEncoder replace = new ReplaceOrderEncoder();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private long correlationId;

    /** An address that is easy to tell apart: the number in its last byte but two. */
    static byte[] address(int number) {
        byte[] address = new byte[20];
        address[0] = (byte) 0xAD;
        address[17] = (byte) number;
        address[18] = (byte) (number >> 8);
        return address;
    }

    private int start(int blockLength) {
        length = MessageHeaderEncoder.ENCODED_LENGTH + blockLength;
        buffer.setMemory(0, length, (byte) 0);
        correlationId++;
        return 0;
    }

    Commands openAccount(int address) {
        new OpenAccountEncoder().wrapAndApplyHeader(buffer, start(OpenAccountEncoder.BLOCK_LENGTH), header)
                .correlationId(correlationId).putAddress(address(address), 0, 20);
        return this;
    }

    Commands addInstrument(int id, String symbol, long lotWh, long tickSize, long minNotional, int maxOpenOrders,
            int makerFeeBps, int takerFeeBps) {
        new AddInstrumentEncoder().wrapAndApplyHeader(buffer, start(AddInstrumentEncoder.BLOCK_LENGTH), header)
                .correlationId(correlationId).lotWh(lotWh).tickSize(tickSize).minNotional(minNotional)
                .instrumentId(id).maxOpenOrders(maxOpenOrders).makerFeeBps(makerFeeBps).takerFeeBps(takerFeeBps)
                .putSymbol(Arrays.copyOf(symbol.getBytes(StandardCharsets.US_ASCII), 16), 0);
        return this;
    }

    /** A limit order, good till cancelled, of account and signer {@code account}; change {@link #place} from there. */
    PlaceOrderEncoder place(int account, int address, long clientOrderId, Side side, long quantityWh, long priceTicks,
            long nonce, long expiryMs) {
        return place.wrapAndApplyHeader(buffer, start(PlaceOrderEncoder.BLOCK_LENGTH), header)
                .correlationId(correlationId).clientOrderId(clientOrderId).priceTicks(priceTicks)
                .quantityWh(quantityWh).expiryMs(expiryMs).nonce(nonce).accountId(account).instrumentId(1)
                .maxFeeBps(1_000).side((short) side.code()).orderType((short) OrderType.LIMIT.code())
                .timeInForce((short) TimeInForce.GTC.code()).selfTrade((short) SelfTrade.CANCEL_NEWEST.code())
                .putSigner(address(address), 0, 20).putSignature(signature(clientOrderId, nonce), 0, 65);
    }

    ReplaceOrderEncoder replace(int account, int address, long clientOrderId, long quantityWh, long priceTicks,
            long nonce, long expiryMs) {
        return replace.wrapAndApplyHeader(buffer, start(ReplaceOrderEncoder.BLOCK_LENGTH), header)
                .correlationId(correlationId).clientOrderId(clientOrderId).priceTicks(priceTicks)
                .quantityWh(quantityWh).expiryMs(expiryMs).nonce(nonce).accountId(account).maxFeeBps(1_000)
                .hasSignature((short) 1).putSigner(address(address), 0, 20)
                .putSignature(signature(clientOrderId, nonce + quantityWh), 0, 65);
    }

    static byte[] signature(long clientOrderId, long nonce) {
        byte[] signature = new byte[65];
        for (int i = 0; i < 65; i++) {
            signature[i] = (byte) (clientOrderId * 31 + nonce * 7 + i);
        }
        return signature;
    }

    Commands cancel(int account, long orderId, long clientOrderId) {
        new CancelOrderEncoder().wrapAndApplyHeader(buffer, start(CancelOrderEncoder.BLOCK_LENGTH), header)
                .correlationId(correlationId).orderId(orderId).clientOrderId(clientOrderId).accountId(account);
        return this;
    }

    Commands cancelAll(int account, int instrumentId, int reason) {
        new CancelAllEncoder().wrapAndApplyHeader(buffer, start(CancelAllEncoder.BLOCK_LENGTH), header)
                .correlationId(correlationId).accountId(account).instrumentId(instrumentId).reason((short) reason);
        return this;
    }

    Commands cancelAfter(int account, long timeoutMs) {
        new CancelAfterEncoder().wrapAndApplyHeader(buffer, start(CancelAfterEncoder.BLOCK_LENGTH), header)
                .correlationId(correlationId).timeoutMs(timeoutMs).accountId(account);
        return this;
    }

    Commands tick() {
        new TickEncoder().wrapAndApplyHeader(buffer, start(TickEncoder.BLOCK_LENGTH), header).correlationId(0);
        return this;
    }

    Commands marketEvent(long eventSeq, MarketEventKind kind, Asset asset, int address, long amount, long nonce,
            long atMs, int epoch, int agent) {
        return marketEvent(eventSeq, kind.code(), asset.code(), address, amount, nonce, atMs, epoch, agent);
    }

    Commands marketEvent(long eventSeq, int kind, int asset, int address, long amount, long nonce, long atMs,
            int epoch, int agent) {
        new MarketEventEncoder().wrapAndApplyHeader(buffer, start(MarketEventEncoder.BLOCK_LENGTH), header)
                .correlationId(correlationId).eventSeq(eventSeq).amount(amount).nonce(nonce).atMs(atMs).epoch(epoch)
                .kind((short) kind).asset((short) asset).putAddress(address(address), 0, 20)
                .putAgent(address(agent), 0, 20);
        return this;
    }

    Commands debtChanged(int address, long debtSeq, long debtUwh) {
        new DebtChangedEncoder().wrapAndApplyHeader(buffer, start(DebtChangedEncoder.BLOCK_LENGTH), header)
                .correlationId(correlationId).debtSeq(debtSeq).debtUwh(debtUwh).putAddress(address(address), 0, 20);
        return this;
    }

    Commands batchSettled(long batchId) {
        new BatchSettledEncoder().wrapAndApplyHeader(buffer, start(BatchSettledEncoder.BLOCK_LENGTH), header)
                .correlationId(correlationId).batchId(batchId).transactionHash(0, (short) (batchId & 0xFF));
        return this;
    }

    Commands chainView(long chainTimeMs, long noticeMs) {
        new ChainViewEncoder().wrapAndApplyHeader(buffer, start(ChainViewEncoder.BLOCK_LENGTH), header)
                .correlationId(correlationId).chainTimeMs(chainTimeMs).noticeMs(noticeMs);
        return this;
    }

    Commands voidPending(long batchId) {
        new VoidPendingEncoder().wrapAndApplyHeader(buffer, start(VoidPendingEncoder.BLOCK_LENGTH), header)
                .correlationId(correlationId).batchId(batchId);
        return this;
    }

    Commands configureClearing(long maxAgeMs, int maxExecutions, int maxPending, int maxPendingPerAccount,
            int feeAddress) {
        new ConfigureClearingEncoder()
                .wrapAndApplyHeader(buffer, start(ConfigureClearingEncoder.BLOCK_LENGTH), header)
                .correlationId(correlationId).maxAgeMs(maxAgeMs).maxExecutions(maxExecutions)
                .maxPendingExecutions(maxPending).maxPendingPerAccount(maxPendingPerAccount)
                .putFeeAccount(address(feeAddress), 0, 20);
        return this;
    }

    Commands setTrading(int instrumentId, int state, int reason) {
        new SetTradingEncoder().wrapAndApplyHeader(buffer, start(SetTradingEncoder.BLOCK_LENGTH), header)
                .correlationId(correlationId).instrumentId(instrumentId).state((short) state).reason((short) reason);
        return this;
    }

    Commands setStorage(int low) {
        new SetStorageEncoder().wrapAndApplyHeader(buffer, start(SetStorageEncoder.BLOCK_LENGTH), header)
                .correlationId(correlationId).low((short) low);
        return this;
    }

    Commands setFees(int instrumentId, int makerFeeBps, int takerFeeBps) {
        new SetFeesEncoder().wrapAndApplyHeader(buffer, start(SetFeesEncoder.BLOCK_LENGTH), header)
                .correlationId(correlationId).instrumentId(instrumentId).makerFeeBps(makerFeeBps)
                .takerFeeBps(takerFeeBps);
        return this;
    }

    Commands setBand(int instrumentId, long lowTicks, long highTicks) {
        new SetBandEncoder().wrapAndApplyHeader(buffer, start(SetBandEncoder.BLOCK_LENGTH), header)
                .correlationId(correlationId).instrumentId(instrumentId).lowTicks(lowTicks).highTicks(highTicks);
        return this;
    }

    Commands reserveWithdrawal(int account, int asset, long amount, long nonce, long deadlineMs) {
        new ReserveWithdrawalEncoder()
                .wrapAndApplyHeader(buffer, start(ReserveWithdrawalEncoder.BLOCK_LENGTH), header)
                .correlationId(correlationId).amount(amount).nonce(nonce).deadlineMs(deadlineMs).accountId(account)
                .asset((short) asset).putTo(address(account + 100), 0, 20)
                .putSignature(signature(account, nonce), 0, 65);
        return this;
    }

    Commands revokeAgent(int account, int agent) {
        new RevokeAgentEncoder().wrapAndApplyHeader(buffer, start(RevokeAgentEncoder.BLOCK_LENGTH), header)
                .correlationId(correlationId).accountId(account).putAgent(address(agent), 0, 20);
        return this;
    }

    Commands releaseWithdrawal(int account, long nonce) {
        new ReleaseWithdrawalEncoder()
                .wrapAndApplyHeader(buffer, start(ReleaseWithdrawalEncoder.BLOCK_LENGTH), header)
                .correlationId(correlationId).nonce(nonce).accountId(account);
        return this;
    }
}
