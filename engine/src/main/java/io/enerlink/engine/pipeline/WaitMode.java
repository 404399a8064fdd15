package io.enerlink.engine.pipeline;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;

/** How the engine's threads wait for work: the less they leave the processor to others, the sooner they see it. */
public enum WaitMode {
    /** Sleeps until woken; right wherever the machine has other things to do. */
    BLOCKING {
        @Override
        WaitStrategy strategy() {
            return new BlockingWait();
        }
    },
    /** Spins, offering the processor to others; wants a core for each of the three threads. */
    YIELDING {
        @Override
        WaitStrategy strategy() {
            return new YieldingWaitStrategy();
        }
    },
    /** Spins without mercy; wants isolated cores. */
    BUSY_SPIN {
        @Override
        WaitStrategy strategy() {
            return new BusySpinWaitStrategy();
        }
    };

    abstract WaitStrategy strategy();
}
