package io.enerlink.gateway.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.enerlink.engine.matching.RejectReason;
import io.enerlink.gateway.protocol.Requests.MalformedRequest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestsTest {
    @Test
    void readsARequest() throws MalformedRequest {
        Request request = Requests.parse("""
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
        assertEquals("\"a\\\"b\\u000a\"", Requests.parse("""
                {"id":"a\\"b\\n","method":"m"}""").id());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "MALFORMED_JSON   | null | {",
            "MALFORMED_JSON   | null | nonsense",
            "MALFORMED_JSON   | 1    | {\"id\":1,\"method\":\"m\"} {}",
            "MALFORMED_JSON   | 1    | {\"id\":1,\"method\":\"m\",}",
            "MALFORMED_JSON   | 1    | {\"id\":1,\"params\":{\"a\":01}}",
            "INVALID_REQUEST  | null | [1]",
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
            "VALUE_TOO_LARGE  | 1    | {\"id\":1,\"method\":\"m\",\"params\":{\"a\":9223372036854775808}}"})
    void namesWhatIsWrongAndWhichRequestItWas(Errors error, String id, String text) {
        MalformedRequest malformed = assertThrows(MalformedRequest.class, () -> Requests.parse(text));

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
        assertEquals(id, Requests.idOf(text));
    }

    @Test
    void looksForAnIdNoFurtherThanTheFirstMembers() {
        assertEquals("null", Requests.idOf("{\"method\":\"" + "m".repeat(300) + "\",\"id\":7}"));
    }

    @Test
    void refusesNestingBeyondReason() {
        String deep = "{\"id\":1,\"params\":{\"a\":" + "[".repeat(5_000);

        assertThrows(MalformedRequest.class, () -> Requests.parse(deep));
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
