package io.enerlink.settlement.audit;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.enerlink.contracts.EnergyConverter;
import io.enerlink.settlement.metering.Energy;
import io.enerlink.settlement.metering.ReadingsTree;
import io.enerlink.settlement.store.Database;
import org.web3j.crypto.Hash;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.tx.ReadonlyTransactionManager;
import org.web3j.tx.gas.StaticGasProvider;
import org.web3j.utils.Numeric;

/**
 * That a reading is among those that a report to the chain settled: what it says, and what must be hashed with it to get the
 * root that stands on the chain. It proves what was stored of the meter when the report was made, not that the meter is
 * honest. Bytes are 0x-hexadecimal.
 *
 * @param payload         the message's bytes; null where they were not kept
 * @param path            hashes from the leaf up
 * @param transactionHash of the report
 */
public record ReadingProof(long readingId, String meterId, int boot, long timestampMs, int epoch, long exportUwh,
        long importUwh, String payload, String payloadHash, List<String> path, String readingsRoot,
        String transactionHash) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    private record Leaf(long readingId, byte[] hash) {}

    /**
     * Proves a reading.
     *
     * @throws IllegalArgumentException when there is none of this id, or nothing on the chain settled it
     */
    public static ReadingProof of(Database database, long readingId) {
        return database.jdbi().withHandle(handle -> {
            ReadingProof bare = handle
                    .createQuery(
                            """
                                    SELECT r.*, readings_root, transaction_hash, coalesce(
                                        (SELECT raw FROM reading_detail d
                                            WHERE d.reading_id = r.reading_id AND d.received_at = r.received_at),
                                        (SELECT payload FROM message_log l WHERE l.meter_id = r.meter_id
                                            AND l.received_at = r.received_at AND l.reading_id = r.reading_id)) AS raw
                                    FROM reading r JOIN settlement_report s USING (report_id)
                                    WHERE reading_id = :id AND s.state = 'FINAL'""")
                    .bind("id", readingId)
                    .map((row, context) -> new ReadingProof(readingId, row.getString("meter_id"), row.getInt("boot"),
                            row.getLong("timestamp_ms"), row.getInt("epoch"), row.getLong("export_uwh"),
                            row.getLong("import_uwh"), hex(row.getBytes("raw")), row.getString("payload_hash"),
                            List.of(), row.getString("readings_root"), row.getString("transaction_hash")))
                    .findOne().orElseThrow(() -> new IllegalArgumentException("reading " + readingId
                            + " is in no report on the chain: not there, not credited, or not settled yet"));
            List<Leaf> leaves = handle.createQuery("""
                    SELECT reading_id, boot, timestamp_ms, epoch, export_uwh, import_uwh, payload_hash FROM reading
                    WHERE report_id = (SELECT report_id FROM reading WHERE reading_id = :id) ORDER BY reading_id""")
                    .bind("id", readingId)
                    .map((row, context) -> new Leaf(row.getLong(1), ReadingsTree.leaf(bare.meterId, row.getInt(2),
                            row.getLong(3), row.getInt(4), new Energy(row.getLong(5), row.getLong(6)),
                            row.getString(7))))
                    .list();
            int index = leaves.stream().map(Leaf::readingId).toList().indexOf(readingId);
            return bare.with(ReadingsTree.proof(leaves.stream().map(Leaf::hash).toList(), index).stream()
                    .map(Numeric::toHexString).toList());
        });
    }

    private static String hex(byte[] bytes) {
        return bytes == null ? null : Numeric.toHexString(bytes);
    }

    private ReadingProof with(List<String> path) {
        return new ReadingProof(readingId, meterId, boot, timestampMs, epoch, exportUwh, importUwh, payload,
                payloadHash, path, readingsRoot, transactionHash);
    }

    /** @throws IllegalArgumentException when it is no proof */
    public static ReadingProof parse(String json) {
        try {
            ReadingProof proof = JSON.readValue(json, ReadingProof.class);
            if (proof.meterId == null || proof.payloadHash == null || proof.path == null || proof.readingsRoot == null
                    || proof.transactionHash == null)
                throw new IllegalArgumentException("this proof lacks something");
            return proof;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this is no proof: " + e.getOriginalMessage(), e);
        }
    }

    /** As {@link #parse} reads it. */
    public String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the bytes are those of the hash, and the reading belongs to the root. */
    public boolean holds() {
        if (payload != null && !Arrays.equals(Hash.sha3(Numeric.hexStringToByteArray(payload)),
                Numeric.hexStringToByteArray(payloadHash)))
            return false;
        byte[] leaf = ReadingsTree.leaf(meterId, boot, timestampMs, epoch, new Energy(exportUwh, importUwh),
                payloadHash);
        return ReadingsTree.verify(leaf, path.stream().map(Numeric::hexStringToByteArray).toList(),
                Numeric.hexStringToByteArray(readingsRoot));
    }

    /**
     * Whether the converter itself finds that the reading belongs to the root, by its view {@code verifyReading}.
     *
     * @throws IOException when the chain cannot be asked, or the converter is older and has no such view
     */
    public boolean isVerifiedBy(Web3j web3j, String converter) throws IOException {
        EnergyConverter.Reading reading = new EnergyConverter.Reading(Numeric.hexStringToByteArray(meterId),
                BigInteger.valueOf(boot), BigInteger.valueOf(timestampMs), BigInteger.valueOf(epoch),
                BigInteger.valueOf(exportUwh), BigInteger.valueOf(importUwh),
                Numeric.hexStringToByteArray(payloadHash));
        EnergyConverter contract = EnergyConverter.load(converter, web3j,
                new ReadonlyTransactionManager(web3j, converter),
                new StaticGasProvider(BigInteger.ZERO, BigInteger.ZERO));
        try {
            return contract.verifyReading(Numeric.hexStringToByteArray(readingsRoot), reading,
                    path.stream().map(Numeric::hexStringToByteArray).toList()).send();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the contract at " + converter + " does not verify readings: " + e.getMessage(), e);
        }
    }

    /**
     * Whether the converter settled this meter with this root in this transaction.
     *
     * @throws IOException when the chain cannot be asked
     */
    public boolean isOnChain(Web3j web3j, String converter) throws IOException {
        TransactionReceipt receipt = web3j.ethGetTransactionReceipt(transactionHash).send().getTransactionReceipt()
                .orElse(null);
        if (receipt == null || !receipt.isStatusOK()) return false;
        return EnergyConverter.getEnergySettledEvents(receipt).stream()
                .anyMatch(event -> event.log.getAddress().equalsIgnoreCase(converter)
                        && Numeric.toHexString(event.meterId).equals(meterId)
                        && Numeric.toHexString(event.readingsRoot).equals(readingsRoot));
    }
}
