package io.enerlink.settlement.metering;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Set;
import com.fasterxml.jackson.databind.JsonNode;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/**
 * A reading that its meter signed, as it is submitted over HTTP.
 *
 * @param site        the meter's; null: that of whoever submits it
 * @param kwh         the amount as it was written and signed
 * @param amountUwh   exported since the reading before
 * @param sampleMs    when it was made, in ms since 1970
 * @param place       where it stands among the meter's signed readings; null where the meter does not count them
 * @param registers   what the meter's cumulative registers read; null where it tells the amount only
 * @param payloadHash keccak of the bytes, 0x-hexadecimal
 */
record SubmittedReading(String site, String kwh, long amountUwh, long sampleMs, byte[] signature, Place place,
        Energy registers, String payloadHash, String canonicalJson) {

    private static final BigDecimal MAX_KWH = new BigDecimal(100);
    private static final int UWH_PER_KWH_EXPONENT = 9;
    private static final int SIGNATURE_BYTES = 64;
    private static final String DECIMAL = "-?\\d{1,9}(\\.\\d{1,18})?";
    private static final Set<String> FIELDS = Set.of("kwh_amount", "reading_timestamp", "meter_signature", "meter_id",
            "epoch", "sequence", "registers");

    /** Signed readings are in one order: by epoch, and within it by sequence. */
    record Place(long epoch, long sequence) {
        boolean isAfter(Place other) {
            return other == null || epoch > other.epoch || epoch == other.epoch && sequence > other.sequence;
        }
    }

    /** @throws RefusedMessageException when it is none */
    static SubmittedReading parse(byte[] bytes) throws RefusedMessageException {
        JsonNode said = Payload.object(bytes);
        for (var field : said.properties())
            if (!FIELDS.contains(field.getKey()))
                throw new RefusedMessageException(Refusal.INVALID_VALUE, "unknown field " + field.getKey());
        BigDecimal kwh = kwh(said);
        if (kwh.signum() <= 0 || kwh.compareTo(MAX_KWH) > 0 || kwh.stripTrailingZeros().scale() > UWH_PER_KWH_EXPONENT)
            throw new RefusedMessageException(Refusal.OUT_OF_RANGE,
                    "kwh_amount is " + kwh + ", not above 0, up to 100, in steps of 10^-9");
        return new SubmittedReading(said.has("meter_id") ? Payload.text(said, "meter_id") : null, kwh.toPlainString(),
                kwh.movePointRight(UWH_PER_KWH_EXPONENT).longValueExact(),
                timeMs(said), signature(said), place(said), registers(said),
                Numeric.toHexString(Hash.sha3(bytes)), said.toString());
    }

    /** A number, or the same as text. */
    private static BigDecimal kwh(JsonNode said) throws RefusedMessageException {
        if (!said.path("kwh_amount").isTextual()) return Payload.number(said, "kwh_amount");
        String text = Payload.text(said, "kwh_amount");
        if (!text.matches(DECIMAL)) throw new RefusedMessageException(Refusal.NOT_A_NUMBER, "kwh_amount is " + text);
        return new BigDecimal(text);
    }

    /** In ms since 1970, or as ISO 8601 writes it. */
    private static long timeMs(JsonNode said) throws RefusedMessageException {
        if (!said.path("reading_timestamp").isTextual()) return Payload.wholeNumber(said, "reading_timestamp");
        String text = Payload.text(said, "reading_timestamp");
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            if (time.getEpochSecond() >= 0) return time.toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new RefusedMessageException(Refusal.INVALID_VALUE, "reading_timestamp is " + text);
        }
        throw new RefusedMessageException(Refusal.OUT_OF_RANGE, "reading_timestamp is " + text);
    }

    private static byte[] signature(JsonNode said) throws RefusedMessageException {
        try {
            byte[] signature = HexFormat.of().parseHex(Payload.text(said, "meter_signature"));
            if (signature.length == SIGNATURE_BYTES) return signature;
        } catch (IllegalArgumentException e) {
            throw new RefusedMessageException(Refusal.INVALID_VALUE, "meter_signature is not hexadecimal");
        }
        throw new RefusedMessageException(Refusal.INVALID_VALUE, "meter_signature is not of 64 bytes");
    }

    private static Place place(JsonNode said) throws RefusedMessageException {
        if (!said.has("epoch") && !said.has("sequence") && !said.has("registers")) return null;
        return new Place(Payload.wholeNumber(said, "epoch"), Payload.wholeNumber(said, "sequence"));
    }

    private static Energy registers(JsonNode said) throws RefusedMessageException {
        if (!said.has("registers")) return null;
        JsonNode registers = Payload.child(said, "registers");
        return new Energy(Payload.uwh(registers, "export_wh"), Payload.uwh(registers, "import_wh"));
    }

    /** What a meter signs: all that counts, and its own name, so that it is nobody else's. */
    String signedText(String meterId) {
        String text = "enerlink-reading/1 " + meterId + " " + kwh + " " + sampleMs;
        if (place != null) text += " " + place.epoch + " " + place.sequence;
        return registers == null ? text : text + " " + registers.exportUwh() + " " + registers.importUwh();
    }
}
