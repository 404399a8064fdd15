package io.enerlink.gateway.session;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** What many clients are told together: it leaves with one task an event loop. Filled and sent by one thread. */
public final class Batch {
    private final Map<Executor, List<Runnable>> byLoop = new IdentityHashMap<>();

    /** @param drain what sends one client's part, on its loop */
    public void add(Executor loop, Runnable drain) {
        byLoop.computeIfAbsent(loop, none -> new ArrayList<>()).add(drain);
    }

    /** @param gone called once all of it has left, at once where there is nothing */
    public void leave(Runnable gone) {
        AtomicInteger left = new AtomicInteger(1);
        Runnable one = () -> {
            if (left.decrementAndGet() == 0) gone.run();
        };
        byLoop.forEach((loop, drains) -> {
            left.incrementAndGet();
            try {
                loop.execute(() -> {
                    drains.forEach(Runnable::run);
                    one.run();
                });
            } catch (RejectedExecutionException stopped) {
                one.run();
            }
        });
        one.run();
    }
}
