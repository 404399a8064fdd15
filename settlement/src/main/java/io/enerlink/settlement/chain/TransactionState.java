package io.enerlink.settlement.chain;

import java.util.EnumSet;
import java.util.Set;

/** Where a transaction of the {@link Outbox} is on its way to the chain. */
public enum TransactionState {
    /** Committed to the database, not yet with the node. */
    PENDING,
    /** Given to the node, in no block yet. */
    SUBMITTED,
    /** In a block that a reorganisation may still take away. */
    MINED,
    /** In a block with enough confirmations. */
    FINAL,
    /** In a block with enough confirmations, but its call failed and changed nothing. */
    REVERTED;

    /** Nothing more will happen to the transaction. */
    public boolean isDone() { return successors().isEmpty(); }

    /** Whether the one state may follow directly upon this one. */
    public boolean mayBecome(TransactionState next) {
        return successors().contains(next);
    }

    private Set<TransactionState> successors() {
        return switch (this) {
            case PENDING -> EnumSet.of(SUBMITTED);
            case SUBMITTED -> EnumSet.of(MINED);
            case MINED -> EnumSet.of(FINAL, REVERTED, SUBMITTED); // submitted: reorganised away
            case FINAL, REVERTED -> EnumSet.noneOf(TransactionState.class);
        };
    }
}
