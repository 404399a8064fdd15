package io.enerlink.engine.matching;

import io.enerlink.engine.message.VoidPendingDecoder;
import org.agrona.DirectBuffer;

import java.util.List;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.NaiveState.Account;
import io.enerlink.engine.matching.NaiveState.Address;
import io.enerlink.engine.matching.NaiveState.Agent;
import io.enerlink.engine.matching.NaiveState.Batch;
import io.enerlink.engine.matching.NaiveState.Execution;
import io.enerlink.engine.matching.NaiveState.Order;
import io.enerlink.engine.matching.NaiveState.Withdrawal;
import io.enerlink.engine.message.BatchSettledDecoder;
import io.enerlink.engine.message.ChainViewDecoder;
import io.enerlink.engine.message.DebtChangedDecoder;
import io.enerlink.engine.message.MarketEventDecoder;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.ReleaseWithdrawalDecoder;
import io.enerlink.engine.message.ReserveWithdrawalDecoder;
import io.enerlink.engine.message.RevokeAgentDecoder;

/** What comes from the chain and what waits for it, in the naive engine. */
final class NaiveChain {
    private final NaiveState state;
    private final NaiveEvents events;
    private final NaiveBatches batches;
    private final NaiveTrading trading;
    private final NaiveOperators operators;

    NaiveChain(NaiveState state, NaiveEvents events, NaiveBatches batches, NaiveTrading trading,
            NaiveOperators operators) {
        this.state = state;
        this.events = events;
        this.batches = batches;
        this.trading = trading;
        this.operators = operators;
    }

    void market(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        MarketEventDecoder event = new MarketEventDecoder().wrapAndApplyHeader(buffer, offset, header);
        boolean wellFormed = event.kind() <= 7 && event.asset() <= 1 && event.amount() >= 0;
        if (wellFormed && event.eventSeq() <= state.lastEventSeq) {
            events.commandDone(MarketEventDecoder.TEMPLATE_ID);
            return;
        }
        Address address = Address.at(buffer, event.offset() + MarketEventDecoder.addressEncodingOffset());
        Account account = wellFormed ? state.account(address) : null;
        RejectReason reason = RejectReason.NONE;
        if (!wellFormed) reason = RejectReason.MALFORMED;
        else if (account == null && operators.isFull()) reason = RejectReason.BOOK_FULL;
        else if (event.kind() == MarketEventKind.DEPOSIT.code() && !fits(account, event)) {
            reason = RejectReason.MALFORMED;
        } else if (event.eventSeq() != state.lastEventSeq + 1) reason = RejectReason.OUT_OF_SEQUENCE;
        if (reason != RejectReason.NONE) {
            events.commandRejected(account == null ? 0 : account.id, MarketEventDecoder.TEMPLATE_ID, reason);
            return;
        }
        if (account == null) account = operators.open(address);
        state.lastEventSeq++;
        events.marketEventApplied(event.eventSeq(), event.amount(), account.id, event.kind(), event.asset());
        take(event, account, Address.at(buffer, event.offset() + MarketEventDecoder.agentEncodingOffset()));
    }

    private boolean fits(Account account, MarketEventDecoder event) {
        long already = account == null ? state.accounts.getFirst().total[event.asset()] : account.total[event.asset()];
        return event.amount() <= Long.MAX_VALUE / 2 - already;
    }

    private void take(MarketEventDecoder event, Account account, Address agent) {
        Asset asset = Asset.of(event.asset());
        switch (MarketEventKind.of(event.kind())) {
            case DEPOSIT -> state.add(account, asset, event.amount());
            case WITHDRAWN -> withdrawn(account, asset, event.amount(), event.nonce());
            case REPAID -> repaid(account, event.amount());
            case STOP -> {
                account.stopped = true;
                trading.cancelAll(account, null, CancelReason.STOPPED, 0);
            }
            case EXITED -> exited(account, event.epoch());
            case REOPENED -> {
                account.stopped = false;
                trading.cancelAll(account, null, CancelReason.STOPPED, 0);
                account.epoch = event.epoch();
                if (account.repayment > 0) state.touchedAccounts.add(account);
                account.repayment = 0;
            }
            case ORDER_CANCELED -> orderCanceled(account, agent, event.nonce());
            case AGENT -> agent(account, agent, event.atMs());
        }
    }

    private void withdrawn(Account account, Asset asset, long amount, long nonce) {
        Withdrawal known = find(account.id, nonce);
        if (known == null) {
            takeAway(account, asset, amount);
            return;
        }
        state.add(account, Asset.of(known.asset()), -amount);
        state.withdrawals.remove(known);
        events.withdrawalEnded(nonce, account.id, true);
    }

    private Withdrawal find(int account, long nonce) {
        for (Withdrawal withdrawal : state.withdrawals) {
            if (withdrawal.account() == account && withdrawal.nonce() == nonce) return withdrawal;
        }
        return null;
    }

    private void takeAway(Account account, Asset asset, long amount) {
        if (state.free(account, asset) < amount) trading.cancelPaying(account, asset, CancelReason.STOPPED);
        long taken = Math.min(amount, state.free(account, asset));
        state.add(account, asset, -taken);
        if (taken < amount) operators.haltAll(HaltReason.RECONCILIATION);
    }

    private void repaid(Account account, long amount) {
        long fromReserve = Math.min(account.repayment, amount);
        account.repayment = 0;
        state.add(account, Asset.ETK, -fromReserve);
        if (fromReserve < amount) takeAway(account, Asset.ETK, amount - fromReserve);
        account.debt = Math.max(0, account.debt - amount);
    }

    private void exited(Account account, int epoch) {
        trading.cancelAll(account, null, CancelReason.STOPPED, 0);
        for (Withdrawal withdrawal : state.withdrawals) {
            if (withdrawal.account() == account.id) events.withdrawalEnded(withdrawal.nonce(), account.id, false);
        }
        state.withdrawals.removeIf(withdrawal -> withdrawal.account() == account.id);
        account.repayment = 0;
        for (Asset asset : Asset.values()) {
            account.total[asset.code()] = 0;
            state.add(account, asset, state.unsettled(account, asset));
        }
        for (Batch batch : state.pending) forfeit(batch.executions(), account);
        forfeit(state.open, account);
        account.epoch = epoch;
        if (state.pendingExecutions(account) > 0) operators.haltAll(HaltReason.RECONCILIATION);
    }

    private void orderCanceled(Account account, Address signer, long nonce) {
        for (Order order : state.ordersOf(account, null)) {
            boolean named = order.version.nonce == nonce && order.version.signer.equals(signer);
            if (named) trading.cancel(order, CancelReason.STOPPED, 0);
        }
        Agent agent = state.agent(account, signer);
        if (signer.equals(account.address)) account.nonce = Math.max(account.nonce, nonce);
        else if (agent != null) agent.nonce = Math.max(agent.nonce, nonce);
    }

    private void agent(Account account, Address address, long expiryMs) {
        Agent agent = state.agent(account, address);
        if (agent == null) {
            if (state.agents.stream().filter(other -> other.account == account).count() == 64) return;
            agent = new Agent();
            agent.account = account;
            agent.address = address;
            state.agents.add(agent);
        }
        end(agent, expiryMs);
    }

    void revokeAgent(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        RevokeAgentDecoder command = new RevokeAgentDecoder().wrapAndApplyHeader(buffer, offset, header);
        Account account = state.account(command.accountId());
        Address address = Address.at(buffer, command.offset() + RevokeAgentDecoder.agentEncodingOffset());
        Agent agent = account == null ? null : state.agent(account, address);
        if (agent == null) {
            events.commandRejected(command.accountId(), RevokeAgentDecoder.TEMPLATE_ID, RejectReason.UNKNOWN_SIGNER);
            return;
        }
        end(agent, Math.min(agent.expiryMs, state.nowMs));
    }

    private void end(Agent agent, long expiryMs) {
        agent.expiryMs = expiryMs;
        events.agentChanged(agent);
        Account account = agent.account;
        Address address = agent.address;
        for (Order order : state.ordersOf(account, null)) {
            boolean outlives = order.version.expiryMs > expiryMs && order.version.signer.equals(address);
            if (outlives) trading.cancel(order, CancelReason.STOPPED, 0);
        }
    }

    void debt(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        DebtChangedDecoder event = new DebtChangedDecoder().wrapAndApplyHeader(buffer, offset, header);
        Address address = Address.at(buffer, event.offset() + DebtChangedDecoder.addressEncodingOffset());
        Account account = state.account(address);
        boolean wellFormed = event.debtUwh() >= 0 && event.debtSeq() > 0;
        if (!wellFormed || account == null && operators.isFull()) {
            events.commandRejected(account == null ? 0 : account.id, DebtChangedDecoder.TEMPLATE_ID,
                    wellFormed ? RejectReason.BOOK_FULL : RejectReason.MALFORMED);
            return;
        }
        if (account == null) account = operators.open(address);
        if (event.debtSeq() > account.debtSequence) {
            account.debtSequence = event.debtSeq();
            account.debt = event.debtUwh();
            state.touchedAccounts.add(account);
            if (account.debt > 0) trading.cancelPaying(account, Asset.ETK, CancelReason.DEBT);
        }
        events.commandDone(DebtChangedDecoder.TEMPLATE_ID);
    }

    /** What an account in debt can pay is set aside; one repayment at a time. */
    void collect(Account account) {
        if (account.debt == 0 || account.repayment > 0) return;
        long amount = Math.min(account.debt, state.withdrawable(account, Asset.ETK));
        if (amount == 0) return;
        account.repayment = amount;
        state.lastRepaymentId++;
        events.debtReserved(account, amount);
    }

    void settled(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        BatchSettledDecoder event = new BatchSettledDecoder().wrapAndApplyHeader(buffer, offset, header);
        long batchId = event.batchId();
        long next = state.pending.isEmpty() ? state.openBatchId : state.pending.peek().id();
        if (batchId == next && !state.pending.isEmpty()) {
            batches.settleOldest(buffer, event.offset() + BatchSettledDecoder.transactionHashEncodingOffset());
        } else if (batchId > 0 && batchId < next) {
            events.commandDone(BatchSettledDecoder.TEMPLATE_ID);
        } else {
            events.commandRejected(0, BatchSettledDecoder.TEMPLATE_ID, RejectReason.NOT_OLDEST_BATCH);
        }
    }

    private static void forfeit(List<Execution> executions, Account account) {
        for (Execution execution : executions) {
            if (execution.version.account == account) execution.forfeit = true;
        }
    }

    void view(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        ChainViewDecoder view = new ChainViewDecoder().wrapAndApplyHeader(buffer, offset, header);
        boolean wellFormed = view.chainTimeMs() >= 0 && view.noticeMs() > 0
                && view.chainTimeMs() <= Long.MAX_VALUE - view.noticeMs();
        if (!wellFormed) {
            events.commandRejected(0, ChainViewDecoder.TEMPLATE_ID, RejectReason.MALFORMED);
            return;
        }
        long staleAtMs = view.chainTimeMs() + view.noticeMs() / 4;
        if (state.chainStaleAtMs == Long.MAX_VALUE || staleAtMs > state.chainStaleAtMs)
            state.chainStaleAtMs = staleAtMs;
        events.commandDone(ChainViewDecoder.TEMPLATE_ID);
        if (state.nowMs >= state.chainStaleAtMs) operators.haltStale();
        else
            operators.resumeStale();
    }

    void voidPending(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        VoidPendingDecoder command = new VoidPendingDecoder().wrapAndApplyHeader(buffer, offset, header);
        long batchId = command.batchId();
        long lastClosed = state.openBatchId - 1;
        long last = !state.open.isEmpty() ? state.openBatchId : state.pending.isEmpty() ? 0 : lastClosed;
        RejectReason reason = RejectReason.NONE;
        if (batchId <= 0 || batchId == Long.MAX_VALUE) reason = RejectReason.MALFORMED;
        else if (batchId < last) reason = RejectReason.NOT_OLDEST_BATCH;
        if (reason != RejectReason.NONE) {
            events.commandRejected(0, VoidPendingDecoder.TEMPLATE_ID, reason);
            return;
        }
        boolean known = last == 0 && batchId < state.openBatchId;
        if (!known) undo(batchId);
        events.commandDone(VoidPendingDecoder.TEMPLATE_ID);
    }

    private void undo(long batchId) {
        batches.close();
        for (Account account : state.accounts) {
            if (account.id > 0) trading.cancelAll(account, null, CancelReason.VOIDED, 0);
        }
        boolean complete = batches.voidPending();
        state.openBatchId = Math.max(state.openBatchId, batchId + 1);
        operators.haltAll(complete ? HaltReason.SETTLEMENT_REVERTED : HaltReason.RECONCILIATION);
    }

    void reserveWithdrawal(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        ReserveWithdrawalDecoder command = new ReserveWithdrawalDecoder().wrapAndApplyHeader(buffer, offset, header);
        RejectReason reason = check(command);
        if (reason != RejectReason.NONE) {
            events.commandRejected(command.accountId(), ReserveWithdrawalDecoder.TEMPLATE_ID, reason);
            return;
        }
        Account account = state.account(command.accountId());
        state.withdrawals.add(new Withdrawal(account.id, command.nonce(), command.asset(), command.amount()));
        account.withdrawalNonce = command.nonce();
        state.touchedAccounts.add(account);
        events.withdrawalReserved(account, command.amount(), command.nonce(), command.deadlineMs(), command.asset(),
                buffer, command.offset() + ReserveWithdrawalDecoder.toEncodingOffset(),
                command.offset() + ReserveWithdrawalDecoder.signatureEncodingOffset());
    }

    private RejectReason check(ReserveWithdrawalDecoder command) {
        if (command.asset() > 1 || command.amount() <= 0) return RejectReason.MALFORMED;
        Account account = state.account(command.accountId());
        if (account == null) return RejectReason.UNKNOWN_ACCOUNT;
        if (account.stopped) return RejectReason.ACCOUNT_STOPPED;
        if (command.deadlineMs() <= state.nowMs) return RejectReason.EXPIRED;
        Asset asset = Asset.of(command.asset());
        if (asset == Asset.ETK && account.debt > 0) return RejectReason.IN_DEBT;
        if (command.amount() > state.withdrawable(account, asset)) return RejectReason.INSUFFICIENT_BALANCE;
        return command.nonce() > account.withdrawalNonce ? RejectReason.NONE : RejectReason.DUPLICATE_NONCE;
    }

    void releaseWithdrawal(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        ReleaseWithdrawalDecoder command = new ReleaseWithdrawalDecoder().wrapAndApplyHeader(buffer, offset, header);
        Account account = state.account(command.accountId());
        Withdrawal known = find(command.accountId(), command.nonce());
        if (account == null || known == null) {
            events.commandRejected(command.accountId(), ReleaseWithdrawalDecoder.TEMPLATE_ID,
                    account == null ? RejectReason.UNKNOWN_ACCOUNT : RejectReason.UNKNOWN_WITHDRAWAL);
            return;
        }
        state.withdrawals.remove(known);
        state.touchedAccounts.add(account);
        events.withdrawalEnded(command.nonce(), account.id, false);
    }
}
