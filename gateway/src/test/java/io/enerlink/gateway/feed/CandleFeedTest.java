package io.enerlink.gateway.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.TradedDecoder;
import io.enerlink.engine.message.TradedEncoder;
import io.enerlink.gateway.session.Instrument;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CandleFeedTest {
    private static final Instrument INSTRUMENT = new Instrument(1, "ETK-IDRS", 1, 1, 1, 0, 0, 0, 0);
    private static final long MINUTE_MS = 60_000;

    private final HeapBuffer buffer = new HeapBuffer(512);
    private final FakeOutbound client = new FakeOutbound();
    private final CandleFeed feed = new CandleFeed();

    @BeforeEach
    void start() {
        feed.add(INSTRUMENT);
    }

    @Test
    void aCandleHasTheFirstTheLastAndTheExtremesOfItsMinute() throws IOException {
        trade(135_000, 500, 0);
        trade(140_000, 250, 1);
        trade(130_000, 125, 2);
        trade(136_000, 125, MINUTE_MS - 1);

        assertEquals("{\"openTs\":0,\"open\":\"1350.00\",\"high\":\"1400.00\",\"low\":\"1300.00\","
                + "\"close\":\"1360.00\",\"volume\":\"1.000\",\"trades\":4}",
                candles(Interval.MINUTE, 10).path(0).toString());
    }

    @Test
    void theNextMinuteBeginsAnewWhileTheHourGoesOn() throws IOException {
        trade(135_000, 500, MINUTE_MS - 1);
        trade(140_000, 250, 3 * MINUTE_MS);

        assertEquals(2, candles(Interval.MINUTE, 10).size());
        assertEquals(3 * MINUTE_MS, candles(Interval.MINUTE, 1).path(0).path("openTs").asLong());
        assertEquals(1, candles(Interval.HOUR, 10).size());
        assertEquals("0.750", candles(Interval.HOUR, 10).path(0).path("volume").asText());
    }

    @Test
    void remembersTheLastOnes() throws IOException {
        for (int minute = 0; minute <= CandleFeed.REMEMBERED; minute++) trade(1, 1, minute * MINUTE_MS);

        JsonNode candles = candles(Interval.MINUTE, CandleFeed.REMEMBERED + 1);
        assertEquals(CandleFeed.REMEMBERED, candles.size());
        assertEquals(MINUTE_MS, candles.path(candles.size() - 1).path("openTs").asLong());
    }

    @Test
    void tellsTheLastCandleFirstAndThenAgainWithEachTrade() {
        trade(135_000, 500, 0);
        feed.join(INSTRUMENT, Interval.MINUTE, client, () -> assertEquals(0, client.sent().size()));
        trade(140_000, 250, 1);

        assertEquals(2, client.sent().size());
        assertEquals("0.500", client.sent().get(0).path("volume").asText());
        assertEquals("1400.00", client.last().path("close").asText());
        assertEquals("1m", client.last().path("interval").asText());
    }

    private JsonNode candles(Interval interval, int limit) throws IOException {
        return new ObjectMapper().readTree(feed.last(INSTRUMENT, interval, Long.MAX_VALUE, limit)).path("candles");
    }

    private void trade(long priceTicks, long quantityWh, long timestampMs) {
        new TradedEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()).instrumentId(1)
                .priceTicks(priceTicks).quantityWh(quantityWh);
        feed.onTraded(timestampMs, new TradedDecoder().wrap(buffer, MessageHeaderEncoder.ENCODED_LENGTH,
                TradedEncoder.BLOCK_LENGTH, TradedEncoder.SCHEMA_VERSION));
    }
}
