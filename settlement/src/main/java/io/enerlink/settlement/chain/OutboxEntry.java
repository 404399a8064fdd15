package io.enerlink.settlement.chain;

/**
 * A row of the outbox. What a state does not have yet is null, or {@link TransactionView#NONE}.
 *
 * @param seq            the order in which requests were taken
 * @param blockTimestamp seconds
 * @param blockIndex     of the transaction in its block
 * @param succeeded      what its receipt says
 */
public record OutboxEntry(long seq, TransactionRequest request, TransactionState state, long nonce, byte[] signed,
        String hash,
        long blockNumber, String blockHash, long blockTimestamp, int blockIndex, boolean succeeded) {

    boolean isSigned() { return signed != null; }

    OutboxEntry signed(long newNonce, byte[] bytes, String newHash) {
        return new OutboxEntry(seq, request, state, newNonce, bytes, newHash, blockNumber, blockHash, blockTimestamp,
                blockIndex, succeeded);
    }

    OutboxEntry in(TransactionState next) {
        if (!state.mayBecome(next))
            throw new IllegalStateException(request.id() + " cannot go from " + state + " to " + next);
        return new OutboxEntry(seq, request, next, nonce, signed, hash, blockNumber, blockHash, blockTimestamp,
                blockIndex, succeeded);
    }

    OutboxEntry at(Chain.Receipt receipt, Chain.Block block) {
        return new OutboxEntry(seq, request, state, nonce, signed, hash, receipt.blockNumber(), receipt.blockHash(),
                block.timestampSec(), receipt.index(), receipt.succeeded());
    }

    OutboxEntry nowhere() {
        return new OutboxEntry(seq, request, state, nonce, signed, hash, TransactionView.NONE, null,
                TransactionView.NONE, 0, false);
    }

    TransactionView view() {
        return new TransactionView(request.id(), request.key(), nonce, hash, state, blockNumber, request.to());
    }
}
