package io.enerlink.gateway.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.enerlink.engine.book.Side;
import io.enerlink.gateway.client.Balances;
import io.enerlink.gateway.client.Balances.Holding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Six homes and a maker in a market of the test's own: enough trades, homes in them, some from home to home. */
class VillageTest {
    private static final long WH = 1_000_000;
    private static final Limits HOME_LIMITS = new Limits(72_235, 169_953, 5, 5_000, 1L << 50, 2, 25);

    private final List<Participant> participants = new ArrayList<>();
    private final List<Trade> trades = new ArrayList<>();
    private long lastTicks;
    private long clock;

    private record Trade(Participant maker, Participant taker, long priceTicks, long quantityWh) {}

    private record Resting(Participant owner, long time, LiveOrder order) {}

    @Test
    void aMinuteOfAVillageMakesAHundredTradesAmongAllWithHomesInHalfOfThem() {
        for (int i = 0; i < 6; i++) {
            long tariffTicks = i % 2 == 0 ? 144_470 : 169_953;
            ProsumerBot home = new ProsumerBot(ProsumerBot.Home.of(tariffTicks, 100, 60, i));
            participants.add(new Participant("home " + i, home, HOME_LIMITS, 500, 5_000_000_000_000L));
        }
        MarketMaker maker = new MarketMaker(new MarketMaker.Style(110_000, 1_500, 1_000, 3, 40, 2_000, 10_000));
        participants.add(new Participant("maker", maker, new Limits(60_000, 180_000, 5, 20_000, 1L << 50, 6, 25), 0,
                50_000_000_000_000L));
        long etkBefore = participants.stream().mapToLong(p -> p.etkWh).sum();
        long idrsBefore = participants.stream().mapToLong(p -> p.idrs).sum();
        long changedWh = 0;

        for (int second = 0; second < 60; second++) {
            if (second % 5 == 0) changedWh += meters();
            for (Participant participant : participants) round(participant);
        }

        long withHomes = trades.stream().filter(t -> t.maker.isHome() || t.taker.isHome()).count();
        long amongHomes = trades.stream().filter(t -> t.maker.isHome() && t.taker.isHome()).count();
        String result = trades.size() + " trades, " + withHomes + " with homes, " + amongHomes + " among homes";
        assertTrue(trades.size() >= 150, result);
        assertTrue(withHomes * 2 >= trades.size(), result);
        assertTrue(amongHomes >= 10, result);
        for (Participant participant : participants) {
            assertTrue(trades.stream().anyMatch(t -> t.maker == participant || t.taker == participant),
                    participant.name + " never traded; " + result);
        }
        assertEquals(etkBefore + changedWh, participants.stream().mapToLong(p -> p.etkWh - p.debtWh).sum());
        assertEquals(idrsBefore, participants.stream().mapToLong(p -> p.idrs).sum());
    }

    /** Homes 0 to 3 export, 4 and 5 import; what an importer cannot pay is owed. @return net change of all */
    private long meters() {
        long changedWh = 0;
        for (int i = 0; i < 6; i++) {
            Participant home = participants.get(i);
            long deltaWh = i < 4 ? 150 + 20 * i : -200;
            changedWh += deltaWh;
            if (deltaWh > 0) home.etkWh += deltaWh;
            else
                home.debtWh -= deltaWh;
        }
        return changedWh;
    }

    private void round(Participant participant) {
        participant.repay();
        Situation situation = participant.situation(lastTicks);
        List<Quote> allowed = participant.limits.allow(participant.strategy.quotes(situation), situation);
        for (Action action : new Reconciliation(100).actions(situation.live(), allowed)) {
            switch (action) {
                case Action.Cancel(LiveOrder order) -> participant.live.removeIf(r -> r.order.equals(order));
                case Action.Replace(LiveOrder order, Quote quote) -> {
                    if (participant.live.removeIf(r -> r.order.equals(order))) enter(participant, quote);
                }
                case Action.Place(Quote quote) -> enter(participant, quote);
            }
        }
    }

    private void enter(Participant taker, Quote quote) {
        long leftWh = quote.quantityWh();
        while (leftWh > 0) {
            Resting best = best(quote.side().opposite());
            if (best == null || !crosses(quote, best.order.priceTicks())) break;
            if (best.owner == taker) return;
            leftWh -= fill(best, taker, quote.side(), leftWh);
        }
        if (leftWh > 0) {
            LiveOrder order = new LiveOrder(++clock, clock, quote.side(), quote.priceTicks(), quote.quantityWh(),
                    leftWh);
            taker.live.add(new Resting(taker, clock, order));
        }
    }

    private long fill(Resting best, Participant taker, Side takerSide, long leftWh) {
        LiveOrder order = best.order;
        long fillWh = Math.min(leftWh, order.leavesWh());
        best.owner.live.remove(best);
        if (fillWh < order.leavesWh()) {
            best.owner.live.add(new Resting(best.owner, best.time, new LiveOrder(order.orderId(), order.nonce(),
                    order.side(), order.priceTicks(), order.quantityWh(), order.leavesWh() - fillWh)));
        }
        Participant buyer = takerSide == Side.BID ? taker : best.owner;
        Participant seller = takerSide == Side.BID ? best.owner : taker;
        long notional = new Quote(Side.BID, order.priceTicks(), fillWh).notional();
        buyer.take(fillWh, -notional);
        seller.take(-fillWh, notional);
        lastTicks = order.priceTicks();
        trades.add(new Trade(best.owner, taker, lastTicks, fillWh));
        return fillWh;
    }

    private Resting best(Side side) {
        Comparator<Resting> byPrice = Comparator.comparingLong(
                resting -> side == Side.BID ? -resting.order.priceTicks() : resting.order.priceTicks());
        return participants.stream().flatMap(p -> p.live.stream()).filter(r -> r.order.side() == side)
                .min(byPrice.thenComparingLong(Resting::time)).orElse(null);
    }

    private static boolean crosses(Quote quote, long priceTicks) {
        return quote.side() == Side.BID ? quote.priceTicks() >= priceTicks : quote.priceTicks() <= priceTicks;
    }

    private static final class Participant {
        final String name;
        final Strategy strategy;
        final Limits limits;
        final List<Resting> live = new ArrayList<>();
        long etkWh;
        long idrs;
        long debtWh;
        long filledWh;

        Participant(String name, Strategy strategy, Limits limits, long etkWh, long idrs) {
            this.name = name;
            this.strategy = strategy;
            this.limits = limits;
            this.etkWh = etkWh;
            this.idrs = idrs;
        }

        boolean isHome() { return strategy instanceof ProsumerBot; }

        void take(long etk, long money) {
            etkWh += etk;
            idrs += money;
            filledWh += Math.abs(etk);
            assertTrue(etkWh >= 0 && idrs >= 0, name + " sold or spent what it did not have");
        }

        /** As the operator does it: a debt ends the asks and takes what is there. */
        void repay() {
            if (debtWh == 0) return;
            live.removeIf(resting -> resting.order.side() == Side.ASK);
            long paidWh = Math.min(debtWh, etkWh);
            debtWh -= paidWh;
            etkWh -= paidWh;
        }

        Situation situation(long lastTicks) {
            long heldWh = live.stream().filter(r -> r.order.side() == Side.ASK).mapToLong(r -> r.order.leavesWh())
                    .sum();
            long held = live.stream().filter(r -> r.order.side() == Side.BID)
                    .mapToLong(r -> r.order.rest().notional()).sum();
            Situation situation = new Situation(new Balances(
                    new Holding((etkWh - heldWh) * WH, heldWh * WH, 0), new Holding(idrs - held, held, 0), debtWh * WH,
                    0),
                    live.stream().map(Resting::order).toList(), filledWh, lastTicks);
            filledWh = 0;
            return situation;
        }
    }
}
