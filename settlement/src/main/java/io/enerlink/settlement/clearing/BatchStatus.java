package io.enerlink.settlement.clearing;

import io.enerlink.settlement.chain.TransactionState;

/** Where a closed batch is on its way to the chain: where its transaction is; VOIDED when it never will settle. */
public enum BatchStatus {
    PENDING, SUBMITTED, MINED, FINAL, REVERTED, VOIDED;

    static BatchStatus of(TransactionState state) {
        return switch (state) {
            case PENDING -> PENDING;
            case SUBMITTED -> SUBMITTED;
            case MINED -> MINED;
            case FINAL -> FINAL;
            case REVERTED -> REVERTED;
        };
    }
}
