package io.enerlink.gateway.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enerlink.engine.matching.RejectReason;
import io.enerlink.gateway.protocol.Requests.MalformedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestsTest {
    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @Test
    void readsARequest() throws MalformedRequest {
        Request request = parse("""
                {"method":"order.cancel","id":7,"params":{"orderId":12,"clientOrderId":"34","postOnly":true}}""");

        assertEquals("7", request.id());
        assertEquals("order.cancel", request.method());
        assertEquals(12, request.params().whole("orderId", 1, 99));
        assertEquals(34, request.params().whole("clientOrderId", 1, 99));
        assertEquals(true, request.params().bool("postOnly"));
        request.params().end();
    }

    @Test
    void givesAStringIdBackAsJson() throws MalformedRequest {
        assertEquals("\"a\\\"b\\u000a\"", parse("""
                {"id":"a\\"b\\n","method":"m"}""").id());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "MALFORMED_JSON   | null | {",
            "MALFORMED_JSON   | null | nonsense",
            "MALFORMED_JSON   | null | \"a",
            "MALFORMED_JSON   | null | 01",
            "MALFORMED_JSON   | null | \uFEFF{\"id\":1,\"method\":\"m\"}",
            "MALFORMED_JSON   | null | {\"id\"",
            "MALFORMED_JSON   | null | {\"id\":",
            "MALFORMED_JSON   | 1    | {\"id\":1,\"method\":",
            "MALFORMED_JSON   | 1    | {\"id\":1,\"method\":\"m",
            "MALFORMED_JSON   | 1    | {\"id\":1,\"params\":",
            "MALFORMED_JSON   | 1    | {\"id\":1,\"params\":{",
            "MALFORMED_JSON   | 1    | {\"id\":1,\"params\":{\"a\":1",
            "MALFORMED_JSON   | 1    | {\"id\":1,\"params\":{\"a\":\"\\ud83d",
            "MALFORMED_JSON   | 1    | {\"id\":1,\"params\":{}",
            "MALFORMED_JSON   | 1    | {\"id\":1,\"method\":\"m\"}x",
            "MALFORMED_JSON   | 1    | {\"id\":1,\"method\":\"m\"} {}",
            "MALFORMED_JSON   | 1    | {\"id\":1,\"method\":\"m\",}",
            "MALFORMED_JSON   | 1    | {\"id\":1,\"params\":{\"a\":01}}",
            "INVALID_REQUEST  | null | [1]",
            "INVALID_REQUEST  | null | 12",
            "INVALID_REQUEST  | null | '  '",
            "INVALID_REQUEST  | null | ''",
            "INVALID_REQUEST  | null | {\"id\":null,\"method\":\"m\"}",
            "INVALID_REQUEST  | null | {\"id\":1.5,\"method\":\"m\"}",
            "UNKNOWN_FIELD    | 1    | {\"id\":1,\"method\":\"m\",\"extra\":1}",
            "DUPLICATE_FIELD  | 1    | {\"id\":1,\"id\":2,\"method\":\"m\"}",
            "DUPLICATE_FIELD  | 1    | {\"id\":1,\"method\":\"m\",\"method\":\"n\"}",
            "DUPLICATE_FIELD  | 1    | {\"id\":1,\"method\":\"m\",\"params\":{\"a\":1,\"a\":2}}",
            "MISSING_FIELD    | null | {\"method\":\"m\"}",
            "MISSING_FIELD    | 1    | {\"id\":1}",
            "WRONG_TYPE       | 1    | {\"id\":1,\"method\":2}",
            "WRONG_TYPE       | 1    | {\"id\":1,\"method\":\"m\",\"params\":[]}",
            "WRONG_TYPE       | 1    | {\"id\":1,\"method\":\"m\",\"params\":{\"a\":{}}}",
            "WRONG_TYPE       | 1    | {\"id\":1,\"method\":\"m\",\"params\":{\"a\":null}}",
            "WRONG_TYPE       | 1    | {\"id\":1,\"method\":\"m\",\"params\":null}",
            "WRONG_TYPE       | 1    | {\"id\":1,\"method\":null,\"params\":{}}",
            "VALUE_TOO_LARGE  | 1    | {\"id\":1,\"method\":\"m\",\"params\":{\"a\":9223372036854775808}}"})
    void namesWhatIsWrongAndWhichRequestItWas(Errors error, String id, String text) {
        MalformedRequest malformed = assertThrows(MalformedRequest.class, () -> parse(text));

        assertEquals(error, malformed.refusal().error());
        assertEquals(id, malformed.id());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', value = {
            "7       | {\"id\":7,\"method\":\"m\"",
            "\"a\"     | {\"method\":\"m\",\"id\":\"a\"}",
            "null    | {\"params\":{\"id\":7},\"id\":8}",
            "null    | {\"id\":1.5}",
            "null    | {\"id\"",
            "null    | nonsense"})
    void findsTheIdOfARequestThatIsNotRead(String id, String text) {
        assertEquals(id, idOf(text));
    }

    @Test
    void looksForAnIdNoFurtherThanTheFirstMembers() {
        assertEquals("null", idOf("{\"method\":\"" + "m".repeat(300) + "\",\"id\":7}"));
    }

    /** The parser is used again: nothing of a request may show in the next. */
    @Test
    void forgetsARequestWithTheNext() throws MalformedRequest {
        for (String before : List.of("{\"id\":1,\"method\":\"m\",\"params\":{\"a\":1,\"b\":\"x\"}}",
                "{\"id\":1,\"method\":\"m\",\"params\":{\"a\":{", "{\"id\":1,\"meth", "nonsense", "12", "", "{}{}")) {
            try {
                parse(before);
            } catch (MalformedRequest wanted) {
                assertNotEquals(Errors.INTERNAL_ERROR, wanted.refusal().error());
            }
            Request request = parse(" {\"method\":\"n\",\"id\":\"2\",\"params\":{\"c\":\"y\",\"a\":3}}\n");

            assertEquals("n", request.method());
            assertEquals("\"2\"", request.id());
            assertEquals("y", request.params().string("c"));
            assertEquals(3, request.params().whole("a", 1, 9));
            assertFalse(request.params().has("b"));
            request.params().end();
        }
    }

    @Test
    void readsWhatAFieldSaysAndNoMore() throws MalformedRequest {
        String longText = "0123456789".repeat(300);
        Params params = parse(
                "{\"id\":1,\"method\":\"m\",\"params\":{\"long\":\"" + longText + "\",\"none\":\"\",\"umlaut\":"
                        + "\"\u00e4\\u00e4\\n\\ud83d\\ude00\",\"short\":\"ab\",\"half\":0.5,\"no\":false}}")
                .params();

        assertEquals("ab", params.text("short").toString());
        assertEquals("", params.string("none"));
        assertEquals("\u00e4\u00e4\n\ud83d\ude00", params.string("umlaut"));
        assertEquals(longText, params.optionalText("long").toString());
        assertNull(params.optionalText("long"));
        assertEquals(Errors.WRONG_TYPE, refusal(() -> params.whole("half", 1, 2)));
        assertEquals(Errors.WRONG_TYPE, refusal(() -> params.text("no")));
        assertEquals(Errors.MISSING_FIELD, refusal(() -> params.text("nothing")));
        assertFalse(params.bool("no"));
        assertEquals(Errors.UNKNOWN_FIELD, refusal(params::end));
    }

    @Test
    void takesSoManyFieldsAndNoMore() throws MalformedRequest {
        parse(withFields(32));

        assertEquals(Errors.INVALID_REQUEST,
                assertThrows(MalformedRequest.class, () -> parse(withFields(33))).refusal().error());
    }

    /** Whatever becomes of a well-formed request by changing, leaving out or adding: what is taken is JSON. */
    @Property(tries = 2_000)
    void whatIsTakenIsStrictJson(@ForAll @IntRange(max = 119) int at, @ForAll @IntRange(max = 2) int how,
            @ForAll @Chars({'"', '\\', '{', '}', '[', ':', ',', '0', '-', '.', 'e', ' ', 't', '\u00e4',
                    '\n'}) char other) {
        StringBuilder text = new StringBuilder("{\"id\":17,\"method\":\"order.place\",\"params\":{\"price\":\"13.5\","
                + "\"nonce\":-90,\"half\":1.5e1,\"postOnly\":true,\"a\":\"\\u00e4\"}}");
        if (how == 0) text.setCharAt(at % text.length(), other);
        else if (how == 1) text.insert(at % text.length(), other);
        else
            text.deleteCharAt(at % text.length());
        boolean json = isJson(text.toString());
        try {
            parse(text.toString());
            assertTrue(json, text.toString());
        } catch (MalformedRequest refused) {
            if (refused.refusal().error() == Errors.MALFORMED_JSON) assertFalse(json, text.toString());
        }
    }

    private static boolean isJson(String text) {
        try {
            STRICT.readTree(text.getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (JsonProcessingException malformed) {
            return false;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static String withFields(int count) {
        return "{\"id\":1,\"method\":\"m\",\"params\":{"
                + IntStream.range(0, count).mapToObj(i -> "\"f" + i + "\":" + i)
                        .collect(Collectors.joining(","))
                + "}}";
    }

    private static Errors refusal(Executable reading) {
        return assertThrows(ProtocolException.class, reading).error();
    }

    /** In the middle of other bytes. */
    private static Request parse(String text) throws MalformedRequest {
        byte[] bytes = ("}}" + text + "{\"").getBytes(StandardCharsets.UTF_8);
        return Requests.parse(bytes, 2, bytes.length - 4);
    }

    private static String idOf(String text) {
        byte[] bytes = ("}}" + text + "7}").getBytes(StandardCharsets.UTF_8);
        return Requests.idOf(bytes, 2, bytes.length - 4);
    }

    @Test
    void refusesNestingBeyondReason() {
        String deep = "{\"id\":1,\"params\":{\"a\":" + "[".repeat(5_000);

        assertThrows(MalformedRequest.class, () -> parse(deep));
    }

    @Test
    void everyRefusalOfTheEngineHasItsPublicName() {
        Arrays.stream(RejectReason.values()).filter(reason -> reason != RejectReason.NONE)
                .forEach(reason -> assertEquals(reason.name(), Errors.of(reason).name()));
    }

    @Test
    void everyErrorHasItsOwnCode() {
        assertEquals(Errors.values().length, Arrays.stream(Errors.values()).map(Errors::code).distinct().count());
    }
}
