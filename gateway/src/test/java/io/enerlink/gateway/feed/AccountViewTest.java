package io.enerlink.gateway.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.enerlink.engine.book.OrderType;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.engine.matching.CancelReason;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.feed.Execution.Type;
import io.enerlink.gateway.session.Instrument;
import io.enerlink.gateway.session.OpenOrder;
import io.enerlink.gateway.session.Outbound;
import io.enerlink.gateway.session.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AccountViewTest {
    private static final Instrument INSTRUMENT = new Instrument(1, "ETK-IDRS", 1, 1, 1, 0, 0, 0, 0);

    private final FakeOutbound client = new FakeOutbound();

    /** Whatever room a client has from moment to moment, it gets every execution once and in order. */
    @Property
    void noExecutionIsMissedAndNoneComesTwice(
            @ForAll @Size(min = 1, max = 50) List<@IntRange(max = 3) Integer> rooms) {
        AccountView account = account(new ExecutionHistory(1_000, 1_000));
        FakeOutbound reader = new FakeOutbound();
        reader.room(0);
        Subscription subscription = account.joinExecutions(reader, 0, seq -> {});
        for (int i = 0; i < rooms.size(); i++) {
            account.on(execution(i + 1));
            reader.room(rooms.get(i));
            subscription.resume();
        }
        reader.room(Integer.MAX_VALUE);
        subscription.resume();

        assertEquals(LongStream.rangeClosed(1, rooms.size()).boxed().toList(), sequences(reader));
    }

    @Test
    void aReaderThatFallsBehindWhatIsRememberedIsClosedAsASlowOne() {
        AccountView account = account(new ExecutionHistory(3, 1_000));
        client.room(0);
        Subscription subscription = account.joinExecutions(client, 0, seq -> {});
        for (long seq = 1; seq <= 4; seq++) account.on(execution(seq));
        client.room(Integer.MAX_VALUE);
        subscription.resume();

        assertEquals(Outbound.SLOW_READER, client.closeCode());
        assertEquals(List.of(), client.sent());
    }

    @Test
    void whatMemoryForgotIsReadInTheHistoryAsFastAsTheClientReads() {
        ExecutionHistory history = new ExecutionHistory(3, 1_000);
        List<Long> asked = new ArrayList<>();
        history.older((account, from) -> {
            asked.add(from);
            return CompletableFuture.completedFuture(new OlderExecutions.Page(from,
                    LongStream.range(from, Math.min(from + 4, 8)).mapToObj(AccountViewTest::execution).toList()));
        });
        AccountView account = account(history);
        for (long seq = 1; seq <= 10; seq++) account.on(execution(seq));
        client.room(2);
        Subscription subscription = account.joinExecutions(client, 1, seq -> {});
        assertEquals(List.of(1L, 2L), sequences(client));
        client.room(Integer.MAX_VALUE);
        subscription.resume();
        account.on(execution(11));

        assertEquals(LongStream.rangeClosed(1, 11).boxed().toList(), sequences(client));
        assertEquals(List.of(1L, 3L, 7L), asked);
    }

    @Test
    void executionsOfBeforeTheHistoryAreAGap() {
        ExecutionHistory history = new ExecutionHistory(2, 1_000);
        history.older((account, from) -> CompletableFuture.completedFuture(
                new OlderExecutions.Page(6, from > 6 ? List.of() : List.of(execution(6)))));
        AccountView account = account(history);
        for (long seq = 1; seq <= 8; seq++) account.on(execution(seq));
        account.joinExecutions(client, 2, seq -> {});

        assertEquals(6, client.sent().get(0).path("earliestSeq").asLong());
        assertEquals(List.of(6L, 7L, 8L), sequences(client).subList(1, 4));
    }

    @Test
    void whereTheHistoryBeganLaterThanTheLastExecutionItGoesOnWithWhatIsNew() {
        ExecutionHistory history = new ExecutionHistory(2, 1_000);
        history.older((account, from) -> CompletableFuture.completedFuture(new OlderExecutions.Page(9, List.of())));
        AccountView account = account(history);
        account.resume(8, 8, 0);
        account.joinExecutions(client, 2, seq -> {});
        account.on(execution(9));

        assertEquals(9, client.sent().get(0).path("earliestSeq").asLong());
        assertEquals(List.of(9L), sequences(client).subList(1, 2));
    }

    @Test
    void whoAsksWhileTheHistoryIsAwayIsSentAwayToComeAgain() {
        ExecutionHistory history = new ExecutionHistory(2, 1_000);
        history.older((account, from) -> CompletableFuture.failedFuture(new IllegalStateException("away")));
        AccountView account = account(history);
        for (long seq = 1; seq <= 8; seq++) account.on(execution(seq));
        account.joinExecutions(client, 2, seq -> {});

        assertEquals(Outbound.TRY_AGAIN, client.closeCode());
        assertEquals(List.of(), client.sent());
    }

    @Test
    void whatAllAccountsTogetherMayKeepIsBoundedToo() {
        ExecutionHistory history = new ExecutionHistory(100, 5);
        AccountView first = account(history);
        AccountView second = account(history);
        for (long seq = 1; seq <= 4; seq++) first.on(execution(seq));
        for (long seq = 1; seq <= 3; seq++) second.on(execution(seq));
        first.joinExecutions(client, 1, seq -> {});

        assertEquals("gap", client.sent().get(0).path("type").asText());
        assertEquals(3, client.sent().get(0).path("earliestSeq").asLong());
        assertEquals(List.of(3L, 4L), sequences(client).subList(1, 3));
    }

    @Test
    void anExecutionThatWouldBeLostStopsEverything() {
        AccountView account = account(new ExecutionHistory(10, 10));
        account.on(execution(1));

        assertThrows(IllegalStateException.class, () -> account.on(execution(3)));
    }

    @Test
    void anOrderIsOpenUntilItsEnd() {
        AccountView account = account(new ExecutionHistory(10, 10));
        account.on(execution(1));
        assertNotNull(account.find(1, 0));
        assertNotNull(account.find(0, 101));

        account.on(new Execution(2, Type.EXPIRED, order(1), null, CancelReason.EXPIRED, 5));
        assertNull(account.find(1, 0));
        assertEquals("expired", account.last(0, 101).state());
    }

    @Test
    void aSlowReaderOfBalancesGetsTheNewestWhenItHasCaughtUp() {
        AccountView account = account(new ExecutionHistory(10, 10));
        Subscription subscription = account.joinBalances(client, () -> {});
        client.room(0);
        account.on(balances(1));
        account.on(balances(2));
        client.room(9);
        subscription.resume();

        assertEquals(2, client.sent().size());
        assertEquals("0.000000002", client.last().path("ETK").path("free").asText());
        assertEquals("snapshot", client.last().path("type").asText());
    }

    private static AccountView account(ExecutionHistory history) {
        return new AccountView(1, Address.ZERO, history);
    }

    private static Execution execution(long seq) {
        return new Execution(seq, Type.NEW, order(seq), null, null, seq);
    }

    private static OpenOrder order(long id) {
        return new OpenOrder(id, 100 + id, INSTRUMENT, Side.BID, OrderType.LIMIT, TimeInForce.GTC, false, 1, 1, 1, 1,
                id, 1, 1, null);
    }

    private static Balances balances(long etkFree) {
        return new Balances(new Balances.Holding(etkFree, 0, 0), new Balances.Holding(0, 0, 0), 0, 1);
    }

    private static List<Long> sequences(FakeOutbound reader) {
        return reader.sent().stream().map(message -> message.path("seq").asLong()).toList();
    }
}
