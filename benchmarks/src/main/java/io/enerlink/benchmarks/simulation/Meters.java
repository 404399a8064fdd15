package io.enerlink.benchmarks.simulation;

import io.enerlink.contracts.EnergyConverter;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.chain.KeyRole;
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.chain.TransactionRequest;
import io.enerlink.settlement.chain.TransactionState;
import io.enerlink.settlement.chain.TransactionView;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * Meters whose registers rise, and what reports them as metering does: a report is stored before it is sent, the next one
 * follows when it is final, and it tells what the register stands at.
 */
final class Meters {
    static final int COUNT = 3;

    private static final ContractCalls CALLS = new ContractCalls(SimulatedContracts.ADDRESSES);

    private final SimulatedStore store;
    private final long[] measuredUwh = new long[COUNT];
    private final long[] pendingUwh = new long[COUNT];
    private final long[] finalUwh = new long[COUNT];
    private int reports;

    Meters(SimulatedStore store) { this.store = store; }

    void measure(int meter, long uwh) {
        measuredUwh[meter] += uwh;
    }

    long measuredUwh() {
        long sum = 0;
        for (long uwh : measuredUwh) sum += uwh;
        return sum;
    }

    /** Reports that are final. */
    int reports() { return reports; }

    boolean isIdle() {
        for (int i = 0; i < COUNT; i++) if (finalUwh[i] != measuredUwh[i]) return false;
        return true;
    }

    void step(Outbox outbox) {
        for (int i = 0; i < COUNT; i++) {
            int meter = i;
            long uwh = measuredUwh[meter];
            if (pendingUwh[meter] != finalUwh[meter]) collect(outbox, meter);
            else if (uwh > finalUwh[meter]) {
                store.commit(() -> pendingUwh[meter] = uwh);
                send(outbox, meter);
            }
        }
    }

    private void collect(Outbox outbox, int meter) {
        Optional<TransactionView> sent = outbox.find(id(meter));
        if (sent.isEmpty()) send(outbox, meter);
        else if (sent.get().state() == TransactionState.FINAL) store.commit(() -> {
            reports++;
            finalUwh[meter] = pendingUwh[meter];
        });
    }

    private void send(Outbox outbox, int meter) {
        byte[] meterId = new byte[32];
        meterId[31] = (byte) meter;
        outbox.send(new TransactionRequest(id(meter), KeyRole.ORACLE, SimulatedContracts.CONVERTER,
                ContractCalls.data(CALLS.converter().settle(List.of(new EnergyConverter.Report(meterId, BigInteger.ONE,
                        BigInteger.valueOf(pendingUwh[meter]), BigInteger.ZERO, new byte[32]))))));
    }

    private String id(int meter) {
        return "settle:" + meter + ":" + pendingUwh[meter];
    }
}
