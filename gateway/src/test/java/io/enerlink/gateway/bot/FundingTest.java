package io.enerlink.gateway.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.bot.Funding.Move;
import io.enerlink.gateway.client.Balances;
import io.enerlink.gateway.client.WalletStatus;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What was minted goes into escrow; the bank is asked when money runs short, and not beyond the budget. */
class FundingTest {
    private static final Funding FUNDING = new Funding(10, 20, 1_000, 500, 1_200);

    @Test
    void mintedEtkIsDepositedWholeFromTheMinimumOn() {
        assertEquals(Optional.of(new Move.Deposit(Asset.ETK, 10)), next(10, 0, 1_000, 0, 99));
        assertEquals(Optional.empty(), next(9, 0, 1_000, 0, 99));
    }

    @Test
    void idrsOfTheWalletIsDepositedBeforeTheBankIsAsked() {
        assertEquals(Optional.of(new Move.Deposit(Asset.IDRS, 20)), next(0, 20, 0, 0, 99));
    }

    @Test
    void theBankIsAskedWhenMoneyRunsShortUpToTheBudget() {
        assertEquals(Optional.of(new Move.RampOn(500)), next(0, 19, 980, 0, 99));
        assertEquals(Optional.empty(), next(0, 19, 981, 0, 99));
        assertEquals(Optional.of(new Move.RampOn(200)), next(0, 0, 0, 1_000, 99));
        assertEquals(Optional.empty(), next(0, 0, 0, 1_200, 99));
    }

    @Test
    void theBankIsNotAskedWhileMoneyThatMovedMayNotShowYet() {
        assertEquals(Optional.empty(), next(0, 0, 0, 0, Funding.PATIENCE - 1));
        assertEquals(Optional.of(new Move.RampOn(500)), next(0, 0, 0, 0, Funding.PATIENCE));
    }

    private static Optional<Move> next(long walletEtk, long walletIdrs, long escrowIdrs, long asked, int quietRounds) {
        WalletStatus wallet = new WalletStatus(Address.ZERO, new WalletStatus.Holding(walletEtk, 0, Address.ZERO),
                new WalletStatus.Holding(walletIdrs, 0, Address.ZERO), 0, Address.ZERO);
        Balances escrow = new Balances(new Balances.Holding(0, 0, 0), new Balances.Holding(escrowIdrs, 0, 0), 0, 0);
        return FUNDING.next(wallet, escrow, asked, quietRounds);
    }
}
