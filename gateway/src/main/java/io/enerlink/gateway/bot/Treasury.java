package io.enerlink.gateway.bot;

import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.client.Balances;
import io.enerlink.gateway.client.ExchangeClient;
import io.enerlink.gateway.client.ExchangeException;
import io.enerlink.gateway.client.WalletStatus;
import java.util.concurrent.CompletableFuture;

/** Carries out what {@link Funding} says, one movement at a time and beside the trading: the chain is slow. */
final class Treasury {
    private static final long PERMIT_MS = 10 * 60_000;

    private final Funding funding;
    private final ExchangeClient client;
    private final Tally tally;
    private CompletableFuture<?> moving = CompletableFuture.completedFuture(null);
    private volatile long asked;
    private volatile int quietRounds = Funding.PATIENCE;

    Treasury(Funding funding, ExchangeClient client, Tally tally) {
        this.funding = funding;
        this.client = client;
        this.tally = tally;
    }

    /** Starts the next movement unless one is under way. Called by one thread. */
    void look(Balances escrow) {
        if (!moving.isDone()) return;
        int quiet = quietRounds + 1;
        quietRounds = quiet;
        moving = client.walletStatus().thenCompose(wallet -> move(wallet, escrow, quiet))
                .whenComplete((done, error) -> {
                    if (error != null) tally.problem(error.getMessage());
                });
    }

    private CompletableFuture<?> move(WalletStatus wallet, Balances escrow, int quiet) {
        Funding.Move move = funding.next(wallet, escrow, asked, quiet).orElse(null);
        return switch (move) {
            case null -> CompletableFuture.completedFuture(null);
            case Funding.Move.Deposit deposit -> deposit(wallet, deposit);
            case Funding.Move.RampOn ramp -> rampOn(ramp.amount());
        };
    }

    private CompletableFuture<?> deposit(WalletStatus wallet, Funding.Move.Deposit deposit) {
        if (deposit.asset() == Asset.IDRS) quietRounds = 0;
        return client.deposit(wallet, deposit.asset(), deposit.amount(), System.currentTimeMillis() + PERMIT_MS)
                .thenAccept(done -> tally.deposited());
    }

    private CompletableFuture<?> rampOn(long amount) {
        quietRounds = 0;
        asked += amount;
        return client.rampOn(amount, client.address() + "-" + System.currentTimeMillis())
                .whenComplete((done, error) -> {
                    boolean refused = error instanceof ExchangeException known && known.status() / 100 == 4;
                    if (refused) asked -= amount;
                });
    }
}
