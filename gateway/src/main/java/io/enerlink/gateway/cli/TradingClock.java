package io.enerlink.gateway.cli;

import io.enerlink.engine.matching.HaltReason;
import io.enerlink.engine.matching.TradingState;
import io.enerlink.gateway.settings.TradingHours;
import io.enerlink.gateway.settings.TradingHours.Phase;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the hours of trading: once in each phase of the day it brings trading there. What cannot be done then, because
 * trading is halted or too much waits for settlement, it tries again until it can, or the phase has passed.
 */
final class TradingClock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TradingClock.class);
    private static final long PERIOD_MS = 1_000;

    private final TradingHours hours;
    private final TradingDesk desk;
    private final InstantSource clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            task -> new Thread(task, "trading-clock"));
    private Phase done;
    private Phase tried;

    /** @param hours null: none, trading goes on */
    TradingClock(TradingHours hours, TradingDesk desk, InstantSource clock) {
        this.hours = hours;
        this.desk = desk;
        this.clock = clock;
    }

    /** Without hours there is nothing to do but to open what they closed, when they were set. */
    TradingClock start() {
        if (hours == null && desk.haltReason() != HaltReason.SCHEDULE) return this;
        thread.scheduleWithFixedDelay(this::look, 0, PERIOD_MS, TimeUnit.MILLISECONDS);
        return this;
    }

    /** Brings trading into the present phase, unless that was done. */
    void look() {
        Phase now = hours == null ? Phase.OPEN : hours.at(clock.instant());
        if (now == done) return;
        try {
            desk.change(state(now), HaltReason.SCHEDULE);
            LOG.info("trading: {}", now);
            done = now;
        } catch (IllegalStateException refused) {
            if (now != tried) LOG.warn("trading is not {} yet, as its hours have it: {}", now, refused.getMessage());
            done = null;
        }
        tried = now;
    }

    private static TradingState state(Phase phase) {
        return switch (phase) {
            case CLOSED -> TradingState.HALTED;
            case CALL -> TradingState.AUCTION;
            case OPEN -> TradingState.OPEN;
        };
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
