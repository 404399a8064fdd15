package io.enerlink.settlement.chain;

/** The keys of the operator, each with its own address, nonces and rights on the contracts. */
public enum KeyRole {
    /** Deploys the contracts and grants the other roles. */
    ADMIN,
    /** Settles batches, relays deposits and withdrawals, collects debts. */
    OPERATOR,
    /** Reports the registers of meters. */
    ORACLE,
    /** Mints IDRS against rupiah. */
    BANK
}
