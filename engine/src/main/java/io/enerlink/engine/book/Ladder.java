package io.enerlink.engine.book;

import io.enerlink.engine.image.StateImage;
import java.util.Arrays;

/**
 * The price levels of one side of one book. Pages of 256 ticks, made where there are orders and given back where there
 * are none, hold the level of each price and a bitmap; a {@link BitTree} over the pages finds the next one. So every
 * step takes the same few memory accesses, however far the prices lie apart.
 */
public final class Ladder {
    /** Prices are below this. */
    public static final long MAX_PRICE_TICKS = 1L << 27;

    private static final int PAGE_BITS = 8;
    private static final int PAGE_MASK = (1 << PAGE_BITS) - 1;
    private static final int WORDS_BITS = PAGE_BITS - 6;
    private static final int WORDS_MASK = (1 << WORDS_BITS) - 1;
    private static final int NO_PAGE = -1;

    private final int instrumentId;
    private final Side side;
    private final Levels levels;
    private final BitTree pagesInUse = new BitTree();
    private int[] directory = new int[0];
    private int[] levelAt = new int[0];
    private long[] words = new long[0];
    private int[] levelsOnPage = new int[0];
    private int pages;
    private int freePage = NO_PAGE;
    private int best = Levels.NONE;
    private long bestTicks;

    Ladder(int instrumentId, Side side, Levels levels) {
        this.instrumentId = instrumentId;
        this.side = side;
        this.levels = levels;
        bestTicks = worstTicks();
    }

    /** Behind every price that an order can have. */
    private long worstTicks() {
        return side == Side.BID ? 0 : MAX_PRICE_TICKS;
    }

    /** The level that trades first, or {@link Levels#NONE}. */
    public int best() { return best; }

    /** Its price, or one that nothing trades with. */
    public long bestTicks() { return bestTicks; }

    /** The next level after {@code level} that has orders, or {@link Levels#NONE}. */
    public int next(int level) {
        long priceTicks = levels.priceTicks(level);
        return side == Side.ASK ? above((int) priceTicks + 1) : below((int) priceTicks - 1);
    }

    /** The level of a price, or {@link Levels#NONE} where it has no orders. */
    public int find(long priceTicks) {
        int number = (int) priceTicks >> PAGE_BITS;
        if (number >= directory.length || directory[number] == NO_PAGE) return Levels.NONE;
        int level = levelAt[cell(directory[number], priceTicks)];
        return level == Levels.NONE || levels.count(level) == 0 ? Levels.NONE : level;
    }

    /** The level of a price, made where there is none; it is about to get an order. */
    int obtain(long priceTicks) {
        int number = (int) priceTicks >> PAGE_BITS;
        int page = pageOf(number);
        int cell = cell(page, priceTicks);
        int level = levelAt[cell];
        if (level == Levels.NONE) {
            level = levels.add(instrumentId, side, priceTicks, cell);
            levelAt[cell] = level;
            levelsOnPage[page]++;
        }
        long word = words[cell >> 6];
        words[cell >> 6] = word | 1L << cell;
        if (word == 0) pagesInUse.add(number);
        if (side.better(priceTicks, bestTicks)) best(level, priceTicks);
        return level;
    }

    /** An order has left the level: without any it is passed over from now on, and kept until it is dropped. */
    void left(int level) {
        int cell = levels.cell(level);
        // No branch on whether it is empty: that is as good as random, and so would cost more than it saves.
        long word = words[cell >> 6] & ~(levels.emptiness(level) << cell);
        words[cell >> 6] = word;
        if (word == 0 && pageIsEmpty(cell >> PAGE_BITS)) {
            pagesInUse.remove((int) levels.priceTicks(level) >> PAGE_BITS);
        }
        if (level == best && levels.count(level) == 0) {
            int next = next(level);
            best(next, next == Levels.NONE ? worstTicks() : levels.priceTicks(next));
        }
    }

    private void best(int level, long priceTicks) {
        best = level;
        bestTicks = priceTicks;
    }

    /** Forgets a level that is still empty when everything about it has been told. */
    void drop(int level) {
        int number = (int) levels.priceTicks(level) >> PAGE_BITS;
        int page = directory[number];
        levelAt[levels.cell(level)] = Levels.NONE;
        levels.remove(level);
        if (--levelsOnPage[page] > 0) return;
        directory[number] = NO_PAGE;
        levelsOnPage[page] = freePage;
        freePage = page;
    }

    private int above(int priceTicks) {
        int number = priceTicks >> PAGE_BITS;
        if (number < directory.length && directory[number] != NO_PAGE) {
            int found = firstOnPage(directory[number], priceTicks & PAGE_MASK);
            if (found != Levels.NONE) return found;
        }
        int nextPage = pagesInUse.ceiling(number + 1);
        return nextPage == BitTree.NONE ? Levels.NONE : firstOnPage(directory[nextPage], 0);
    }

    private int below(int priceTicks) {
        if (priceTicks < 0) return Levels.NONE;
        int number = priceTicks >> PAGE_BITS;
        if (directory[number] != NO_PAGE) {
            int found = lastOnPage(directory[number], priceTicks & PAGE_MASK);
            if (found != Levels.NONE) return found;
        }
        int nextPage = pagesInUse.floor(number - 1);
        return nextPage == BitTree.NONE ? Levels.NONE : lastOnPage(directory[nextPage], PAGE_MASK);
    }

    private int firstOnPage(int page, int from) {
        int first = page << WORDS_BITS;
        long mask = -1L << from;
        for (int word = first + (from >> 6); word <= first + WORDS_MASK; word++, mask = -1L) {
            long bits = words[word] & mask;
            if (bits != 0) return levelAt[(word << 6) + Long.numberOfTrailingZeros(bits)];
        }
        return Levels.NONE;
    }

    private int lastOnPage(int page, int from) {
        int first = page << WORDS_BITS;
        long mask = -1L >>> 63 - (from & 63);
        for (int word = first + (from >> 6); word >= first; word--, mask = -1L) {
            long bits = words[word] & mask;
            if (bits != 0) return levelAt[(word << 6) + 63 - Long.numberOfLeadingZeros(bits)];
        }
        return Levels.NONE;
    }

    private boolean pageIsEmpty(int page) {
        int first = page << WORDS_BITS;
        return (words[first] | words[first + 1] | words[first + 2] | words[first + 3]) == 0;
    }

    private int pageOf(int number) {
        if (number >= directory.length) growDirectory(number);
        int page = directory[number];
        return page == NO_PAGE ? directory[number] = newPage() : page;
    }

    private void growDirectory(int number) {
        int length = directory.length;
        directory = Arrays.copyOf(directory, Math.max(number + 1, length * 2));
        Arrays.fill(directory, length, directory.length, NO_PAGE);
    }

    private int newPage() {
        int page = freePage;
        if (page == NO_PAGE) {
            page = pages++;
            if (page == levelsOnPage.length) growPages();
        } else {
            freePage = levelsOnPage[page];
            levelsOnPage[page] = 0;
        }
        return page;
    }

    private void growPages() {
        int capacity = Math.max(2, pages * 2);
        levelsOnPage = Arrays.copyOf(levelsOnPage, capacity);
        words = Arrays.copyOf(words, capacity << WORDS_BITS);
        int from = levelAt.length;
        levelAt = Arrays.copyOf(levelAt, capacity << PAGE_BITS);
        Arrays.fill(levelAt, from, levelAt.length, Levels.NONE);
    }

    private static int cell(int page, long priceTicks) {
        return (page << PAGE_BITS) + ((int) priceTicks & PAGE_MASK);
    }

    /** Carries everything into an image, or out of one into what is new. */
    void carry(StateImage image) {
        pagesInUse.carry(image);
        directory = image.carry(directory);
        levelAt = image.carry(levelAt);
        words = image.carry(words);
        levelsOnPage = image.carry(levelsOnPage);
        pages = image.carry(pages);
        freePage = image.carry(freePage);
        best = image.carry(best);
        bestTicks = image.carry(bestTicks);
    }
}
