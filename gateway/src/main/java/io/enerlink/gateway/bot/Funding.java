package io.enerlink.gateway.bot;

import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.client.Balances;
import io.enerlink.gateway.client.WalletStatus;
import java.util.Optional;

/**
 * When money and energy move: from the wallet into escrow, and from the bank to the wallet.
 *
 * @param leastEtk smallest deposit of ETK in base units; less waits in the wallet
 * @param leastIdrs the same of IDRS
 * @param enoughIdrs with so much in wallet and escrow together the bank is not asked
 * @param topUpIdrs what the bank is asked for at a time
 * @param mostIdrs most that it is asked for, all together
 */
public record Funding(long leastEtk, long leastIdrs, long enoughIdrs, long topUpIdrs, long mostIdrs) {

    /** Rounds after which money that moved must show. */
    public static final int PATIENCE = 10;

    private static final long WH = 1_000_000;
    private static final long RUPIAH = 1_000_000;

    /** Deposits from 1 Wh and from 1,000 rupiah on; asks for {@code topUp} rupiah below half of it, five times at most. */
    public static Funding ofRupiah(long topUp) {
        return new Funding(WH, 1_000 * RUPIAH, topUp * RUPIAH / 2, topUp * RUPIAH, 5 * topUp * RUPIAH);
    }

    /** A movement of {@code amount} base units. */
    public sealed interface Move {
        /** From the wallet into escrow. */
        record Deposit(Asset asset, long amount) implements Move {}

        /** From the bank to the wallet. */
        record RampOn(long amount) implements Move {}
    }

    /**
     * The most urgent movement, if any.
     *
     * @param asked what the bank was asked for already
     * @param quietRounds looks since IDRS moved last: what moved may not show yet, so the bank is not asked at once
     */
    public Optional<Move> next(WalletStatus wallet, Balances escrow, long asked, int quietRounds) {
        if (wallet.etk().balance() >= leastEtk) return Optional.of(new Move.Deposit(Asset.ETK, wallet.etk().balance()));
        if (wallet.idrs().balance() >= leastIdrs) {
            return Optional.of(new Move.Deposit(Asset.IDRS, wallet.idrs().balance()));
        }
        long has = wallet.idrs().balance() + escrow.idrs().total();
        long mayAsk = Math.min(topUpIdrs, mostIdrs - asked);
        return quietRounds >= PATIENCE && has < enoughIdrs && mayAsk > 0 ? Optional.of(new Move.RampOn(mayAsk))
                : Optional.empty();
    }
}
