package io.enerlink.benchmarks.gateway;

import io.enerlink.gateway.auth.Recovery;
import io.enerlink.gateway.auth.SignatureException;
import io.enerlink.gateway.auth.SignedOrder;
import io.enerlink.gateway.auth.SigningKey;
import java.util.concurrent.atomic.LongAdder;

/** Recovering signers and nothing else, on the processors on which the gateway does it. */
final class Verification {
    private static final int ORDERS = 512;
    private static final long NANOS = 700_000_000L;

    private final SigningKey key = Traders.key(0);
    private final SignedOrder[] orders = new SignedOrder[ORDERS];
    private final byte[][] signatures = new byte[ORDERS][];

    Verification() {
        for (int i = 0; i < ORDERS; i++) {
            orders[i] = Traders.order(key, 0, i + 1L);
            signatures[i] = key.sign(Traders.DOMAIN, orders[i]);
        }
    }

    /** @return verifications a second by so many threads together */
    double run(int threads) throws InterruptedException {
        LongAdder done = new LongAdder();
        Thread[] running = new Thread[threads];
        long begin = System.nanoTime();
        for (int i = 0; i < threads; i++) {
            running[i] = new Thread(() -> done.add(verify(begin + NANOS)), "verification-" + i);
            running[i].start();
        }
        for (Thread thread : running) thread.join();
        return done.sum() * 1e9 / (System.nanoTime() - begin);
    }

    private long verify(long untilNs) {
        Recovery recovery = new Recovery();
        long done = 0;
        for (int i = 0; System.nanoTime() < untilNs; i = (i + 1) % ORDERS) {
            try {
                if (!recovery.signerOf(Traders.DOMAIN, orders[i], signatures[i]).equals(key.address()))
                    throw new IllegalStateException("another signer");
            } catch (SignatureException e) {
                throw new IllegalStateException(e);
            }
            done++;
        }
        return done;
    }
}
