package io.enerlink.engine.matching;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What trading means, as scripts; the fast engine and the naive one both have to pass. */
abstract class MatchingSuite {
    abstract Engine engine();

    Script script() {
        return new Script(engine());
    }

    @Test
    void sweepsTheBestPriceFirstAndRestsTheRemainder() {
        script().withLevels().given("ask 1 100 @ 1350", "ask 2 50 @ 1340")
                .when("bid 3 200 @ 1350")
                .then("accepted 3", "trade 2x3 50 @ 1340", "trade 1x3 100 @ 1350", "level ask 0 @ 1340",
                        "level ask 0 @ 1350", "level bid 50 @ 1350 of 1");
    }

    @Test
    void tellsHowManyOrdersALevelHas() {
        script().withLevels().given("bid 1 10 @ 100")
                .when("bid 2 5 @ 100").then("accepted 2", "level bid 15 @ 100 of 2")
                .when("replace 1 10 @ 99").then("replaced 1 10/10 @ 99 behind", "level bid 5 @ 100 of 1",
                        "level bid 10 @ 99 of 1")
                .when("cancel 2").then("canceled 2 5 USER", "level bid 0 @ 100");
    }

    @Test
    void fillsEarlierOrdersOfAPriceFirst() {
        script().given("bid 1 10 @ 100", "bid 2 10 @ 100 by carol")
                .when("ask 3 15 @ 90 ioc")
                .then("accepted 3", "trade 1x3 10 @ 100", "trade 2x3 5 @ 100")
                .when("ask 4 15 @ 90 ioc")
                .then("accepted 4", "trade 2x4 5 @ 100", "canceled 4 10 IMMEDIATE_OR_CANCEL");
    }

    @Test
    void tradesAtTheRestingPrice() {
        script().given("ask 1 10 @ 90").when("bid 2 10 @ 120").then("accepted 2", "trade 1x2 10 @ 90");
    }

    @Test
    void cancelsWhatAMarketOrderLeaves() {
        script().given("ask 1 10 @ 90", "ask 2 10 @ 121")
                .when("bid 3 30 @ 120 market ioc")
                .then("accepted 3", "trade 1x3 10 @ 90", "canceled 3 20 IMMEDIATE_OR_CANCEL");
    }

    @Test
    void fillsAFillOrKillWholeOrNotAtAll() {
        script().given("ask 1 10 @ 90", "ask 2 10 @ 95", "ask 3 10 @ 100")
                .when("bid 4 25 @ 95 fok").then("accepted 4", "canceled 4 25 FILL_OR_KILL")
                .when("bid 5 20 @ 95 fok").then("accepted 5", "trade 1x5 10 @ 90", "trade 2x5 10 @ 95");
    }

    @Test
    void doesNotCountOwnOrdersForAFillOrKill() {
        script().given("ask 1 10 @ 90", "ask 2 10 @ 90 by buyer", "ask 3 10 @ 90")
                .when("bid 4 20 @ 90 fok").then("accepted 4", "canceled 4 20 FILL_OR_KILL")
                .when("bid 5 20 @ 90 fok self oldest")
                .then("accepted 5", "trade 1x5 10 @ 90", "canceled 2 10 SELF_TRADE", "trade 3x5 10 @ 90");
    }

    @Test
    void refusesAPostOnlyOrderThatWouldTrade() {
        script().given("ask 1 10 @ 100")
                .refused("bid 2 5 @ 100 post-only", "rejected 2 POST_ONLY_WOULD_TRADE")
                .when("bid 3 5 @ 99 post-only").then("accepted 3");
    }

    @Test
    void cancelsTheNewestTheOldestOrBothOfASelfTrade() {
        script().given("ask 1 10 @ 100 by carol")
                .when("bid 2 5 @ 100 by carol").then("accepted 2", "canceled 2 5 SELF_TRADE")
                .when("bid 3 5 @ 100 by carol self oldest").then("accepted 3", "canceled 1 10 SELF_TRADE")
                .when("ask 4 7 @ 100 by carol self both")
                .then("accepted 4", "canceled 3 5 SELF_TRADE", "canceled 4 7 SELF_TRADE");
    }

    @Test
    void spendsNoMoreThanTheQuoteLimit() {
        script().given("ask 1 10 @ 100", "ask 2 100 @ 200")
                .when("bid 3 100 @ 200 market ioc max 50000")
                .then("accepted 3", "trade 1x3 10 @ 100", "trade 2x3 20 @ 200", "canceled 3 70 MAX_QUOTE");
    }

    @Test
    void restsOnlyWhatTheQuoteLimitStillBuys() {
        script().withLevels().given("ask 1 10 @ 100")
                .when("bid 2 100 @ 200 max 50000")
                .then("accepted 2", "trade 1x2 10 @ 100", "replaced 2 20/30 @ 200 in place", "level ask 0 @ 100",
                        "level bid 20 @ 200 of 1");
    }

    @Test
    void keepsPriorityWhenTheQuantityFalls() {
        script().given("bid 1 10 @ 100", "bid 2 10 @ 100 by carol")
                .when("replace 1 6 @ 100").then("replaced 1 6/6 @ 100 in place")
                .when("reduce 1 4").then("replaced 1 4/4 @ 100 in place")
                .when("ask 3 5 @ 100").then("accepted 3", "trade 1x3 4 @ 100", "trade 2x3 1 @ 100");
    }

    @Test
    void losesPriorityWhenTheQuantityRisesOrThePriceChanges() {
        script().given("bid 1 10 @ 100", "bid 2 10 @ 100 by carol", "bid 3 10 @ 100 by dave")
                .when("replace 1 11 @ 100").then("replaced 1 11/11 @ 100 behind")
                .given("replace 2 10 @ 99", "replace 2 10 @ 100")
                .when("ask 4 31 @ 100")
                .then("accepted 4", "trade 3x4 10 @ 100", "trade 1x4 11 @ 100", "trade 2x4 10 @ 100");
    }

    @Test
    void countsTheQuantityOfAReplacementFromTheFirstFill() {
        script().given("bid 1 10 @ 100", "ask 2 4 @ 100")
                .when("replace 1 12 @ 100").then("replaced 1 8/12 @ 100 behind")
                .when("reduce 1 4").then("canceled 1 8 REPLACED_AWAY");
    }

    @Test
    void tradesAtOnceWhenAReplacementCrosses() {
        script().given("bid 1 10 @ 100", "ask 2 4 @ 105")
                .when("replace 1 10 @ 105")
                .then("replaced 1 10/10 @ 105 behind", "trade 2x1 4 @ 105");
    }

    @Test
    void asksForASignatureWhereMoreThanTheQuantityFalls() {
        script().given("bid 1 10 @ 100")
                .refused("replace 1 11 @ 100 unsigned", "rejected 1 SIGNATURE_REQUIRED")
                .refused("replace 1 9 @ 101 unsigned", "rejected 1 SIGNATURE_REQUIRED");
    }

    @Test
    void showsAnIcebergPartByPart() {
        script().withLevels().given("ask 1 100 @ 100 show 30", "ask 2 10 @ 100 by carol")
                .when("bid 3 50 @ 100")
                .then("accepted 3", "trade 1x3 30 @ 100", "trade 2x3 10 @ 100", "trade 1x3 10 @ 100",
                        "level ask 20 @ 100 of 1");
    }

    @Test
    void cancelsOrdersByClientIdAndAllOfAnAccount() {
        script().given("bid 1 10 @ 100", "bid 2 10 @ 99", "bid 3 10 @ 98 in west", "bid 4 10 @ 97 by carol")
                .when("cancel 2").then("canceled 2 10 USER")
                .refused("cancel 2", "rejected 2 UNKNOWN_ORDER")
                .when("cancel-all buyer west").then("canceled 3 10 USER", "canceled-all buyer 1")
                .when("cancel-all buyer").then("canceled 1 10 USER", "canceled-all buyer 1");
    }

    @Test
    void cancelsEverythingOfAnAccountThatFallsSilent() {
        script().given("bid 1 10 @ 100", "cancel-after buyer 500", "at 400", "cancel-after buyer 500", "at 899", "tick")
                .when("at 900", "tick").then("canceled 1 10 CANCEL_AFTER")
                .given("bid 2 10 @ 100", "cancel-after buyer 500", "cancel-after buyer 0", "at 5000")
                .when("tick").then();
    }

    @Test
    void expiresOrdersAtTheirTimeBeforeTheyCanTrade() {
        script().given("bid 1 10 @ 100 gtd expires 500", "bid 2 10 @ 90 gtd expires 600", "at 500")
                .when("ask 3 10 @ 90").then("canceled 1 10 EXPIRED", "accepted 3", "trade 2x3 10 @ 90");
    }

    @Test
    void answersARepeatedOrderWithTheFirstResult() {
        script().given("ask 1 10 @ 100 nonce 5", "bid 2 10 @ 100 nonce 6 ioc")
                .refused("bid 2 10 @ 100 nonce 6 ioc", "duplicate 2")
                .refused("bid 2 11 @ 100 nonce 7 ioc", "rejected 2 DUPLICATE_CLIENT_ORDER_ID");
    }

    @Test
    void takesNoncesThatRiseForEachSigner() {
        script().given("agent buyer bot 900000", "bid 1 10 @ 100 nonce 10")
                .refused("bid 2 10 @ 100 nonce 10", "rejected 2 NONCE_TOO_LOW")
                .when("bid 3 10 @ 100 signer bot nonce 3 expires 800000").then("accepted 3")
                .refused("bid 4 10 @ 100 signer bot nonce 3 expires 800000", "rejected 4 NONCE_TOO_LOW")
                .refused("bid 5 10 @ 100 signer seller nonce 12", "rejected 5 UNKNOWN_SIGNER");
    }

    @Test
    void keepsOrdersPastTheirExpiryWhileHaltedForAClockJump() {
        script().given("bid 1 10 @ 100 gtd expires 500", "bid 2 10 @ 90 gtd expires 600",
                "bid 3 10 @ 80 gtd expires 500 in west", "halt CLOCK_JUMP")
                .when("at 6000", "tick").then("canceled 3 10 EXPIRED")
                .when("at 7000", "tick").then()
                .when("open")
                .then("canceled 1 10 EXPIRED", "canceled 2 10 EXPIRED", "trading 1 OPEN NONE")
                .when("tick").then();
    }

    @Test
    void tradesNothingThatExpiredDuringAClockJumpWhenAnAuctionEnds() {
        script().given("auction", "bid 1 10 @ 100 gtd expires 500", "ask 2 10 @ 90", "halt CLOCK_JUMP", "at 6000")
                .when("open").then("canceled 1 10 EXPIRED", "trading 1 OPEN NONE");
    }

    @Test
    void doesNotCancelTheSilentWhileHaltedForAClockJump() {
        script().given("bid 1 10 @ 100", "cancel-after buyer 500", "halt CLOCK_JUMP")
                .when("at 6000", "tick").then()
                .when("open").then("trading 1 OPEN NONE")
                .when("tick").then("canceled 1 10 CANCEL_AFTER");
    }

    @Test
    @Timeout(60)
    void refusesToOpenAnInstrumentThatIsNotThereHoweverHighItsNumber() {
        script().refused("open 3", "refused 13 UNKNOWN_INSTRUMENT")
                .refused("open 2147483647", "refused 13 UNKNOWN_INSTRUMENT")
                .refused("open -1", "refused 13 UNKNOWN_INSTRUMENT");
    }

    @Test
    void haltsAndResumes() {
        script().given("bid 1 10 @ 100")
                .when("halt").then("trading 1 HALTED OPERATOR")
                .refused("ask 2 10 @ 100", "rejected 2 TRADING_HALTED")
                .when("reduce 1 5", "cancel 1").then("replaced 1 5/5 @ 100 in place", "canceled 1 5 USER")
                .when("open").then("trading 1 OPEN NONE");
    }

    @Test
    void haltsOnAViewOfTheChainOlderThanAQuarterOfTheNoticeAndResumesWithTheNextInTime() {
        script().given("bid 1 10 @ 100", "view 0 4000", "at 999")
                .when("tick").then()
                .when("ask 2 1 @ 100").then("accepted 2", "trade 1x2 1 @ 100")
                .given("at 1000")
                .when("tick").then("trading 1 HALTED STALE_CHAIN", "trading 2 HALTED STALE_CHAIN")
                .when("tick").then()
                .refused("ask 3 1 @ 100", "rejected 3 TRADING_HALTED")
                .when("view 0 4000").then("done 20")
                .when("cancel 1").then("canceled 1 9 USER")
                .when("view 1 4000").then("done 20", "trading 1 OPEN NONE", "trading 2 OPEN NONE")
                .when("view 0 4000").then("done 20")
                .when("ask 4 1 @ 100").then("accepted 4")
                .given("at 1001")
                .when("tick").then("trading 1 HALTED STALE_CHAIN", "trading 2 HALTED STALE_CHAIN");
    }

    @Test
    void tradesWithoutAViewUntilTheFirstAndHaltsAtOnceWhenThatIsStale() {
        script().given("at 900000")
                .when("bid 1 10 @ 100").then("accepted 1")
                .refused("view 0 0", "refused 20 MALFORMED")
                .refused("view -1000001 4000", "refused 20 MALFORMED")
                .when("view 0 4000").then("done 20", "trading 1 HALTED STALE_CHAIN", "trading 2 HALTED STALE_CHAIN");
    }

    @Test
    void leavesAnOperatorsHaltToTheOperatorWhenTheChainIsKnownAgain() {
        script().given("halt", "view 0 4000", "at 1000")
                .when("tick").then("trading 2 HALTED STALE_CHAIN")
                .when("view 1000 4000").then("done 20", "trading 2 OPEN NONE")
                .refused("bid 1 10 @ 100", "rejected 1 TRADING_HALTED")
                .when("open").then("trading 1 OPEN NONE");
    }

    @Test
    void takesNoNewOrdersWhileTheDiskIsNearlyFull() {
        script().given("bid 1 10 @ 100")
                .when("storage 1").then("storage low")
                .refused("ask 2 10 @ 100", "rejected 2 STORAGE_LOW")
                .refused("storage 2", "refused 35 MALFORMED")
                .when("reduce 1 5", "cancel 1").then("replaced 1 5/5 @ 100 in place", "canceled 1 5 USER")
                .when("storage 0").then("storage fine");
    }

    @Test
    void keepsPricesInTheBand() {
        script().given("band 90 110")
                .refused("bid 1 10 @ 89", "rejected 1 OUT_OF_BAND")
                .refused("ask 2 10 @ 111", "rejected 2 OUT_OF_BAND")
                .when("bid 3 10 @ 90", "ask 4 10 @ 110").then("accepted 3", "accepted 4");
    }

    @Test
    void uncrossesAnAuctionAtThePriceOfMostVolume() {
        script().withLevels().given("auction", "bid 1 100 @ 110", "bid 2 50 @ 105", "ask 3 80 @ 100", "ask 4 40 @ 104",
                "ask 5 100 @ 120")
                .when("open")
                .then("trading 1 OPEN NONE", "trade 1x3 80 @ 104", "trade 1x4 20 @ 104", "trade 2x4 20 @ 104",
                        "uncrossed 120 @ 104 surplus 30", "level bid 0 @ 110", "level ask 0 @ 100",
                        "level ask 0 @ 104", "level bid 30 @ 105 of 1");
    }

    @Test
    void takesTheReferencePriceWhereAnAuctionLeavesAChoice() {
        script().given("ask 1 1 @ 103", "bid 2 1 @ 103", "auction", "bid 3 10 @ 110", "ask 4 10 @ 100")
                .when("open").then("trading 1 OPEN NONE", "trade 3x4 10 @ 103", "uncrossed 10 @ 103 surplus 0");
    }

    @Test
    void saysWhatIsLeftOverAtThePriceThatAnAuctionChose() {
        script().given("ask 1 1 @ 102", "bid 2 1 @ 102", "auction", "bid 3 7 @ 102", "bid 4 3 @ 101", "ask 5 7 @ 101",
                "ask 6 3 @ 102")
                .when("open").then("trading 1 OPEN NONE", "trade 3x5 7 @ 102", "uncrossed 7 @ 102 surplus -3");
    }

    @Test
    void saysThatAnAuctionEndedWithoutATrade() {
        script().given("auction", "bid 1 10 @ 100")
                .refused("ask 2 10 @ 90 ioc", "rejected 2 BAD_TIME_IN_FORCE")
                .when("open").then("trading 1 OPEN NONE", "uncrossed 0 @ 0 surplus 0");
    }

    @Test
    void closesWithAnAuctionAndOpensWithAnother() {
        script().given("bid 1 10 @ 100")
                .when("auction SCHEDULE").then("trading 1 AUCTION NONE")
                .when("ask 2 4 @ 90").then("accepted 2")
                .when("halt SCHEDULE").then("trading 1 HALTED SCHEDULE", "trade 1x2 4 @ 95",
                        "uncrossed 4 @ 95 surplus 6")
                .refused("ask 3 1 @ 100", "rejected 3 TRADING_HALTED")
                .when("halt SCHEDULE").then("trading 1 HALTED SCHEDULE")
                .when("auction SCHEDULE").then("trading 1 AUCTION NONE")
                .when("ask 4 6 @ 95").then("accepted 4")
                .when("open SCHEDULE").then("trading 1 OPEN NONE", "trade 1x4 6 @ 95",
                        "uncrossed 6 @ 95 surplus 0");
    }

    @Test
    void leavesToTheOperatorWhatIsHaltedForAnotherReasonThanTheHours() {
        script().given("auction", "bid 1 10 @ 100", "ask 2 10 @ 90", "halt")
                .refused("open SCHEDULE", "refused 13 TRADING_HALTED")
                .refused("auction SCHEDULE", "refused 13 TRADING_HALTED")
                .refused("halt SCHEDULE", "refused 13 TRADING_HALTED")
                .when("open").then("trading 1 OPEN NONE", "trade 1x2 10 @ 95", "uncrossed 10 @ 95 surplus 0")
                .when("halt SCHEDULE").then("trading 1 HALTED SCHEDULE")
                .when("open").then("trading 1 OPEN NONE");
    }

    @Test
    void refusesBadTermsInTheDocumentedOrder() {
        script().given("band 1 1000000")
                .refused("bid 1 0 @ 0", "rejected 1 BAD_QUANTITY")
                .refused("bid 1 10 @ 0", "rejected 1 BAD_PRICE")
                .refused("bid 1 10 @ 134217728", "rejected 1 BAD_PRICE")
                .refused("bid 1 4294967297 @ 10", "rejected 1 BAD_QUANTITY")
                .refused("ask 1 10 @ 10 max 5", "rejected 1 BAD_MAX_QUOTE")
                .refused("ask 1 10 @ 10 show 11", "rejected 1 BAD_DISPLAY_QUANTITY")
                .refused("ask 1 10 @ 10 market", "rejected 1 BAD_TIME_IN_FORCE")
                .refused("ask 1 10 @ 10 expires 0", "rejected 1 EXPIRED")
                .refused("ask 1 10 @ 10 ioc expires 60001", "rejected 1 EXPIRY_TOO_FAR")
                .refused("ask 1 10 @ 10 epoch 1", "rejected 1 WRONG_EPOCH")
                .refused("ask 1 10 @ 10 in nowhere", "rejected 1 UNKNOWN_INSTRUMENT");
    }
}
