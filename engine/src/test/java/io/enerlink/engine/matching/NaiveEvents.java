package io.enerlink.engine.matching;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.NaiveState.Account;
import io.enerlink.engine.matching.NaiveState.Agent;
import io.enerlink.engine.matching.NaiveState.Address;
import io.enerlink.engine.matching.NaiveState.Execution;
import io.enerlink.engine.matching.NaiveState.Instrument;
import io.enerlink.engine.matching.NaiveState.LevelKey;
import io.enerlink.engine.matching.NaiveState.Order;
import io.enerlink.engine.matching.NaiveState.Version;
import io.enerlink.engine.message.AccountOpenedEncoder;
import io.enerlink.engine.message.AgentChangedEncoder;
import io.enerlink.engine.message.AuctionUncrossedEncoder;
import io.enerlink.engine.message.BalanceChangedEncoder;
import io.enerlink.engine.message.BatchClosedEncoder;
import io.enerlink.engine.message.BatchExecutionEncoder;
import io.enerlink.engine.message.BatchFinalEncoder;
import io.enerlink.engine.message.BatchVoidedEncoder;
import io.enerlink.engine.message.CancelAllDoneEncoder;
import io.enerlink.engine.message.CommandDoneEncoder;
import io.enerlink.engine.message.CommandRejectedEncoder;
import io.enerlink.engine.message.DebtReservedEncoder;
import io.enerlink.engine.message.InstrumentAddedEncoder;
import io.enerlink.engine.message.LevelChangedEncoder;
import io.enerlink.engine.message.MarketEventAppliedEncoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.OrderAcceptedEncoder;
import io.enerlink.engine.message.OrderCanceledEncoder;
import io.enerlink.engine.message.OrderRejectedEncoder;
import io.enerlink.engine.message.OrderReplacedEncoder;
import io.enerlink.engine.message.TradedEncoder;
import io.enerlink.engine.message.StorageChangedEncoder;
import io.enerlink.engine.message.TradingChangedEncoder;
import io.enerlink.engine.message.WithdrawalEndedEncoder;
import io.enerlink.engine.message.WithdrawalReservedEncoder;

/** The naive engine's events. */
final class NaiveEvents {
    private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;

    private final NaiveState state;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private EventBuffer events;
    private int claimed;

    NaiveEvents(NaiveState state) { this.state = state; }

    void wrap(EventBuffer buffer) { events = buffer; }

    private MutableDirectBuffer buffer() {
        return events.buffer();
    }

    private int claim(int blockLength) {
        claimed = events.claim(HEADER + blockLength);
        buffer().setMemory(claimed, HEADER + blockLength, (byte) 0);
        return claimed;
    }

    /** The buffer after the claim: it moves when it has to grow. */
    private MutableDirectBuffer roomFor(int blockLength) {
        claim(blockLength);
        return buffer();
    }

    private void put(Address address, int offset) {
        buffer().putLong(offset, address.first());
        buffer().putLong(offset + 8, address.second());
        buffer().putInt(offset + 16, address.third());
    }

    void accountOpened(Account account) {
        int at = claim(AccountOpenedEncoder.BLOCK_LENGTH);
        new AccountOpenedEncoder().wrapAndApplyHeader(buffer(), at, header).correlationId(state.correlationId)
                .accountId(account.id);
        put(account.address, at + HEADER + AccountOpenedEncoder.addressEncodingOffset());
    }

    void agentChanged(Agent agent) {
        int at = claim(AgentChangedEncoder.BLOCK_LENGTH);
        new AgentChangedEncoder().wrapAndApplyHeader(buffer(), at, header).correlationId(state.correlationId)
                .expiryMs(agent.expiryMs).accountId(agent.account.id);
        put(agent.address, at + HEADER + AgentChangedEncoder.agentEncodingOffset());
    }

    void accepted(NaiveTaker taker, long orderId, boolean duplicate) {
        if (!duplicate) taker.account.sequence++;
        new OrderAcceptedEncoder()
                .wrapAndApplyHeader(roomFor(OrderAcceptedEncoder.BLOCK_LENGTH), claimed, header)
                .correlationId(state.correlationId).accountSeq(taker.account.sequence).orderId(orderId)
                .clientOrderId(taker.clientOrderId).priceTicks(taker.priceTicks).quantityWh(taker.quantityWh)
                .leavesWh(taker.quantityWh).expiryMs(taker.expiryMs).nonce(taker.nonce).accountId(taker.account.id)
                .instrumentId(taker.instrument.id).side((short) taker.side.code())
                .orderType((short) taker.type.code()).timeInForce((short) taker.timeInForce.code())
                .postOnly((short) (taker.postOnly ? 1 : 0)).duplicate((short) (duplicate ? 1 : 0))
                .displayWh(taker.displayWh).maxQuote(taker.maxQuote).epoch(taker.epoch).maxFeeBps(taker.maxFeeBps);
    }

    void rejected(int templateId, int accountId, long orderId, long clientOrderId, int instrumentId,
            RejectReason reason) {
        new OrderRejectedEncoder().wrapAndApplyHeader(roomFor(OrderRejectedEncoder.BLOCK_LENGTH), claimed, header)
                .correlationId(state.correlationId).orderId(orderId).clientOrderId(clientOrderId)
                .accountId(accountId).instrumentId(instrumentId).commandTemplateId(templateId)
                .reason((short) reason.code());
    }

    void traded(Order maker, Order taker, long priceTicks, long quantityWh, long quote, long makerFee, long takerFee) {
        new TradedEncoder().wrapAndApplyHeader(roomFor(TradedEncoder.BLOCK_LENGTH), claimed, header)
                .tradeId(++state.lastTradeId).batchId(state.openBatchId).priceTicks(priceTicks)
                .quantityWh(quantityWh).quote(quote).makerOrderId(maker.id).makerClientOrderId(maker.clientOrderId)
                .makerAccountSeq(++maker.account.sequence).makerLeavesWh(maker.leavesWh).makerFee(makerFee)
                .takerOrderId(taker.id).takerClientOrderId(taker.clientOrderId)
                .takerAccountSeq(++taker.account.sequence).takerLeavesWh(taker.leavesWh).takerFee(takerFee)
                .makerAccountId(maker.account.id).takerAccountId(taker.account.id).instrumentId(maker.instrument.id)
                .takerSide((short) taker.side.code());
    }

    void canceled(Order order, CancelReason reason, long correlationId) {
        new OrderCanceledEncoder().wrapAndApplyHeader(roomFor(OrderCanceledEncoder.BLOCK_LENGTH), claimed, header)
                .correlationId(correlationId).accountSeq(++order.account.sequence).orderId(order.id)
                .clientOrderId(order.clientOrderId).leavesWh(order.leavesWh).accountId(order.account.id)
                .instrumentId(order.instrument.id).reason((short) reason.code());
    }

    void replaced(Order order, long priceTicks, long quantityWh, long leavesWh, long expiryMs, boolean kept) {
        new OrderReplacedEncoder().wrapAndApplyHeader(roomFor(OrderReplacedEncoder.BLOCK_LENGTH), claimed, header)
                .correlationId(state.correlationId).accountSeq(++order.account.sequence).orderId(order.id)
                .clientOrderId(order.clientOrderId).priceTicks(priceTicks).quantityWh(quantityWh).leavesWh(leavesWh)
                .expiryMs(expiryMs).accountId(order.account.id).instrumentId(order.instrument.id)
                .keptPriority((short) (kept ? 1 : 0)).displayWh(order.version.displayWh)
                .maxQuote(order.version.maxQuote).epoch(order.version.epoch).maxFeeBps(order.version.maxFeeBps);
    }

    void cancelAllDone(int accountId, int canceled) {
        new CancelAllDoneEncoder().wrapAndApplyHeader(roomFor(CancelAllDoneEncoder.BLOCK_LENGTH), claimed, header)
                .correlationId(state.correlationId).accountId(accountId).canceled(canceled);
    }

    void balanceChanged(Account account) {
        new BalanceChangedEncoder().wrapAndApplyHeader(roomFor(BalanceChangedEncoder.BLOCK_LENGTH), claimed, header)
                .etkFree(state.free(account, Asset.ETK)).etkReserved(state.reserved(account, Asset.ETK))
                .etkUnsettled(state.unsettled(account, Asset.ETK)).idrsFree(state.free(account, Asset.IDRS))
                .idrsReserved(state.reserved(account, Asset.IDRS))
                .idrsUnsettled(state.unsettled(account, Asset.IDRS)).debtUwh(account.debt).accountId(account.id);
    }

    void levelChanged(LevelKey level, NaiveState.Told now) {
        new LevelChangedEncoder().wrapAndApplyHeader(roomFor(LevelChangedEncoder.BLOCK_LENGTH), claimed, header)
                .priceTicks(level.priceTicks()).quantityWh(now.quantityWh()).orders(now.orders())
                .instrumentId(level.instrument().id)
                .side((short) level.side().code());
    }

    void batchClosed(int executions) {
        new BatchClosedEncoder().wrapAndApplyHeader(roomFor(BatchClosedEncoder.BLOCK_LENGTH), claimed, header)
                .batchId(state.openBatchId).firstTradeId(state.openFirstTradeId).lastTradeId(state.lastTradeId)
                .executions(executions);
    }

    void execution(int index, Execution execution) {
        Version version = execution.version;
        int at = claim(BatchExecutionEncoder.BLOCK_LENGTH);
        new BatchExecutionEncoder().wrapAndApplyHeader(buffer(), at, header).batchId(state.openBatchId)
                .baseUwh(execution.base).quote(execution.quote).fee(execution.fee)
                .firstFillMs(execution.firstFillMs).lastFillMs(execution.lastFillMs).priceTicks(version.priceTicks)
                .quantityWh(version.signedQuantityWh).maxQuote(version.maxQuote).expiryMs(version.expiryMs)
                .nonce(version.nonce).orderId(version.orderId).index(index).accountId(version.account.id)
                .instrumentId(version.instrument.id).epoch(version.epoch).maxFeeBps(version.maxFeeBps)
                .side((short) version.side.code());
        put(version.account.address, at + HEADER + BatchExecutionEncoder.addressEncodingOffset());
        put(version.signer, at + HEADER + BatchExecutionEncoder.signerEncodingOffset());
        buffer().putBytes(at + HEADER + BatchExecutionEncoder.signatureEncodingOffset(), version.signature);
    }

    void batchFinal(long batchId, DirectBuffer hash, int offset) {
        int at = claim(BatchFinalEncoder.BLOCK_LENGTH);
        new BatchFinalEncoder().wrapAndApplyHeader(buffer(), at, header).batchId(batchId);
        buffer().putBytes(at + HEADER + BatchFinalEncoder.transactionHashEncodingOffset(), hash, offset, 32);
    }

    void batchVoided(long batchId, int executions) {
        new BatchVoidedEncoder().wrapAndApplyHeader(roomFor(BatchVoidedEncoder.BLOCK_LENGTH), claimed, header)
                .batchId(batchId).executions(executions);
    }

    void marketEventApplied(long eventSeq, long amount, int accountId, int kind, int asset) {
        new MarketEventAppliedEncoder()
                .wrapAndApplyHeader(roomFor(MarketEventAppliedEncoder.BLOCK_LENGTH), claimed, header)
                .correlationId(state.correlationId).eventSeq(eventSeq).amount(amount).accountId(accountId)
                .kind((short) kind).asset((short) asset);
    }

    void debtReserved(Account account, long amount) {
        int at = claim(DebtReservedEncoder.BLOCK_LENGTH);
        new DebtReservedEncoder().wrapAndApplyHeader(buffer(), at, header).amount(amount).debtUwh(account.debt)
                .repaymentId(state.lastRepaymentId).accountId(account.id).epoch(account.epoch);
        put(account.address, at + HEADER + DebtReservedEncoder.addressEncodingOffset());
    }

    void instrumentAdded(Instrument instrument) {
        new InstrumentAddedEncoder().wrapAndApplyHeader(roomFor(InstrumentAddedEncoder.BLOCK_LENGTH), claimed, header)
                .correlationId(state.correlationId).lotWh(instrument.lotWh).tickSize(instrument.tickSize)
                .minNotional(instrument.minNotional).bandLowTicks(instrument.bandLowTicks)
                .bandHighTicks(instrument.bandHighTicks).instrumentId(instrument.id)
                .makerFeeBps(instrument.makerFeeBps).takerFeeBps(instrument.takerFeeBps)
                .putSymbol(instrument.symbol, 0);
    }

    void tradingChanged(long correlationId, Instrument instrument) {
        new TradingChangedEncoder().wrapAndApplyHeader(roomFor(TradingChangedEncoder.BLOCK_LENGTH), claimed, header)
                .correlationId(correlationId).instrumentId(instrument.id).state((short) instrument.state.code())
                .reason((short) instrument.haltReason.code());
    }

    void storageChanged(long correlationId, short low) {
        new StorageChangedEncoder().wrapAndApplyHeader(roomFor(StorageChangedEncoder.BLOCK_LENGTH), claimed, header)
                .correlationId(correlationId).low(low);
    }

    void auctionUncrossed(int instrumentId, long priceTicks, long quantityWh, long surplusWh) {
        new AuctionUncrossedEncoder()
                .wrapAndApplyHeader(roomFor(AuctionUncrossedEncoder.BLOCK_LENGTH), claimed, header)
                .priceTicks(priceTicks).quantityWh(quantityWh).surplusWh(surplusWh).instrumentId(instrumentId);
    }

    void withdrawalReserved(Account account, long amount, long nonce, long deadlineMs, int asset, DirectBuffer command,
            int to, int signature) {
        int at = claim(WithdrawalReservedEncoder.BLOCK_LENGTH);
        new WithdrawalReservedEncoder().wrapAndApplyHeader(buffer(), at, header).correlationId(state.correlationId)
                .amount(amount).nonce(nonce).deadlineMs(deadlineMs).accountId(account.id).asset((short) asset)
                .epoch(account.epoch);
        put(account.address, at + HEADER + WithdrawalReservedEncoder.addressEncodingOffset());
        buffer().putBytes(at + HEADER + WithdrawalReservedEncoder.toEncodingOffset(), command, to, 20);
        buffer().putBytes(at + HEADER + WithdrawalReservedEncoder.signatureEncodingOffset(), command, signature, 65);
    }

    void withdrawalEnded(long nonce, int accountId, boolean completed) {
        new WithdrawalEndedEncoder().wrapAndApplyHeader(roomFor(WithdrawalEndedEncoder.BLOCK_LENGTH), claimed, header)
                .correlationId(state.correlationId).nonce(nonce).accountId(accountId)
                .completed((short) (completed ? 1 : 0));
    }

    void commandRejected(int accountId, int templateId, RejectReason reason) {
        new CommandRejectedEncoder().wrapAndApplyHeader(roomFor(CommandRejectedEncoder.BLOCK_LENGTH), claimed, header)
                .correlationId(state.correlationId).accountId(accountId).commandTemplateId(templateId)
                .reason((short) reason.code());
    }

    void commandDone(int templateId) {
        new CommandDoneEncoder().wrapAndApplyHeader(roomFor(CommandDoneEncoder.BLOCK_LENGTH), claimed, header)
                .correlationId(state.correlationId).commandTemplateId(templateId);
    }
}
