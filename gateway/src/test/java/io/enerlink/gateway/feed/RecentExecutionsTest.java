package io.enerlink.gateway.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.enerlink.engine.book.OrderType;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.gateway.feed.Execution.Type;
import io.enerlink.gateway.session.Instrument;
import io.enerlink.gateway.session.OpenOrder;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RecentExecutionsTest {
    private static final Instrument INSTRUMENT = new Instrument(1, "ETK-IDRS", 1, 1, 1, 0, 0, 0, 0);
    private static final int MAX = 20;
    private static final int CLIENT_NAMES = 3;

    /** What it finds at once is what a look at all that is remembered finds; a client's name may serve again. */
    @Property(tries = 200)
    void findsTheNewestOfAnOrderByEitherOfItsNames(
            @ForAll @Size(min = 1, max = 100) List<@IntRange(min = 1, max = 9) Integer> orders,
            @ForAll @IntRange(max = 100) int forgotten) {
        RecentExecutions recent = new RecentExecutions(MAX);
        List<Execution> all = new ArrayList<>();
        for (int order : orders) {
            Execution execution = execution(all.size() + 1L, order);
            recent.add(execution);
            all.add(execution);
        }
        recent.forgetThrough(forgotten);
        List<Execution> left = all.stream().filter(execution -> execution.seq() >= recent.earliestSeq()).toList();
        for (int name = 1; name <= 10; name++) {
            long wanted = name;
            assertEquals(left.stream().filter(execution -> execution.order().orderId() == wanted)
                    .reduce((earlier, later) -> later).orElse(null), recent.last(wanted, 0));
            assertEquals(left.stream().filter(execution -> execution.order().clientOrderId() == wanted)
                    .reduce((earlier, later) -> later).orElse(null), recent.last(0, wanted));
        }
    }

    private static Execution execution(long seq, int order) {
        return new Execution(seq, Type.NEW, new OpenOrder(order, 1 + order % CLIENT_NAMES, INSTRUMENT, Side.BID,
                OrderType.LIMIT, TimeInForce.GTC, false, 1, 1, 1, 1, 1, seq, 1, null), null, null, seq);
    }
}
