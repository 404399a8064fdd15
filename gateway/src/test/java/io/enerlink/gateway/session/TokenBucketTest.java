package io.enerlink.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void letsABurstThroughAndThenSaysWhenToComeAgain() {
        TokenBucket bucket = new TokenBucket(10, 2, 0);

        assertEquals(0, bucket.take(0));
        assertEquals(0, bucket.take(0));
        assertEquals(100, bucket.take(0));
        assertEquals(0, bucket.take(SECOND / 10));
        assertEquals(100, bucket.take(SECOND / 10));
    }

    @Test
    void savesNoMoreThanItsBurst() {
        TokenBucket bucket = new TokenBucket(10, 2, 0);

        assertEquals(0, bucket.take(60 * SECOND));
        assertEquals(0, bucket.take(60 * SECOND));
        assertEquals(100, bucket.take(60 * SECOND));
    }
}
