package io.enerlink.gateway.cli;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and the other wishes to stop, so that parts end in order. Not by shutdown hooks, which the JVM runs all at
 * once: those of libraries would end a part that others still need. A second Ctrl-C ends the JVM at once; the next start
 * finds what it leaves behind.
 */
final class StopSignal {
    private static final int EXIT_INTERRUPTED = 130;

    private final CountDownLatch asked = new CountDownLatch(1);

    private StopSignal() {}

    static StopSignal install() {
        StopSignal stop = new StopSignal();
        for (String name : new String[]{"INT", "TERM", "HUP"}) stop.handle(name);
        return stop;
    }

    /** The JDK's signals are public but warned of at compile time, hence by name. */
    private void handle(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[]{handler},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) ask();
                        return null;
                    });
            signal.getMethod("handle", signal, handler).invoke(null,
                    signal.getConstructor(String.class).newInstance(name),
                    ours);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK gives no access to the signal " + name, e);
        }
    }

    /** Somebody wants an end, or what must not happen did. */
    void ask() {
        if (asked.getCount() == 0) Runtime.getRuntime().halt(EXIT_INTERRUPTED);
        asked.countDown();
    }

    /** Asks without the haste of a second signal. */
    void askOnce() {
        asked.countDown();
    }

    boolean isAsked() { return asked.getCount() == 0; }

    void await() {
        try {
            asked.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether somebody asked within the time */
    boolean await(Duration time) {
        try {
            return asked.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
