package io.enerlink.settlement.metering;

/**
 * What is accepted of a meter's two cumulative registers. The watermark never falls; an epoch is a time between two
 * restarts of the counters, and only differences within an epoch are credited. Immutable.
 *
 * @param epoch     0 before the first reading
 * @param watermark the highest registers accepted in the epoch
 * @param accepted  Σ of all accepted changes, over all epochs
 * @param dropped   what the registers fell to, while it is open whether they restarted or misread; null otherwise
 * @param held      implausible registers under review; null otherwise
 * @param openUwh   the most that can have gone through the meter since the watermark was set, as of the newest reading
 * @param wrapped   what the registers lost in the epoch by beginning at 0 again; all the others are with it
 */
record Registers(int epoch, Energy watermark, Energy accepted, Energy dropped, Energy held, long openUwh,
        Energy wrapped) {

    static final Registers UNHEARD = new Registers(0, Energy.ZERO, Energy.ZERO, null, null, 0, Energy.ZERO);

    Registers {
        if (wrapped == null) wrapped = Energy.ZERO; // states stored before there was any
    }

    /** A meter that is set up with registers its installer read. */
    static Registers opened(Energy opening) {
        return new Registers(1, opening, Energy.ZERO, null, null, 0, Energy.ZERO);
    }

    /**
     * What a reading did.
     *
     * @param delta    what was credited
     * @param baseline where a new epoch begins; null when it is still the same
     */
    record Step(Registers after, ReadingStatus status, Energy delta, Energy baseline) {}

    /**
     * Takes a reading.
     *
     * @param said       by the device
     * @param elapsedUwh the most that can have gone through the meter since the newest reading before
     * @param slackUwh   how much more is not worth a review
     */
    Step take(Energy said, CounterKind kind, MeterClock.Order order, long elapsedUwh, long slackUwh) {
        Registers now = open(elapsedUwh);
        Energy read = said.plus(wrapped);
        return switch (order) {
            case FIRST -> epoch == 0 ? now.begin(said) : now.newest(read, kind, slackUwh);
            case NEXT, REBOOT -> now.newest(read, kind, slackUwh);
            case LATE -> late(read, slackUwh);
            case BEFORE_BOOT -> unchanged(ReadingStatus.LATE);
        };
    }

    private Step begin(Energy baseline) {
        return new Step(restarted(baseline), ReadingStatus.BASELINE, Energy.ZERO, baseline);
    }

    private Step newest(Energy read, CounterKind kind, long slackUwh) {
        if (read.atLeast(watermark)) return rise(read, slackUwh);
        if (dropped != null) return afterDrop(read, kind, slackUwh);
        Energy lost = lostByWrapping(read, kind.spanUwh());
        return lost.equals(Energy.ZERO) || isImplausible(read.plus(lost), slackUwh) ? drop(read)
                : wrapped(lost).credit(read.plus(lost), null, null, 0);
    }

    private Energy lostByWrapping(Energy read, long spanUwh) {
        return new Energy(read.exportUwh() < watermark.exportUwh() ? spanUwh : 0,
                read.importUwh() < watermark.importUwh() ? spanUwh : 0);
    }

    private Step drop(Energy read) {
        Registers after = new Registers(epoch, watermark, accepted, read, held, openUwh, wrapped);
        return after.unchanged(ReadingStatus.DROPPED);
    }

    /**
     * Registers that come back to what they were had misread; registers that count on from where they fell to have
     * restarted, and what was lost in between is nobody's.
     */
    private Step afterDrop(Energy read, CounterKind kind, long slackUwh) {
        if (read.atLeast(dropped) && !read.equals(dropped)) {
            Energy baseline = kind.sinceReset() ? Energy.ZERO : dropped.minus(wrapped);
            Step counted = restarted(baseline).open(openUwh).rise(read.minus(wrapped), slackUwh);
            return new Step(counted.after, counted.status, counted.delta, baseline);
        }
        return read.minus(wrapped).equals(Energy.ZERO) ? unchanged(ReadingStatus.DROPPED) : drop(read);
    }

    private Step rise(Energy read, long slackUwh) {
        boolean stillHeld = held != null && read.atLeast(held);
        return stillHeld || isImplausible(read, slackUwh) ? hold(read) : credit(read, null, null, 0);
    }

    private boolean isImplausible(Energy read, long slackUwh) {
        return read.minus(watermark).peakUwh() - slackUwh > openUwh;
    }

    private Step hold(Energy read) {
        return new Registers(epoch, watermark, accepted, dropped, read, openUwh, wrapped).unchanged(ReadingStatus.HELD);
    }

    /** Of this boot, so registers above the watermark are true, whatever came in between. */
    private Step late(Energy read, long slackUwh) {
        boolean isNews = read.atLeast(watermark) && !read.equals(watermark) && !isImplausible(read, slackUwh);
        return isNews ? credit(read, dropped, held, openUwh) : unchanged(ReadingStatus.LATE);
    }

    /** Energy told as an amount: it goes onto an export register that we keep. */
    Step add(long exportUwh) {
        Registers now = epoch == 0 ? restarted(Energy.ZERO) : this;
        Step counted = now.credit(now.watermark.plus(new Energy(exportUwh, 0)), null, null, 0);
        return new Step(counted.after, counted.status, counted.delta, epoch == 0 ? Energy.ZERO : null);
    }

    /** A meter's own counting began anew. */
    Step restart(Energy baseline) {
        return begin(baseline);
    }

    /** An operator says that registers of this epoch are true; they must not be below the watermark. */
    Step release(Energy read) {
        return credit(read, null, null, 0);
    }

    /** An operator says that what is held is not true: counting goes on from it, nothing is credited. */
    Step refuse() {
        return begin(held.minus(wrapped));
    }

    private Step credit(Energy read, Energy stillDropped, Energy stillHeld, long stillOpenUwh) {
        Energy delta = read.minus(watermark);
        return new Step(new Registers(epoch, read, accepted.plus(delta), stillDropped, stillHeld, stillOpenUwh,
                wrapped), ReadingStatus.ACCEPTED, delta, null);
    }

    private Step unchanged(ReadingStatus status) {
        return new Step(this, status, Energy.ZERO, null);
    }

    private Registers restarted(Energy baseline) {
        return new Registers(epoch + 1, baseline, accepted, null, null, 0, Energy.ZERO);
    }

    private Registers open(long moreUwh) {
        long sum = openUwh + moreUwh;
        return new Registers(epoch, watermark, accepted, dropped, held, sum < 0 ? Long.MAX_VALUE : sum, wrapped);
    }

    private Registers wrapped(Energy more) {
        return new Registers(epoch, watermark, accepted, dropped, held, openUwh, wrapped.plus(more));
    }
}
