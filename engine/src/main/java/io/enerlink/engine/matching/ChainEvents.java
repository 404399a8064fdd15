package io.enerlink.engine.matching;

import org.agrona.DirectBuffer;

import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.ledger.Ledger;
import io.enerlink.engine.message.BatchSettledDecoder;
import io.enerlink.engine.message.ChainViewDecoder;
import io.enerlink.engine.message.DebtChangedDecoder;
import io.enerlink.engine.message.MarketEventDecoder;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.VoidPendingDecoder;
import io.enerlink.engine.message.RevokeAgentDecoder;

/** What is final on the chain takes effect here: deposits and all other account events, debts, settled batches. */
final class ChainEvents {
    /** Of a notice: a view of the chain older than this part of it is too old to trade on. */
    private static final int STALE_PART_OF_NOTICE = 4;

    private final ExchangeState state;
    private final OpenOrders openOrders;
    private final Withdrawals withdrawals;
    private final Clearing clearing;
    private final Administration administration;
    private final Accounts accounts;
    private final Ledger ledger;
    private final MarketEventDecoder market = new MarketEventDecoder();
    private final DebtChangedDecoder debt = new DebtChangedDecoder();
    private final RevokeAgentDecoder revoked = new RevokeAgentDecoder();
    private final BatchSettledDecoder settled = new BatchSettledDecoder();
    private final ChainViewDecoder view = new ChainViewDecoder();
    private final VoidPendingDecoder voidPending = new VoidPendingDecoder();
    private DirectBuffer buffer;
    private int agentAt;

    ChainEvents(ExchangeState state, OpenOrders openOrders, Withdrawals withdrawals, Clearing clearing,
            Administration administration) {
        this.state = state;
        this.openOrders = openOrders;
        this.withdrawals = withdrawals;
        this.clearing = clearing;
        this.administration = administration;
        accounts = state.accounts;
        ledger = state.ledger;
    }

    void market(DirectBuffer source, int offset, MessageHeaderDecoder header) {
        market.wrapAndApplyHeader(source, offset, header);
        buffer = source;
        agentAt = market.offset() + MarketEventDecoder.agentEncodingOffset();
        int addressAt = market.offset() + MarketEventDecoder.addressEncodingOffset();
        if (!MarketEventKind.isCode(market.kind()) || !Asset.isCode(market.asset()) || market.amount() < 0) {
            reject(MarketEventDecoder.TEMPLATE_ID, 0, RejectReason.MALFORMED);
            return;
        }
        if (market.eventSeq() <= state.lastEventSeq) {
            state.events.commandDone(state.correlationId, MarketEventDecoder.TEMPLATE_ID);
            return;
        }
        int accountId = accounts.find(source, addressAt);
        RejectReason reason = checkMarket(accountId);
        if (reason != RejectReason.NONE) {
            reject(MarketEventDecoder.TEMPLATE_ID, accountId, reason);
            return;
        }
        if (accountId == Accounts.NONE) accountId = administration.open(source, addressAt);
        state.lastEventSeq = market.eventSeq();
        state.events.marketEventApplied(state.correlationId, market.eventSeq(), market.amount(), accountId,
                market.kind(), market.asset());
        take(MarketEventKind.of(market.kind()), accountId);
    }

    private RejectReason checkMarket(int accountId) {
        if (accountId == Accounts.NONE && accounts.isFull()) return RejectReason.BOOK_FULL;
        if (market.kind() == MarketEventKind.DEPOSIT.code()
                && !ledger.fits(accountId, Asset.of(market.asset()), market.amount()))
            return RejectReason.MALFORMED;
        return market.eventSeq() == state.lastEventSeq + 1 ? RejectReason.NONE : RejectReason.OUT_OF_SEQUENCE;
    }

    private void take(MarketEventKind kind, int accountId) {
        switch (kind) {
            case DEPOSIT -> ledger.deposit(accountId, Asset.of(market.asset()), market.amount());
            case WITHDRAWN -> withdrawn(accountId);
            case REPAID -> repaid(accountId);
            case STOP -> {
                accounts.stopped(accountId, true);
                openOrders.cancelAll(accountId, 0, CancelReason.STOPPED, 0);
            }
            case EXITED -> exited(accountId);
            case REOPENED -> {
                accounts.stopped(accountId, false);
                changeEpoch(accountId);
                forgetRepayment(accountId);
            }
            case ORDER_CANCELED -> canceled(accountId);
            case AGENT -> agent(accountId);
        }
    }

    private void withdrawn(int accountId) {
        if (withdrawals.complete(accountId, market.nonce(), market.amount())) return;
        take(accountId, Asset.of(market.asset()), market.amount());
    }

    /** Takes what left the escrow without our asking, if need be from under the account's orders. */
    private void take(int accountId, Asset asset, long amount) {
        if (ledger.free(accountId, asset) < amount) openOrders.cancelPaying(accountId, asset, CancelReason.STOPPED);
        long taken = Math.min(amount, ledger.free(accountId, asset));
        ledger.withdraw(accountId, asset, taken);
        if (taken < amount) administration.haltAll(HaltReason.RECONCILIATION);
    }

    private void repaid(int accountId) {
        long reserved = accounts.repayment(accountId);
        accounts.repayment(accountId, 0);
        state.repaidUwh += market.amount();
        long fromReserve = Math.min(reserved, market.amount());
        ledger.spendReserved(accountId, Asset.ETK, reserved, fromReserve);
        if (fromReserve < market.amount()) take(accountId, Asset.ETK, market.amount() - fromReserve);
        ledger.debt(accountId, Math.max(0, ledger.debtUwh(accountId) - market.amount()));
    }

    /** It came too late for an account that had stopped; what is owed still is set aside anew. */
    private void forgetRepayment(int accountId) {
        long reserved = accounts.repayment(accountId);
        if (reserved == 0) return;
        accounts.repayment(accountId, 0);
        ledger.release(accountId, Asset.ETK, reserved);
    }

    /** Paid out in full. Nothing of the account can wait for settlement then; if it does, people have to look. */
    private void exited(int accountId) {
        openOrders.cancelAll(accountId, 0, CancelReason.STOPPED, 0);
        withdrawals.drop(accountId);
        accounts.repayment(accountId, 0);
        ledger.payOut(accountId);
        clearing.forfeit(accountId);
        changeEpoch(accountId);
        if (accounts.pending(accountId) > 0) administration.haltAll(HaltReason.RECONCILIATION);
    }

    private void changeEpoch(int accountId) {
        openOrders.cancelAll(accountId, 0, CancelReason.STOPPED, 0);
        accounts.epoch(accountId, market.epoch());
    }

    private void canceled(int accountId) {
        long first = buffer.getLong(agentAt);
        long second = buffer.getLong(agentAt + 8);
        int third = buffer.getInt(agentAt + 16);
        openOrders.cancelNonce(accountId, market.nonce(), first, second, third);
        int agent = state.agents.find(accountId, first, second, third);
        if (accounts.isAddress(accountId, first, second, third)) {
            accounts.nonce(accountId, Math.max(accounts.nonce(accountId), market.nonce()));
        } else if (agent != Agents.NONE) {
            state.agents.nonce(agent, Math.max(state.agents.nonce(agent), market.nonce()));
        }
    }

    /** Registers an agent or changes its expiry; past the limit of agents an account's new ones are not heard of. */
    private void agent(int accountId) {
        int agent = state.agents.find(accountId, buffer, agentAt);
        if (agent == Agents.NONE) {
            if (state.agents.isFull(accountId)) return;
            agent = state.agents.add(accountId, buffer, agentAt);
        }
        end(accountId, agent, market.atMs(), buffer, agentAt);
    }

    /** The account's own word, before the chain's and beside it: from now on the key signs nothing any more. */
    void revoke(DirectBuffer source, int offset, MessageHeaderDecoder header) {
        revoked.wrapAndApplyHeader(source, offset, header);
        int at = revoked.offset() + RevokeAgentDecoder.agentEncodingOffset();
        int accountId = revoked.accountId();
        int agent = accounts.isOpen(accountId) ? state.agents.find(accountId, source, at) : Agents.NONE;
        if (agent == Agents.NONE) {
            reject(RevokeAgentDecoder.TEMPLATE_ID, accountId, RejectReason.UNKNOWN_SIGNER);
            return;
        }
        end(accountId, agent, Math.min(state.agents.expiryMs(agent), state.nowMs), source, at);
    }

    private void end(int accountId, int agent, long expiryMs, DirectBuffer source, int at) {
        state.agents.expiryMs(agent, expiryMs);
        state.events.agentChanged(state.correlationId, accountId, state.agents, agent);
        openOrders.cancelSignedPast(accountId, expiryMs, source.getLong(at), source.getLong(at + 8),
                source.getInt(at + 16));
    }

    void debt(DirectBuffer source, int offset, MessageHeaderDecoder header) {
        debt.wrapAndApplyHeader(source, offset, header);
        int addressAt = debt.offset() + DebtChangedDecoder.addressEncodingOffset();
        int accountId = accounts.find(source, addressAt);
        RejectReason reason = RejectReason.NONE;
        if (debt.debtUwh() < 0 || debt.debtSeq() <= 0) reason = RejectReason.MALFORMED;
        else if (accountId == Accounts.NONE && accounts.isFull()) reason = RejectReason.BOOK_FULL;
        if (reason != RejectReason.NONE) {
            reject(DebtChangedDecoder.TEMPLATE_ID, accountId, reason);
            return;
        }
        if (accountId == Accounts.NONE) accountId = administration.open(source, addressAt);
        if (debt.debtSeq() > accounts.debtSequence(accountId)) {
            accounts.debtSequence(accountId, debt.debtSeq());
            ledger.debt(accountId, debt.debtUwh());
            if (debt.debtUwh() > 0) openOrders.cancelPaying(accountId, Asset.ETK, CancelReason.DEBT);
        }
        state.events.commandDone(state.correlationId, DebtChangedDecoder.TEMPLATE_ID);
    }

    /** Sets aside what an account in debt can pay, for the operator to send; one repayment at a time. */
    void collect(int accountId) {
        if (ledger.debtUwh(accountId) == 0 || accounts.repayment(accountId) > 0) return;
        long amount = Math.min(ledger.withdrawable(accountId, Asset.ETK), ledger.debtUwh(accountId));
        if (amount == 0) return;
        ledger.reserve(accountId, Asset.ETK, amount);
        accounts.repayment(accountId, amount);
        accounts.repays(accountId, ++state.lastRepaymentId);
        state.events.debtReserved(state, accountId);
    }

    void settled(DirectBuffer source, int offset, MessageHeaderDecoder header) {
        settled.wrapAndApplyHeader(source, offset, header);
        long oldest = clearing.oldestPending();
        long batchId = settled.batchId();
        if (batchId > 0 && batchId == oldest) {
            clearing.settleOldest(source, settled.offset() + BatchSettledDecoder.transactionHashEncodingOffset());
        } else if (batchId > 0 && batchId < (oldest == 0 ? clearing.openBatchId() : oldest)) {
            state.events.commandDone(state.correlationId, BatchSettledDecoder.TEMPLATE_ID);
        } else {
            reject(BatchSettledDecoder.TEMPLATE_ID, 0, RejectReason.NOT_OLDEST_BATCH);
        }
    }

    void view(DirectBuffer source, int offset, MessageHeaderDecoder header) {
        view.wrapAndApplyHeader(source, offset, header);
        if (view.chainTimeMs() < 0 || view.noticeMs() <= 0 || view.chainTimeMs() > Long.MAX_VALUE - view.noticeMs()) {
            reject(ChainViewDecoder.TEMPLATE_ID, 0, RejectReason.MALFORMED);
            return;
        }
        long staleAtMs = view.chainTimeMs() + view.noticeMs() / STALE_PART_OF_NOTICE;
        boolean first = state.chainStaleAtMs == Long.MAX_VALUE;
        state.chainStaleAtMs = first ? staleAtMs : Math.max(staleAtMs, state.chainStaleAtMs);
        state.events.commandDone(state.correlationId, ChainViewDecoder.TEMPLATE_ID);
        if (state.nowMs < state.chainStaleAtMs) administration.resumeStale();
        else
            administration.haltStale();
    }

    void voidPending(DirectBuffer source, int offset, MessageHeaderDecoder header) {
        voidPending.wrapAndApplyHeader(source, offset, header);
        long batchId = voidPending.batchId();
        if (batchId <= 0 || batchId == Long.MAX_VALUE) {
            reject(VoidPendingDecoder.TEMPLATE_ID, 0, RejectReason.MALFORMED);
        } else if (clearing.pendingExecutions() == 0 && batchId < clearing.openBatchId()) {
            state.events.commandDone(state.correlationId, VoidPendingDecoder.TEMPLATE_ID);
        } else if (batchId < clearing.lastPending()) {
            reject(VoidPendingDecoder.TEMPLATE_ID, 0, RejectReason.NOT_OLDEST_BATCH);
        } else {
            undo(batchId);
        }
    }

    private void undo(long batchId) {
        clearing.close();
        for (int accountId = 1; accountId <= accounts.last(); accountId++) {
            openOrders.cancelAll(accountId, 0, CancelReason.VOIDED, 0);
        }
        boolean complete = clearing.voidPending(batchId);
        administration.haltAll(complete ? HaltReason.SETTLEMENT_REVERTED : HaltReason.RECONCILIATION);
        state.events.commandDone(state.correlationId, VoidPendingDecoder.TEMPLATE_ID);
    }

    private void reject(int templateId, int accountId, RejectReason reason) {
        state.events.commandRejected(state.correlationId, accountId, templateId, reason);
    }
}
