package io.enerlink.gateway.bot;

import io.enerlink.engine.book.Side;
import java.util.ArrayList;
import java.util.List;

/**
 * Quotes both sides around a reference that follows the market slowly. What it holds too much of it sells cheaper and
 * buys cheaper; it begins with bids alone, having no ETK, and asks as soon as it has some.
 */
public final class MarketMaker implements Strategy {
    /**
     * How it quotes.
     *
     * @param openingTicks first reference
     * @param halfSpreadTicks from the middle to the best quote
     * @param stepTicks from level to level
     * @param levels on each side
     * @param levelWh at each level
     * @param targetWh holding at which the middle is the reference
     * @param skewTicks how far the middle is shifted when the holding is {@code targetWh} away from its target
     */
    public record Style(long openingTicks, long halfSpreadTicks, long stepTicks, int levels, long levelWh,
            long targetWh, long skewTicks) {
        /** Checks that bids stay below asks. */
        public Style {
            if (halfSpreadTicks < 1 || stepTicks < 1) throw new IllegalArgumentException("its own quotes would meet");
            if (levels < 1 || levelWh < 1 || targetWh < 1) throw new IllegalArgumentException("nothing to quote");
            if (openingTicks < 1 || skewTicks < 0) throw new IllegalArgumentException("no price to start from");
        }
    }

    private static final long FOLLOW = 16;

    private final Style style;
    private long referenceTicks;

    /** Starts at the opening reference. */
    public MarketMaker(Style style) {
        this.style = style;
        this.referenceTicks = style.openingTicks;
    }

    @Override
    public List<Quote> quotes(Situation situation) {
        long lastTicks = situation.lastTradeTicks();
        if (lastTicks > 0) referenceTicks += (lastTicks - referenceTicks) / FOLLOW;
        long middleTicks = referenceTicks - skewTicks(situation.etkWh());
        List<Quote> quotes = new ArrayList<>(2 * style.levels);
        for (int level = 0; level < style.levels; level++) {
            long awayTicks = style.halfSpreadTicks + level * style.stepTicks;
            if (middleTicks <= awayTicks) break;
            quotes.add(new Quote(Side.BID, middleTicks - awayTicks, style.levelWh));
            quotes.add(new Quote(Side.ASK, middleTicks + awayTicks, style.levelWh));
        }
        return quotes;
    }

    private long skewTicks(long etkWh) {
        long excessWh = Math.clamp(etkWh - style.targetWh, -style.targetWh, style.targetWh);
        return style.skewTicks * excessWh / style.targetWh;
    }
}
