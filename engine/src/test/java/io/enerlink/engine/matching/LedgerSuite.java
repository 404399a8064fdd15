package io.enerlink.engine.matching;

import org.junit.jupiter.api.Test;

/** What trading costs and brings, what waits for the chain and what comes from it, as scripts. */
abstract class LedgerSuite {
    abstract Engine engine();

    Script script() {
        return new Script(engine()).poor().withBalances();
    }

    @Test
    void reservesWhatABidCanCostAtMostAndFreesWhatItDidNot() {
        script().given("fees 10 20", "deposit buyer idrs 1000000", "deposit seller etk 100000000")
                .when("bid 1 10 @ 1000")
                .then("accepted 1", "balance buyer etk 0+0(0) idrs 899900+100100(0)")
                .when("ask 2 4 @ 900")
                .then("accepted 2", "trade 1x2 4 @ 1000 fees 40x80",
                        "balance buyer etk 4000000+0(4000000) idrs 899900+60060(0)",
                        "balance seller etk 96000000+0(0) idrs 39920+0(39920)")
                .when("ask 3 6 @ 1000")
                .then("accepted 3", "trade 1x3 6 @ 1000 fees 60x120",
                        "balance buyer etk 10000000+0(10000000) idrs 899900+0(0)",
                        "balance seller etk 90000000+0(0) idrs 99800+0(99800)");
    }

    @Test
    void paysTheRestingPriceAndFreesTheDifference() {
        script().given("deposit buyer idrs 1000000", "deposit seller etk 10000000", "ask 1 10 @ 800")
                .when("bid 2 20 @ 1000")
                .then("accepted 2", "trade 1x2 10 @ 800",
                        "balance seller etk 0+0(0) idrs 80000+0(80000)",
                        "balance buyer etk 10000000+0(10000000) idrs 820000+100000(0)");
    }

    @Test
    void refusesWhatCannotBePaid() {
        script().given("fees 0 100", "deposit buyer idrs 100999", "deposit seller etk 9999999")
                .refused("bid 1 10 @ 1000", "rejected 1 INSUFFICIENT_BALANCE")
                .refused("ask 2 10 @ 1000", "rejected 2 INSUFFICIENT_BALANCE")
                .given("deposit buyer idrs 1")
                .when("bid 3 10 @ 1000").then("accepted 3", "balance buyer etk 0+0(0) idrs 1000+100000(0)");
    }

    @Test
    void reservesExactlyWhatAReplacementNeeds() {
        script().given("deposit buyer idrs 150000")
                .when("bid 1 10 @ 1000", "replace 1 15 @ 1000")
                .then("accepted 1", "balance buyer etk 0+0(0) idrs 50000+100000(0)", "replaced 1 15/15 @ 1000 behind",
                        "balance buyer etk 0+0(0) idrs 0+150000(0)")
                .refused("replace 1 15 @ 1001", "rejected 1 INSUFFICIENT_BALANCE")
                .when("cancel 1").then("canceled 1 15 USER", "balance buyer etk 0+0(0) idrs 150000+0(0)");
    }

    @Test
    void closesABatchByAgeAndListsVersionsInOrderOfAcceptance() {
        script().given("clearing 1000 10", "deposit buyer idrs 1000000", "deposit seller etk 100000000",
                "bid 1 10 @ 1000", "bid 2 10 @ 1001 ", "ask 3 15 @ 1000", "at 999", "tick", "at 1000")
                .when("tick")
                .then("closed 1 trades 1-2", "execution 1.0 buyer nonce 1 base 5000000 quote 50000 fee 0",
                        "execution 1.1 buyer nonce 2 base 10000000 quote 100100 fee 0",
                        "execution 1.2 seller nonce 3 base 15000000 quote 150100 fee 0");
    }

    @Test
    void closesABatchBeforeATradeThatWouldNotFit() {
        script().given("clearing 1000 3", "deposit buyer idrs 1000000", "deposit seller etk 100000000",
                "bid 1 10 @ 1000", "ask 2 2 @ 1000", "ask 3 2 @ 1000")
                .when("ask 4 2 @ 1000")
                .then("accepted 4", "closed 1 trades 1-2",
                        "execution 1.0 buyer nonce 1 base 4000000 quote 40000 fee 0",
                        "execution 1.1 seller nonce 2 base 2000000 quote 20000 fee 0",
                        "execution 1.2 seller nonce 3 base 2000000 quote 20000 fee 0", "trade 1x4 2 @ 1000",
                        "balance buyer etk 6000000+0(6000000) idrs 900000+40000(0)",
                        "balance seller etk 94000000+0(0) idrs 60000+0(60000)");
    }

    @Test
    void makesCreditsWithdrawableWhenTheirBatchIsFinalAndPaysTheFees() {
        script().given("clearing 1000 10", "fees 10 20", "deposit buyer idrs 1000000", "deposit seller etk 100000000",
                "bid 1 10 @ 1000", "ask 2 10 @ 1000", "at 1000", "tick")
                .refused("withdraw buyer etk 1 1", "refused 16 INSUFFICIENT_BALANCE")
                .refused("settle 2", "refused 10 NOT_OLDEST_BATCH")
                .when("settle 1")
                .then("final 1", "balance buyer etk 10000000+0(0) idrs 899900+0(0)",
                        "balance seller etk 90000000+0(0) idrs 99800+0(0)",
                        "balance house etk 0+0(0) idrs 300+0(0)")
                .refused("settle 1", "done 10")
                .when("withdraw buyer etk 10000000 1")
                .then("withdrawal buyer 1 reserved 10000000", "balance buyer etk 0+10000000(0) idrs 899900+0(0)");
    }

    @Test
    void undoesEveryPendingBatchThatTheChainWillNeverSettle() {
        script().given("clearing 1000 10", "fees 10 20", "deposit buyer idrs 1000000", "deposit seller etk 100000000",
                "bid 1 10 @ 1000", "ask 2 4 @ 1000", "at 1000", "tick", "ask 3 2 @ 1000", "at 2000", "tick",
                "ask 4 1 @ 1000")
                .refused("void 0", "refused 21 MALFORMED")
                .refused("void 1", "refused 21 NOT_OLDEST_BATCH")
                .when("void 3")
                .then("closed 3 trades 3-3", "execution 3.0 buyer nonce 1 base 1000000 quote 10000 fee 10",
                        "execution 3.1 seller nonce 4 base 1000000 quote 10000 fee 20", "canceled 1 3 VOIDED",
                        "voided 1", "voided 2", "voided 3", "trading 1 HALTED SETTLEMENT_REVERTED",
                        "trading 2 HALTED SETTLEMENT_REVERTED", "done 21",
                        "balance buyer etk 0+0(0) idrs 1000000+0(0)", "balance seller etk 100000000+0(0) idrs 0+0(0)")
                .refused("bid 5 1 @ 1000", "rejected 5 TRADING_HALTED")
                .refused("void 3", "done 21")
                .refused("settle 3", "done 10")
                .refused("settle 4", "refused 10 NOT_OLDEST_BATCH")
                .given("open", "bid 6 1 @ 1000", "ask 7 1 @ 1000", "at 3000")
                .when("tick")
                .then("closed 4 trades 4-4", "execution 4.0 buyer nonce 6 base 1000000 quote 10000 fee 10",
                        "execution 4.1 seller nonce 7 base 1000000 quote 10000 fee 20");
    }

    @Test
    void keepsAWithdrawalReservedUntilItHappenedOrNeverWill() {
        script().given("deposit buyer idrs 1000")
                .when("withdraw buyer idrs 600 1")
                .then("withdrawal buyer 1 reserved 600", "balance buyer etk 0+0(0) idrs 400+600(0)")
                .refused("withdraw buyer idrs 100 1", "refused 16 DUPLICATE_NONCE")
                .refused("withdraw buyer idrs 401 2", "refused 16 INSUFFICIENT_BALANCE")
                .refused("release buyer 2", "refused 17 UNKNOWN_WITHDRAWAL")
                .when("withdrawn buyer idrs 600 1")
                .then("applied 2 WITHDRAWN", "withdrawal buyer 1 done", "balance buyer etk 0+0(0) idrs 400+0(0)")
                .given("withdraw buyer idrs 400 2")
                .when("release buyer 2")
                .then("withdrawal buyer 2 released", "balance buyer etk 0+0(0) idrs 400+0(0)");
    }

    /** Whoever never heard the answer asks again; the chain takes each nonce once, so the money would stay reserved. */
    @Test
    void reservesNothingForANonceThatWasReservedBefore() {
        script().given("deposit buyer idrs 1000", "withdraw buyer idrs 600 3", "withdrawn buyer idrs 600 3")
                .refused("withdraw buyer idrs 100 3", "refused 16 DUPLICATE_NONCE")
                .refused("withdraw buyer idrs 100 2", "refused 16 DUPLICATE_NONCE")
                .given("withdraw buyer idrs 400 4", "release buyer 4")
                .refused("withdraw buyer idrs 400 4", "refused 16 DUPLICATE_NONCE")
                .when("withdraw buyer idrs 400 5")
                .then("withdrawal buyer 5 reserved 400", "balance buyer etk 0+0(0) idrs 0+400(0)");
    }

    /** The chain repays nothing for a stopped account; what was set aside for that is set aside anew when it is back. */
    @Test
    void setsARepaymentAsideAnewWhenTheAccountComesBackWithoutHavingLeft() {
        script().given("deposit buyer etk 5000000")
                .when("debt buyer 8000000")
                .then("done 9", "repay 1 buyer 5000000 of 8000000",
                        "balance buyer etk 0+5000000(0) idrs 0+0(0) debt 8000000")
                .given("stop buyer", "debt buyer 3000000")
                .when("reopened buyer 1")
                .then("applied 3 REOPENED", "repay 2 buyer 3000000 of 3000000",
                        "balance buyer etk 2000000+3000000(0) idrs 0+0(0) debt 3000000");
    }

    @Test
    void collectsADebtFromWhatCanBeWithdrawn() {
        script().given("deposit buyer etk 5000000", "deposit buyer idrs 1000", "ask 1 2 @ 100 by buyer")
                .when("debt buyer 8000000")
                .then("canceled 1 2 DEBT", "done 9", "repay 1 buyer 5000000 of 8000000",
                        "balance buyer etk 0+5000000(0) idrs 1000+0(0) debt 8000000")
                .refused("ask 2 1 @ 100 by buyer", "rejected 2 IN_DEBT")
                .refused("withdraw buyer etk 1 1", "refused 16 IN_DEBT")
                .when("deposit buyer etk 4000000")
                .then("applied 3 DEPOSIT", "balance buyer etk 4000000+5000000(0) idrs 1000+0(0) debt 8000000")
                .when("repaid buyer etk 5000000")
                .then("applied 4 REPAID", "repay 2 buyer 3000000 of 3000000",
                        "balance buyer etk 1000000+3000000(0) idrs 1000+0(0) debt 3000000")
                .when("repaid buyer etk 3000000", "debt buyer 0")
                .then("applied 5 REPAID", "balance buyer etk 1000000+0(0) idrs 1000+0(0)", "done 9",
                        "balance buyer etk 1000000+0(0) idrs 1000+0(0)")
                .when("ask 3 1 @ 100 by buyer")
                .then("accepted 3", "balance buyer etk 0+1000000(0) idrs 1000+0(0)");
    }

    @Test
    void stopsAnAccountThatLeavesAndOpensItAgain() {
        script().given("deposit buyer idrs 100000", "bid 1 5 @ 1000", "withdraw buyer idrs 10000 7")
                .when("stop buyer")
                .then("applied 2 STOP", "canceled 1 5 STOPPED", "balance buyer etk 0+0(0) idrs 90000+10000(0)")
                .refused("bid 2 5 @ 1000", "rejected 2 ACCOUNT_STOPPED")
                .refused("withdraw buyer idrs 1 8", "refused 16 ACCOUNT_STOPPED")
                .when("exited buyer 1")
                .then("applied 3 EXITED", "withdrawal buyer 7 released", "balance buyer etk 0+0(0) idrs 0+0(0)")
                .given("reopened buyer 2", "deposit buyer idrs 100000")
                .refused("bid 3 5 @ 1000", "rejected 3 WRONG_EPOCH")
                .when("bid 4 5 @ 1000 epoch 2")
                .then("accepted 4", "balance buyer etk 0+0(0) idrs 50000+50000(0)");
    }

    @Test
    void cancelsWhatTheChainRevoked() {
        script().given("deposit buyer idrs 1000000", "agent buyer bot 900000", "bid 1 5 @ 100 nonce 4",
                "bid 2 5 @ 100 signer bot nonce 1 expires 800000", "bid 3 5 @ 100 signer bot nonce 2 expires 400000")
                .when("order-canceled buyer buyer 4")
                .then("applied 3 ORDER_CANCELED", "canceled 1 5 STOPPED",
                        "balance buyer etk 0+0(0) idrs 990000+10000(0)")
                .when("agent buyer bot 500000")
                .then("applied 4 AGENT", "agent of buyer until 500000", "canceled 2 5 STOPPED",
                        "balance buyer etk 0+0(0) idrs 995000+5000(0)")
                .refused("bid 4 5 @ 100 signer bot nonce 5 expires 500001", "rejected 4 EXPIRY_TOO_FAR");
    }

    @Test
    void endsAnAgentOnTheAccountsWordAndCancelsWhatItSigned() {
        script().given("deposit buyer idrs 1000000", "agent buyer bot 900000", "bid 1 5 @ 100 nonce 4",
                "bid 2 5 @ 100 signer bot nonce 1 expires 800000", "deposit carol idrs 1", "at 1000", "tick")
                .refused("revoke buyer carol", "refused 25 UNKNOWN_SIGNER")
                .refused("revoke carol bot", "refused 25 UNKNOWN_SIGNER")
                .when("revoke buyer bot")
                .then("agent of buyer until 1000", "canceled 2 5 STOPPED",
                        "balance buyer etk 0+0(0) idrs 995000+5000(0)")
                .refused("bid 3 5 @ 100 signer bot nonce 5 expires 2000", "rejected 3 UNKNOWN_SIGNER")
                .when("at 2000", "revoke buyer bot").then("agent of buyer until 1000");
    }

    @Test
    void acceptsOnlyWhatFitsIntoTheBacklog() {
        script().given("clearing 1000 2 4 3", "deposit buyer idrs 1000000", "deposit seller etk 100000000",
                "deposit carol etk 100000000", "bid 1 10 @ 1000", "bid 2 10 @ 1000", "ask 3 1 @ 1000 by carol")
                .refused("ask 5 10 @ 1000", "rejected 5 SETTLEMENT_BACKLOG")
                .when("ask 6 1 @ 1001 by carol")
                .then("accepted 6", "balance carol etk 98000000+1000000(0) idrs 10000+0(10000)")
                .given("at 1000", "tick", "settle 1", "clearing 1000 2 9 1", "ask 7 1 @ 1000 by carol")
                .refused("ask 8 1 @ 1000 by carol", "rejected 8 ACCOUNT_BACKLOG");
    }

    @Test
    void countsAnOrderForEachBatchThatItsTradesMayBeSpreadOver() {
        script().given("clearing 1000 2 5 9", "deposit buyer idrs 1000000", "deposit seller etk 100000000",
                "bid 1 1 @ 1000", "bid 2 1 @ 1000", "bid 3 1 @ 1000")
                .refused("ask 4 3 @ 1000", "rejected 4 SETTLEMENT_BACKLOG")
                .given("ask 5 2 @ 1000")
                .refused("ask 6 1 @ 1000", "rejected 6 SETTLEMENT_BACKLOG");
    }

    @Test
    void countsWhatIcebergsHideForTheBacklog() {
        script().given("clearing 1000 2 5 9", "deposit buyer idrs 1000000", "deposit seller etk 100000000",
                "deposit carol idrs 1000000", "bid 1 2 @ 1000 show 1", "bid 2 2 @ 1000 show 1 by carol")
                .refused("ask 4 3 @ 1000", "rejected 4 SETTLEMENT_BACKLOG");
    }
}
