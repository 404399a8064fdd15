package io.enerlink.engine.matching;

import java.util.EnumSet;
import java.util.SplittableRandom;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.message.PlaceOrderEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Markets that are unkind to a book: the engine and the naive one have to agree in each. */
class FlowTest {
    private static final int COMMANDS = 4_000;
    private static final int ACCOUNTS = 4;
    private static final long EXPIRY_MS = RandomTrades.START_MS + 1_000_000_000;

    /** Where the next order of a side is priced, {@code at} of 1,000 through the day. */
    enum Flow {
        /** Anywhere between the lowest price there is and the highest. */
        WIDE {
            @Override
            long priceTicks(SplittableRandom random, Side side, int at) {
                return 1 + random.nextLong(1L << 1 + random.nextInt(27)) % ((1L << 27) - 1);
            }
        },
        /** Few prices with long queues. */
        DEEP {
            @Override
            long priceTicks(SplittableRandom random, Side side, int at) {
                return side == Side.BID ? 1_000 - random.nextInt(3) : 1_001 + random.nextInt(3);
            }
        },
        /** Levels come and go around a price that hardly moves. */
        CHURN {
            @Override
            long priceTicks(SplittableRandom random, Side side, int at) {
                return 1_000 + random.nextInt(40) - 20;
            }
        },
        /** The price falls by 40 % and comes back. */
        CRASH {
            @Override
            long priceTicks(SplittableRandom random, Side side, int at) {
                long midTicks = 100_000 - 40_000 + 40_000L * Math.abs(500 - at) / 500;
                return midTicks + random.nextInt(2_000) - (side == Side.BID ? 1_500 : 500);
            }
        },
        /** Nobody buys. */
        ONE_SIDED {
            @Override
            long priceTicks(SplittableRandom random, Side side, int at) {
                return side == Side.ASK ? 1_000 + random.nextInt(5_000) : 1 + random.nextInt(3);
            }
        };

        abstract long priceTicks(SplittableRandom random, Side side, int at);
    }

    private final SplittableRandom random = new SplittableRandom(42);
    private final Commands commands = new Commands();
    private final EnginePair engines = new EnginePair(new EngineConfig(8, 1, 1 << 12), new EnginePair.Buffers(),
            EnumSet.noneOf(RejectReason.class));
    private final long[] clientOrderIds = new long[ACCOUNTS + 1];
    private long eventSeq;
    private long nonce;
    private long settled;

    private void apply(Commands command) {
        engines.apply(command, RandomTrades.START_MS);
    }

    private void open() {
        apply(commands.addInstrument(1, "ETK-IDRS", 1, 1, 0, 10_000, 10, 20));
        for (int account = 1; account <= ACCOUNTS; account++) {
            apply(commands.openAccount(account));
            for (Asset asset : Asset.values()) {
                apply(commands.marketEvent(++eventSeq, MarketEventKind.DEPOSIT, asset, account, 1L << 58, 0, 0, 0, 0));
            }
        }
        apply(commands.configureClearing(1_000, 64, 1 << 20, 1 << 20, 5));
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithTheNaiveEngine(Flow flow) {
        open();
        for (int i = 0; i < COMMANDS; i++) {
            int account = 1 + random.nextInt(ACCOUNTS);
            int kind = random.nextInt(100);
            long any = 1 + random.nextLong(Math.max(1, clientOrderIds[account]));
            if (kind < 60) place(flow, account, i * 1_000 / COMMANDS);
            else if (kind < 95) apply(commands.cancel(account, 0, any));
            else if (engines.naive.state.pending.size() > 1) apply(commands.batchSettled(++settled));
        }
        engines.compareHashes();
    }

    private void place(Flow flow, int account, int at) {
        Side side = Side.of(random.nextInt(2));
        PlaceOrderEncoder order = commands.place(account, account, ++clientOrderIds[account], side,
                1 + random.nextInt(100), flow.priceTicks(random, side, at), ++nonce, EXPIRY_MS);
        if (random.nextInt(100) < 15) {
            order.timeInForce((short) TimeInForce.IOC.code()).expiryMs(RandomTrades.START_MS + 1_000);
        }
        apply(commands);
    }

    /** The best level is far from the next one, and gone when both sides are swept. */
    @Test
    void sweepsABookFromOneEndOfItsPricesToTheOther() {
        open();
        for (int bits = 0; bits < 27; bits++) {
            commands.place(1, 1, ++clientOrderIds[1], Side.ASK, 1, 1L << bits, ++nonce, EXPIRY_MS);
            apply(commands);
        }
        commands.place(2, 2, 1, Side.BID, 27, (1L << 27) - 1, ++nonce, EXPIRY_MS);
        apply(commands);
        for (int bits = 0; bits < 27; bits++) {
            commands.place(2, 2, 2 + bits, Side.BID, 1, 1L << bits, ++nonce, EXPIRY_MS);
            apply(commands);
        }
        commands.place(1, 1, ++clientOrderIds[1], Side.ASK, 27, 1, ++nonce, EXPIRY_MS);
        apply(commands);
        engines.compareHashes();
    }
}
