package io.enerlink.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void letsABurstThroughAndThenSaysWhenToComeAgain() {
        TokenBucket bucket = new TokenBucket(new Rate(10, 2), 0);

        assertEquals(0, bucket.take(0));
        assertEquals(0, bucket.take(0));
        assertEquals(100, bucket.take(0));
        assertEquals(0, bucket.take(SECOND / 10));
        assertEquals(100, bucket.take(SECOND / 10));
    }

    @Test
    void savesNoMoreThanItsBurst() {
        TokenBucket bucket = new TokenBucket(new Rate(10, 2), 0);

        assertEquals(0, bucket.take(60 * SECOND));
        assertEquals(0, bucket.take(60 * SECOND));
        assertEquals(100, bucket.take(60 * SECOND));
    }

    @Test
    void sharesARateEqually() {
        TokenBucket share = TokenBucket.share(new Rate(10, 40), 20, 0);

        assertEquals(0, share.take(0));
        assertEquals(0, share.take(0));
        assertEquals(2_000, share.take(0));
        assertEquals(0, share.take(2 * SECOND));
    }

    @Test
    void givesEverybodyAtLeastOneAtOnce() {
        TokenBucket share = TokenBucket.share(new Rate(10, 2), 20, 0);

        assertEquals(0, share.take(0));
        assertEquals(2_000, share.take(0));
    }
}
