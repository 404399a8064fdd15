package io.enerlink.gateway.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signatures are verified elsewhere, in order, and never pile up. */
@Timeout(30)
class SignatureVerifierTest {
    private static final Domain DOMAIN = Domain.ofMarket(31337, Address.ZERO);
    private static final SigningKey KEY = SigningKey.generate();

    @Test
    void anAccountIsAnsweredInOrderOfArrival() throws Exception {
        List<Object> answers = new ArrayList<>();
        List<Object> expected = new ArrayList<>();
        try (SignatureVerifier verifier = new SignatureVerifier(DOMAIN, 3, 1000)) {
            for (int nonce = 1; nonce <= 100; nonce++) {
                TypedStruct approval = new AgentApproval(KEY.address(), KEY.address(), 1, nonce);
                String name = "signed " + nonce;
                assertTrue(verifier.verify(KEY.address(), approval, KEY.sign(DOMAIN, approval),
                        outcome(answers, name)));
                assertTrue(verifier.inOrder(KEY.address(), () -> answers.add("unsigned")));
                expected.addAll(List.of(name + " by " + KEY.address(), "unsigned"));
            }
        }
        assertEquals(expected, answers);
    }

    @Test
    void aBadSignatureIsAnsweredWithItsFault() throws Exception {
        List<Object> answers = new ArrayList<>();
        try (SignatureVerifier verifier = new SignatureVerifier(DOMAIN, 1, 10)) {
            verifier.verify(KEY.address(), new Logon(KEY.address(), new byte[32]), new byte[65],
                    outcome(answers, "zeros"));
        }
        assertEquals(List.of("zeros refused MALFORMED"), answers);
    }

    @Test
    void aFullWorkerRefusesAtOnceAndTakesAgainLater() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        try (SignatureVerifier verifier = new SignatureVerifier(DOMAIN, 1, 2)) {
            verifier.inOrder(KEY.address(), () -> block(started, release));
            assertTrue(started.await(10, TimeUnit.SECONDS));

            List<Boolean> taken = IntStream.range(0, 4)
                    .mapToObj(any -> verifier.inOrder(KEY.address(), () -> {})).toList();
            assertEquals(List.of(true, true, false, false), taken);
            assertEquals(2, verifier.busyCount());

            release.countDown();
            CompletableFuture<Boolean> ran = new CompletableFuture<>();
            while (!verifier.inOrder(KEY.address(), () -> ran.complete(true))) Thread.onSpinWait();
            assertTrue(ran.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void whatNeedsNoSignatureRunsAtOnceWhereNothingCameBeforeIt() {
        try (SignatureVerifier verifier = new SignatureVerifier(DOMAIN, 2, 10)) {
            CompletableFuture<Thread> ran = new CompletableFuture<>();
            assertTrue(verifier.behind(KEY.address(), () -> ran.complete(Thread.currentThread())));
            assertEquals(Thread.currentThread(), ran.getNow(null));
        }
    }

    @Test
    void whatNeedsNoSignatureOvertakesNothing() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        List<String> ran = new CopyOnWriteArrayList<>();
        try (SignatureVerifier verifier = new SignatureVerifier(DOMAIN, 1, 3)) {
            verifier.inOrder(KEY.address(), () -> block(started, release));
            assertTrue(started.await(10, TimeUnit.SECONDS));
            assertTrue(verifier.inOrder(KEY.address(), () -> ran.add("signed")));
            assertTrue(verifier.behind(KEY.address(), () -> ran.add("unsigned")));
            assertTrue(verifier.behind(KEY.address(), () -> ran.add("another")));
            assertFalse(verifier.behind(KEY.address(), () -> ran.add("too many")));
            assertEquals(List.of(), ran);
            release.countDown();
        }
        assertEquals(List.of("signed", "unsigned", "another"), ran);
    }

    @Test
    void aRequestThatThrowsLeavesItsWorkerIdle() throws Exception {
        try (SignatureVerifier verifier = new SignatureVerifier(DOMAIN, 1, 10)) {
            verifier.inOrder(KEY.address(), () -> { throw new IllegalStateException("thrown on purpose"); });
            CompletableFuture<Thread> ran = new CompletableFuture<>();
            while (ran.getNow(null) != Thread.currentThread()) {
                ran.obtrudeValue(null);
                CountDownLatch done = new CountDownLatch(1);
                verifier.behind(KEY.address(), () -> {
                    ran.obtrudeValue(Thread.currentThread());
                    done.countDown();
                });
                assertTrue(done.await(10, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void anOutcomeThatThrowsDoesNotStopTheNext() throws Exception {
        CompletableFuture<Boolean> ran = new CompletableFuture<>();
        try (SignatureVerifier verifier = new SignatureVerifier(DOMAIN, 1, 10)) {
            verifier.inOrder(KEY.address(), () -> { throw new IllegalStateException("thrown on purpose"); });
            verifier.inOrder(KEY.address(), () -> ran.complete(true));
            assertTrue(ran.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void nothingIsTakenAfterClose() throws Exception {
        SignatureVerifier verifier = new SignatureVerifier(DOMAIN, 2, 10);
        verifier.close();
        assertFalse(verifier.inOrder(KEY.address(), () -> {}));
        assertFalse(verifier.behind(KEY.address(), () -> {}));
    }

    private static SignatureVerifier.Outcome outcome(List<Object> answers, String name) {
        return new SignatureVerifier.Outcome() {
            @Override
            public void signedBy(Address signer) {
                answers.add(name + " by " + signer);
            }

            @Override
            public void refused(SignatureFault fault) {
                answers.add(name + " refused " + fault);
            }
        };
    }

    private static void block(CountDownLatch started, CountDownLatch release) {
        started.countDown();
        try {
            release.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
