package io.enerlink.gateway.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines in, lines out; {@code '} stands for the quotation mark. */
class OrderReplayTest {
    private final List<String> lines = new ArrayList<>();
    private String tick = "1";
    private String lot = "1";
    private Funds funds = Funds.unlimited();
    private boolean strict;
    private boolean good;

    private OrderReplayTest given(String... input) {
        lines.addAll(List.of(input));
        return this;
    }

    private static String place(String id, String account, String side, String price, String quantity, String more) {
        return "{'op':'place','id':'%s','account':'%s','side':'%s','price':'%s','quantity':'%s'%s}".formatted(id,
                account,
                side, price, quantity, more);
    }

    private static String bid(String id, String account, String price, String quantity) {
        return place(id, account, "bid", price, quantity, "");
    }

    private static String ask(String id, String account, String price, String quantity) {
        return place(id, account, "ask", price, quantity, "");
    }

    private void gives(String... expected) throws IOException {
        assertEquals(String.join("\n", expected), run().replace('"', '\'').stripTrailing());
    }

    private String run() throws IOException {
        byte[] input = String.join("\n", lines).replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        good = new OrderReplay(new BigDecimal(tick), new BigDecimal(lot), funds, output)
                .run(new ByteArrayInputStream(input), strict);
        return output.toString(StandardCharsets.UTF_8);
    }

    private static String accepted(String id) {
        return "{'event':'accepted','id':'" + id + "'}";
    }

    private static String trade(String taker, String maker, String price, String quantity) {
        return "{'event':'trade','taker':'%s','maker':'%s','price':'%s','quantity':'%s'}".formatted(taker, maker, price,
                quantity);
    }

    private static String canceled(String id, String remaining, String reason) {
        return "{'event':'canceled','id':'%s','remaining':'%s','reason':'%s'}".formatted(id, remaining, reason);
    }

    private static String rejected(String id, String reason) {
        return "{'event':'rejected','id':'%s','reason':'%s'}".formatted(id, reason);
    }

    @Test
    void tradesAndShowsWhatIsLeft() throws IOException {
        given(ask("1", "A", "1350", "100"), ask("2", "B", "1340", "50"), bid("3", "C", "1350", "120"),
                bid("4", "C", "1300", "7"), bid("5", "A", "1300", "8"), "{'op':'book'}").gives(accepted("1"),
                        accepted("2"), accepted("3"), trade("3", "2", "1340", "50"), trade("3", "1", "1350", "70"),
                        accepted("4"), accepted("5"),
                        "{'event':'book','bids':[{'price':'1300','orders':[{'id':'4','quantity':'7'},"
                                + "{'id':'5','quantity':'8'}]}],'asks':[{'price':'1350','orders':"
                                + "[{'id':'1','quantity':'30'}]}]}");
    }

    @Test
    void showsAnEmptyBook() throws IOException {
        given("{'op':'book'}").gives("{'event':'book','bids':[],'asks':[]}");
    }

    @Test
    void cancelsOnlyForTheOwner() throws IOException {
        given(bid("x y", "A", "10", "5"), "{'op':'cancel','id':'x y','account':'B'}",
                "{'op':'cancel','id':'z','account':'A'}", "{'op':'cancel','id':'x y','account':'A'}",
                "{'op':'cancel','id':'x y','account':'A'}")
                .gives(accepted("x y"), rejected("x y", "NOT_OWNER"), rejected("z", "UNKNOWN_ORDER"),
                        canceled("x y", "5", "USER"), rejected("x y", "UNKNOWN_ORDER"));
    }

    @Test
    void knowsAnIdThatWasUsedOnceForEver() throws IOException {
        given(bid("1", "A", "10", "5"), "{'op':'cancel','id':'1','account':'A'}", bid("1", "B", "10", "5"))
                .gives(accepted("1"), canceled("1", "5", "USER"), rejected("1", "DUPLICATE_CLIENT_ORDER_ID"));
    }

    @Test
    void keepsPriorityWhereThePriceStaysAndTheTotalDoesNotRise() throws IOException {
        given(bid("1", "A", "10", "5"), bid("2", "B", "10", "5"),
                "{'op':'replace','id':'1','account':'A','quantity':'4'}",
                ask("3", "C", "10", "2"), "{'op':'replace','id':'1','account':'A','price':'10','quantity':'6'}",
                ask("4", "C", "10", "1"), "{'op':'replace','id':'1','account':'A','quantity':'2'}")
                .gives(accepted("1"), accepted("2"),
                        "{'event':'replaced','id':'1','price':'10','quantity':'4','remaining':'4','keptPriority':true}",
                        accepted("3"), trade("3", "1", "10", "2"),
                        "{'event':'replaced','id':'1','price':'10','quantity':'6','remaining':'4','keptPriority':false}",
                        accepted("4"), trade("4", "2", "10", "1"), canceled("1", "4", "REPLACED_AWAY"));
    }

    @Test
    void reducesByAPartAndCancelsByTheWhole() throws IOException {
        given(bid("1", "A", "10", "5"), "{'op':'reduce','id':'1','account':'A','by':'2'}",
                "{'op':'reduce','id':'1','account':'B','by':'1'}", "{'op':'reduce','id':'1','account':'A','by':'0'}",
                "{'op':'reduce','id':'1','account':'A','by':'3'}")
                .gives(accepted("1"), "{'event':'reduced','id':'1','quantity':'3','remaining':'3'}",
                        rejected("1", "NOT_OWNER"), rejected("1", "BAD_QUANTITY"), canceled("1", "3", "REPLACED_AWAY"));
    }

    @Test
    void cancelsWhatDoesNotRest() throws IOException {
        given(ask("1", "A", "10", "5"), place("2", "B", "bid", "10", "8", ",'timeInForce':'ioc'"),
                ask("3", "A", "10", "5"), place("4", "B", "bid", "10", "8", ",'timeInForce':'fok'"),
                "{'op':'place','id':'5','account':'B','side':'buy','type':'market','quantity':'6'}",
                place("6", "A", "sell", "20", "5", ",'postOnly':true"),
                place("7", "B", "bid", "20", "5", ",'postOnly':true"))
                .gives(accepted("1"), accepted("2"), trade("2", "1", "10", "5"),
                        canceled("2", "3", "IMMEDIATE_OR_CANCEL"), accepted("3"), accepted("4"),
                        canceled("4", "8", "FILL_OR_KILL"), accepted("5"), trade("5", "3", "10", "5"),
                        canceled("5", "1", "IMMEDIATE_OR_CANCEL"), accepted("6"),
                        rejected("7", "POST_ONLY_WOULD_TRADE"));
    }

    @Test
    void cancelsTheNewestOfASelfTradeUnlessTheOrderSaysOtherwise() throws IOException {
        given(ask("1", "A", "10", "5"), bid("2", "A", "10", "3"),
                place("3", "A", "bid", "10", "3", ",'selfTrade':'cancelBoth'"))
                .gives(accepted("1"), accepted("2"), canceled("2", "3", "SELF_TRADE"), accepted("3"),
                        canceled("1", "5", "SELF_TRADE"), canceled("3", "3", "SELF_TRADE"));
    }

    @Test
    void spendsNoMoreThanTheQuoteLimit() throws IOException {
        given(ask("1", "A", "10", "5"), ask("2", "A", "20", "50"),
                "{'op':'place','id':'3','account':'B','side':'bid','type':'market','quantity':'99','maxQuote':'119'}",
                place("4", "B", "bid", "10", "9", ",'maxQuote':'0.05'"))
                .gives(accepted("1"), accepted("2"), accepted("3"), trade("3", "1", "10", "5"),
                        trade("3", "2", "20", "3"), canceled("3", "91", "MAX_QUOTE"), rejected("4", "BAD_MAX_QUOTE"));
    }

    @Test
    void showsTheDisplayedPartFirstAndListsAllOfAnIceberg() throws IOException {
        given(place("1", "A", "ask", "10", "9", ",'displayQuantity':'3'"), ask("2", "B", "10", "2"),
                bid("3", "C", "10", "4"), "{'op':'book'}")
                .gives(accepted("1"), accepted("2"), accepted("3"), trade("3", "1", "10", "3"),
                        trade("3", "2", "10", "1"),
                        "{'event':'book','bids':[],'asks':[{'price':'10','orders':[{'id':'2','quantity':'1'},"
                                + "{'id':'1','quantity':'6'}]}]}");
    }

    @Test
    void letsTimePassAndOrdersExpire() throws IOException {
        given("{'op':'time','ms':1000}", place("1", "A", "bid", "10", "5", ",'timeInForce':'gtd','expiry':1500"),
                "{'op':'time','ms':1499}", "{'op':'time','ms':1500}", "{'op':'time','ms':1499}",
                place("2", "A", "bid", "10", "5", ",'expiry':1500"))
                .gives(accepted("1"), canceled("1", "5", "EXPIRED"),
                        "{'event':'rejected','line':5,'reason':'INVALID_VALUE','message':'time does not go back'}",
                        rejected("2", "EXPIRED"));
    }

    @Test
    void cancelsAllOfAnAccountInOrder() throws IOException {
        given(bid("1", "A", "10", "5"), ask("2", "A", "30", "5"), bid("3", "B", "10", "5"),
                "{'op':'cancelAll','account':'A'}")
                .gives(accepted("1"), accepted("2"), accepted("3"), canceled("1", "5", "USER"),
                        canceled("2", "5", "USER"));
    }

    @Test
    void holdsACallAuction() throws IOException {
        given("{'op':'auction'}", bid("1", "A", "12", "10"), ask("2", "B", "10", "4"), "{'op':'auction'}",
                "{'op':'book'}")
                .gives("{'event':'auction','state':'started'}", accepted("1"), accepted("2"),
                        trade("2", "1", "11", "4"),
                        "{'event':'auction','state':'ended','price':'11','quantity':'4','surplus':'6'}",
                        "{'event':'book','bids':[{'price':'12','orders':[{'id':'1','quantity':'6'}]}],'asks':[]}");
    }

    @Test
    void readsDecimalsOnTheGridOnly() throws IOException {
        tick = "0.05";
        lot = "0.001";
        given(bid("1", "A", "1350.25", "0.750"), bid("2", "A", "1350.26", "1"), bid("3", "A", "10", "0.0005"),
                ask("4", "B", "1350.2", "0.5")).gives(accepted("1"), rejected("2", "BAD_TICK"),
                        rejected("3", "BAD_LOT"),
                        accepted("4"), trade("4", "1", "1350.25", "0.5"));
    }

    @Test
    void givesTheEnginesReasonsForValuesOutOfRange() throws IOException {
        given(bid("1", "A", "0", "5"), bid("2", "A", "5", "-1"), bid("3", "A", "99999999999999999999", "5"),
                bid("4", "A", "5", "99999999999999999999"))
                .gives(rejected("1", "BAD_PRICE"), rejected("2", "BAD_QUANTITY"), rejected("3", "BAD_PRICE"),
                        rejected("4", "BAD_QUANTITY"));
    }

    @Test
    void neverRunsShortOfUnlimitedFunds() throws IOException {
        for (int i = 0; i < 2_000; i++) {
            given(ask("a" + i, "A", "100000000", "1000000"), bid("b" + i, "B", "100000000", "1000000"));
        }
        String output = run();
        assertFalse(output.contains("rejected"), output.lines().filter(line -> line.contains("rejected")).findFirst()
                .orElse(""));
        assertEquals(2_000, output.lines().filter(line -> line.contains("\"trade\"")).count());
    }

    @Test
    void tradesWithTheFundsOfAFile() throws IOException {
        funds = Funds.of(List.of("{\"account\":\"A\",\"etk\":\"5\",\"idrs\":\"0\"}",
                "{\"account\":\"B\",\"etk\":\"0\",\"idrs\":\"30\"}"));
        given(ask("1", "A", "10", "6"), ask("2", "A", "10", "5"), bid("3", "B", "10", "4"), bid("4", "C", "10", "1"),
                "{'op':'place','id':'5','account':'B','side':'bid','type':'market','quantity':'5'}")
                .gives(rejected("1", "INSUFFICIENT_BALANCE"), accepted("2"), rejected("3", "INSUFFICIENT_BALANCE"),
                        rejected("4", "INSUFFICIENT_BALANCE"), accepted("5"), trade("5", "2", "10", "3"),
                        canceled("5", "2", "MAX_QUOTE"));
    }

    @Test
    void saysWhichLineIsBadAndGoesOn() throws IOException {
        given("no json", "", bid("1", "A", "10", "5"), "{'op':'dance'}", "{'op':'book','colour':'red'}",
                "{'op':'cancel','id':'1','id':'2'}", "{'op':'cancel','id':'1'}", "{'op':'cancel','id':1,'account':'A'}",
                "{'op':'book'} {}", bid("2", "A", "1e3", "5"), "[1]")
                .given(place("3", "A", "left", "10", "5", ""), bid("4", "A", "11", "5"));
        List<String> output = run().lines().toList();
        String[] expected = {"\"line\":1,\"reason\":\"MALFORMED_JSON\"", "accepted",
                "\"line\":4,\"reason\":\"UNKNOWN_METHOD\"", "\"line\":5,\"reason\":\"UNKNOWN_FIELD\"",
                "\"line\":6,\"reason\":\"DUPLICATE_FIELD\"", "\"line\":7,\"reason\":\"MISSING_FIELD\"",
                "\"line\":8,\"reason\":\"WRONG_TYPE\"", "\"line\":9,\"reason\":\"MALFORMED_JSON\"",
                "\"line\":10,\"reason\":\"BAD_DECIMAL\"", "\"line\":11,\"reason\":\"MALFORMED_JSON\"",
                "\"line\":12,\"reason\":\"INVALID_VALUE\"", "accepted"};
        assertEquals(expected.length, output.size(), output.toString());
        for (int i = 0; i < expected.length; i++) assertTrue(output.get(i).contains(expected[i]), output.get(i));
        assertFalse(good);
    }

    @Test
    void stopsAtTheFirstBadLineWhenStrict() throws IOException {
        strict = true;
        given(bid("1", "A", "10", "5"), "{", bid("2", "A", "10", "5"));
        assertEquals(2, run().lines().count());
        assertFalse(good);
    }

    @Test
    void passesOverALineThatIsTooLong() throws IOException {
        given("{'op':'book'}", "x".repeat(300_000), "{'op':'book'}", "{'op':'" + "y".repeat(LineSource.MAX_LINE) + "'}",
                "{'op':'book'}");
        List<String> output = run().lines().toList();
        assertEquals(5, output.size());
        assertTrue(output.get(1).contains("\"line\":2,\"reason\":\"INVALID_REQUEST\""), output.get(1));
        assertTrue(output.get(3).contains("\"line\":4,\"reason\":\"INVALID_REQUEST\""), output.get(3));
        assertTrue(output.get(4).startsWith("{\"event\":\"book\""), output.get(4));
    }

    @Test
    void writesIdsAsTheyCame() throws IOException {
        given("{'op':'place','id':'caf\u00e9 \\\\ \\u0027','account':'\u00e4','side':'bid','price':'10','quantity':'5'}");
        assertEquals("{\"event\":\"accepted\",\"id\":\"caf\u00e9 \\\\ '\"}", run().stripTrailing());
    }
}
