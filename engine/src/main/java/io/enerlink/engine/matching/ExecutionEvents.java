package io.enerlink.engine.matching;

import io.enerlink.engine.message.BatchExecutionEncoder;

/** Writes what Market.settle takes: what a signed version did in a batch, and the version itself. */
final class ExecutionEvents {

    private final ExchangeState state;
    private final BatchExecutionEncoder execution = new BatchExecutionEncoder();

    ExecutionEvents(ExchangeState state) { this.state = state; }

    void told(long batchId, int index, Executions executions, int executionAt) {
        Events events = state.events;
        SignedOrders signed = state.signed;
        int version = executions.version(executionAt);
        int at = events.claim(BatchExecutionEncoder.BLOCK_LENGTH, BatchExecutionEncoder.TEMPLATE_ID);
        execution.wrap(events.buffer(), at).batchId(batchId).baseUwh(executions.baseUwh(executionAt))
                .quote(executions.quote(executionAt)).fee(executions.fee(executionAt))
                .firstFillMs(executions.firstFillMs(executionAt)).lastFillMs(executions.lastFillMs(executionAt))
                .priceTicks(signed.priceTicks(version)).quantityWh(signed.signedQuantityWh(version))
                .maxQuote(signed.maxQuote(version)).expiryMs(signed.expiryMs(version)).nonce(signed.nonce(version))
                .orderId(signed.orderId(version)).index(index).accountId(signed.accountId(version))
                .instrumentId(signed.instrumentId(version)).epoch(signed.epoch(version))
                .maxFeeBps(signed.maxFeeBps(version)).side(Events.code(signed.side(version)));
        state.accounts.writeAddress(signed.accountId(version), events.buffer(),
                at + BatchExecutionEncoder.addressEncodingOffset());
        signed.writeSigner(version, events.buffer(), at + BatchExecutionEncoder.signerEncodingOffset());
        signed.writeSignature(version, events.buffer(),
                at + BatchExecutionEncoder.signatureEncodingOffset());
    }
}
