package io.enerlink.settlement.clearing;

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
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);

    private record Told(String what, CompletableFuture<RejectReason> answer) {}

    private final EngineCommands engine;
    private final ContractAddresses contracts;
    private final List<Told> told = new ArrayList<>();
    private final List<Consumer<Chain.Log>> converterListeners = new CopyOnWriteArrayList<>();

    Escrow(EngineCommands engine, ContractAddresses contracts) {
        this.engine = engine;
        this.contracts = contracts;
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

    @Override
    public void awaitEffect() {
        try {
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
