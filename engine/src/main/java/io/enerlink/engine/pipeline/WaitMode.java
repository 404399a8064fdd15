package io.enerlink.engine.pipeline;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.LiteBlockingWaitStrategy;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;

/** How the engine's thread waits for work: the less it leaves the processor to others, the sooner it sees it. */
public enum WaitMode {
    /** Sleeps until woken; right wherever the machine has other things to do. */
    BLOCKING {
        @Override
        WaitStrategy strategy() {
            return new LiteBlockingWaitStrategy();
        }
    },
    /** Spins, offering the processor to others; wants a core. */
    YIELDING {
        @Override
        WaitStrategy strategy() {
            return new YieldingWaitStrategy();
        }
    },
    /** Spins without mercy; wants an isolated core. */
    BUSY_SPIN {
        @Override
        WaitStrategy strategy() {
            return new BusySpinWaitStrategy();
        }
    };

    abstract WaitStrategy strategy();
}
