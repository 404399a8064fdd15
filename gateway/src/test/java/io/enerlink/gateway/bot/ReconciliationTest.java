package io.enerlink.gateway.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.enerlink.engine.book.Side;
import io.enerlink.gateway.bot.Action.Cancel;
import io.enerlink.gateway.bot.Action.Place;
import io.enerlink.gateway.bot.Action.Replace;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From the orders there are to those that are wanted. */
class ReconciliationTest {
    private final Reconciliation reconciliation = new Reconciliation(10);

    @Test
    void whatIsMissingIsPlacedAndWhatIsUnwantedIsCancelledFirst() {
        LiveOrder ask = live(1, Side.ASK, 1_500, 100, 100);
        Quote bid = new Quote(Side.BID, 1_400, 50);

        assertEquals(List.of(new Cancel(ask), new Place(bid)), reconciliation.actions(List.of(ask), List.of(bid)));
    }

    @Test
    void anOrderThatIsNearEnoughStays() {
        LiveOrder ask = live(1, Side.ASK, 1_500, 100, 80);

        assertEquals(List.of(), reconciliation.actions(List.of(ask), List.of(new Quote(Side.ASK, 1_510, 100))));
    }

    @Test
    void anOrderIsReplacedForItsPriceOrTooMuchOrTooLittleOfIt() {
        LiveOrder ask = live(1, Side.ASK, 1_500, 100, 80);
        for (Quote wanted : List.of(new Quote(Side.ASK, 1_511, 80), new Quote(Side.ASK, 1_500, 79),
                new Quote(Side.ASK, 1_500, 161))) {
            assertEquals(List.of(new Replace(ask, wanted)), reconciliation.actions(List.of(ask), List.of(wanted)));
        }
    }

    @Test
    void aNewVersionsTotalHasWhatWasFilled() {
        Quote wanted = new Quote(Side.ASK, 1_511, 70);
        assertEquals(90, new Replace(live(1, Side.ASK, 1_500, 100, 80), wanted).totalWh());
    }

    @Test
    void theSideThatGoesAwayMovesBeforeTheSideThatFollows() {
        LiveOrder bid = live(1, Side.BID, 1_400, 10, 10);
        LiveOrder ask = live(2, Side.ASK, 1_450, 10, 10);
        Quote higherBid = new Quote(Side.BID, 1_460, 10);
        Quote higherAsk = new Quote(Side.ASK, 1_510, 10);
        Quote lowerBid = new Quote(Side.BID, 1_340, 10);
        Quote lowerAsk = new Quote(Side.ASK, 1_390, 10);

        assertEquals(List.of(new Replace(ask, higherAsk), new Replace(bid, higherBid)),
                reconciliation.actions(List.of(bid, ask), List.of(higherBid, higherAsk)));
        assertEquals(List.of(new Replace(bid, lowerBid), new Replace(ask, lowerAsk)),
                reconciliation.actions(List.of(bid, ask), List.of(lowerBid, lowerAsk)));
    }

    private static LiveOrder live(long orderId, Side side, long priceTicks, long quantityWh, long leavesWh) {
        return new LiveOrder(orderId, orderId, side, priceTicks, quantityWh, leavesWh);
    }
}
