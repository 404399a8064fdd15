package io.enerlink.settlement.chain;

/**
 * A row of the outbox but for what was asked for and what was signed, which is some hundred kilobytes for a batch:
 * {@link OutboxStore#request} and {@link OutboxStore#signed} have that. What a state does not have yet is null, or
 * {@link TransactionView#NONE}.
 *
 * @param seq            the order in which requests were taken
 * @param to             the contract; null where one is created
 * @param blockTimestamp seconds
 * @param blockIndex     of the transaction in its block
 * @param succeeded      what its receipt says
 */
public record OutboxEntry(long seq, String id, KeyRole key, String to, TransactionState state, long nonce, String hash,
        long blockNumber, String blockHash, long blockTimestamp, int blockIndex, boolean succeeded) {

    /** One that was just taken. */
    public static OutboxEntry of(long seq, TransactionRequest request) {
        return new OutboxEntry(seq, request.id(), request.key(), request.to(), TransactionState.PENDING,
                TransactionView.NONE, null, TransactionView.NONE, null, TransactionView.NONE, 0, false);
    }

    public boolean isSigned() { return hash != null; }

    OutboxEntry signed(long newNonce, String newHash) {
        return new OutboxEntry(seq, id, key, to, state, newNonce, newHash, blockNumber, blockHash, blockTimestamp,
                blockIndex, succeeded);
    }

    OutboxEntry in(TransactionState next) {
        if (!state.mayBecome(next))
            throw new IllegalStateException(id + " cannot go from " + state + " to " + next);
        return new OutboxEntry(seq, id, key, to, next, nonce, hash, blockNumber, blockHash, blockTimestamp, blockIndex,
                succeeded);
    }

    OutboxEntry at(Chain.Receipt receipt, Chain.Block block) {
        return new OutboxEntry(seq, id, key, to, state, nonce, hash, receipt.blockNumber(), receipt.blockHash(),
                block.timestampSec(), receipt.index(), receipt.succeeded());
    }

    OutboxEntry nowhere() {
        return new OutboxEntry(seq, id, key, to, state, nonce, hash, TransactionView.NONE, null, TransactionView.NONE,
                0, false);
    }

    public TransactionView view() {
        return new TransactionView(id, key, nonce, hash, state, blockNumber, to);
    }
}
