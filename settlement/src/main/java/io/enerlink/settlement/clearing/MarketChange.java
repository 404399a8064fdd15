package io.enerlink.settlement.clearing;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import io.enerlink.contracts.Market;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.MarketEventKind;
import io.enerlink.settlement.chain.Chain;
import io.enerlink.settlement.chain.ContractAddresses;
import org.web3j.abi.EventEncoder;
import org.web3j.abi.datatypes.Event;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.utils.Numeric;

/**
 * An account event of {@code Market}, as the engine's MarketEvent has it; what a kind has not is zero.
 *
 * @param atMs  block time; for AGENT its expiry, for STOP and ORDER_CANCELED when it binds
 * @param agent for AGENT; for ORDER_CANCELED the signer
 */
record MarketChange(long eventSeq, MarketEventKind kind, String address, Asset asset, long amount, long nonce,
        long atMs,
        int epoch, String agent) {

    private static final String NOBODY = "0x" + "0".repeat(40);

    /** What a log of {@code Market} tells of an account; empty for its other logs. */
    static Optional<MarketChange> of(Chain.Log log, Chain.Block block, ContractAddresses contracts) {
        Log raw = raw(log);
        long atMs = 1_000 * block.timestampSec();
        if (is(log, Market.DEPOSITED_EVENT)) {
            Market.DepositedEventResponse e = Market.getDepositedEventFromLog(raw);
            return Optional.of(new MarketChange(e.seq.longValueExact(), MarketEventKind.DEPOSIT, e.account,
                    asset(e.asset, contracts), e.amount.longValueExact(), 0, atMs, 0, NOBODY));
        }
        if (is(log, Market.WITHDRAWN_EVENT)) {
            Market.WithdrawnEventResponse e = Market.getWithdrawnEventFromLog(raw);
            return Optional.of(new MarketChange(e.seq.longValueExact(), MarketEventKind.WITHDRAWN, e.account,
                    asset(e.asset, contracts), e.amount.longValueExact(), clamped(e.nonce), atMs, 0, NOBODY));
        }
        if (is(log, Market.REPAID_EVENT)) {
            Market.RepaidEventResponse e = Market.getRepaidEventFromLog(raw);
            return Optional.of(new MarketChange(e.seq.longValueExact(), MarketEventKind.REPAID, e.account, Asset.ETK,
                    e.amount.longValueExact(), 0, atMs, 0, NOBODY));
        }
        return ofLeaving(log, raw, atMs).or(() -> ofSigning(log, raw));
    }

    private static Optional<MarketChange> ofLeaving(Chain.Log log, Log raw, long atMs) {
        if (is(log, Market.STOPREQUESTED_EVENT)) {
            Market.StopRequestedEventResponse e = Market.getStopRequestedEventFromLog(raw);
            return Optional.of(account(e.seq, MarketEventKind.STOP, e.account, 1_000 * e.stopAt.longValueExact(), 0));
        }
        if (is(log, Market.EXITED_EVENT)) {
            Market.ExitedEventResponse e = Market.getExitedEventFromLog(raw);
            return Optional.of(account(e.seq, MarketEventKind.EXITED, e.account, atMs, e.epoch.intValueExact()));
        }
        if (is(log, Market.REOPENED_EVENT)) {
            Market.ReopenedEventResponse e = Market.getReopenedEventFromLog(raw);
            return Optional.of(account(e.seq, MarketEventKind.REOPENED, e.account, atMs, e.epoch.intValueExact()));
        }
        return Optional.empty();
    }

    private static Optional<MarketChange> ofSigning(Chain.Log log, Log raw) {
        if (is(log, Market.ORDERCANCELED_EVENT)) {
            Market.OrderCanceledEventResponse e = Market.getOrderCanceledEventFromLog(raw);
            return Optional.of(new MarketChange(e.seq.longValueExact(), MarketEventKind.ORDER_CANCELED, e.account,
                    Asset.ETK, 0, clamped(e.nonce), 1_000 * e.cancelAt.longValueExact(), 0, e.signer));
        }
        if (is(log, Market.AGENTCHANGED_EVENT)) {
            Market.AgentChangedEventResponse e = Market.getAgentChangedEventFromLog(raw);
            return Optional.of(new MarketChange(e.seq.longValueExact(), MarketEventKind.AGENT, e.account, Asset.ETK, 0,
                    0, clamped(e.expiry), 0, e.agent));
        }
        return Optional.empty();
    }

    private static MarketChange account(BigInteger seq, MarketEventKind kind, String address, long atMs, int epoch) {
        return new MarketChange(seq.longValueExact(), kind, address, Asset.ETK, 0, 0, atMs, epoch, NOBODY);
    }

    /** Users choose nonces and expiries on the chain up to 2^64; the engine knows none above 2^63. */
    private static long clamped(BigInteger value) {
        return value.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
    }

    private static Asset asset(String address, ContractAddresses contracts) {
        return address.toLowerCase(Locale.ROOT).equals(contracts.etk()) ? Asset.ETK : Asset.IDRS;
    }

    static boolean is(Chain.Log log, Event event) {
        return !log.topics().isEmpty() && log.topics().getFirst().equals(EventEncoder.encode(event));
    }

    /** The log as the generated wrappers read it. */
    static Log raw(Chain.Log log) {
        Log raw = new Log();
        raw.setAddress(log.address());
        raw.setTopics(log.topics());
        raw.setData(Numeric.toHexString(log.data()));
        return raw;
    }
}
