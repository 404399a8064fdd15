package io.enerlink.settlement.clearing;

import java.math.BigInteger;
import io.enerlink.contracts.Market;
import io.enerlink.settlement.chain.ContractCalls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.utils.Numeric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import io.enerlink.contracts.EnergyConverter;
import io.enerlink.engine.matching.RejectReason;
import io.enerlink.settlement.chain.Chain;
import io.enerlink.settlement.chain.ChainHaltException;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.LogCursor;

/**
 * Tells the engine what happened to accounts on the chain: deposits, withdrawals, repayments, exits, cancels, agents and
 * debts, each when it is final. The engine takes each once, by its sequence number, however often it is told.
 */
final class Escrow implements LogCursor.Handler {
    private static final int VIEWS_PER_NOTICE = 40;
    private static final Logger LOG = LoggerFactory.getLogger(Escrow.class);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);

    private record Told(String what, CompletableFuture<RejectReason> answer) {}

    private final EngineCommands engine;
    private final Chain chain;
    private final Reconciliation reconciliation;
    private final ContractAddresses contracts;
    private final BatchSettler settler;
    private long lastVoided;
    private long noticeMs;
    private long toldTimeMs;
    private final List<Told> told = new ArrayList<>();
    private final List<Consumer<Chain.Log>> converterListeners = new CopyOnWriteArrayList<>();

    Escrow(EngineCommands engine, Chain chain, ContractAddresses contracts, Reconciliation reconciliation,
            BatchSettler settler) {
        this.engine = engine;
        this.chain = chain;
        this.contracts = contracts;
        this.reconciliation = reconciliation;
        this.settler = settler;
    }

    /** The contracts whose logs it wants. */
    Map<String, LogCursor.Handler> handlers() {
        return Map.of(contracts.market(), this, contracts.converter(), this);
    }

    /** Hears every log of the converter, before the engine does. What it throws has the log handed over again. */
    void addConverterListener(Consumer<Chain.Log> listener) {
        converterListeners.add(listener);
    }

    @Override
    public void onLog(Chain.Log log, Chain.Block block) {
        if (log.address().equals(contracts.market())) {
            Optional<MarketChange> change = MarketChange.of(log, block, contracts);
            change.ifPresent(c -> told.add(new Told(c.toString(), engine.marketEvent(c))));
            if (MarketChange.is(log, Market.BATCHVOIDED_EVENT))
                lastVoided = Numeric.toBigInt(log.topics().get(1)).longValueExact();
        } else {
            converterListeners.forEach(listener -> listener.accept(log));
            if (MarketChange.is(log, EnergyConverter.DEBTCHANGED_EVENT)) debtChanged(log);
        }
    }

    private void debtChanged(Chain.Log log) {
        EnergyConverter.DebtChangedEventResponse debt = EnergyConverter
                .getDebtChangedEventFromLog(MarketChange.raw(log));
        told.add(new Told("debt " + debt.seq, engine.debtChanged(debt.seq.longValueExact(), debt.owner,
                debt.debt.longValueExact())));
    }

    /** The administrator voids batches one by one or many; the engine wants to know the last, after what settled. */
    private void voided() throws InterruptedException, ExecutionException, TimeoutException {
        if (lastVoided == 0) return;
        settler.confirmSettled();
        RejectReason reason = engine.voidPending(lastVoided).get(ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        if (reason == RejectReason.NOT_OLDEST_BATCH)
            LOG.error("batch {} is void on the chain while later ones are pending: void them too, up to the last",
                    lastVoided);
        else if (reason != RejectReason.NONE)
            throw new ChainHaltException("the engine refuses to void batch " + lastVoided + ": " + reason);
        lastVoided = 0;
    }

    /** The engine halts on a view older than a quarter of the notice: it is told ten times as often. */
    @Override
    public void caughtUp(Chain.Block block) {
        reconciliation.caughtUp(block);
        if (noticeMs == 0)
            noticeMs = 1_000 * ((BigInteger) ContractCalls
                    .read(chain, contracts.market(), new ContractCalls(contracts).market().NOTICE()).getFirst())
                    .longValueExact();
        long timeMs = 1_000 * block.timestampSec();
        if (timeMs - toldTimeMs < noticeMs / VIEWS_PER_NOTICE) return;
        engine.chainView(timeMs, noticeMs);
        toldTimeMs = timeMs;
    }

    @Override
    public void awaitEffect() {
        try {
            voided();
            for (Told one : told) {
                RejectReason reason = one.answer().get(ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
                if (reason != RejectReason.NONE)
                    throw new ChainHaltException("the engine refuses " + one.what() + ": " + reason);
            }
        } catch (TimeoutException | ExecutionException e) {
            throw new LogCursor.EffectTimeoutException("the engine does not answer: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogCursor.EffectTimeoutException("interrupted");
        } finally {
            told.clear();
        }
    }
}
