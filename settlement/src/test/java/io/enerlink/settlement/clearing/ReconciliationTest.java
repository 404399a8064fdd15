package io.enerlink.settlement.clearing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.enerlink.settlement.chain.Chain;
import io.enerlink.settlement.chain.ChainUnavailableException;
import io.enerlink.settlement.chain.ContractAddresses;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
    private static final int WORDS = 2;

    private final List<Long> blocksRead = new ArrayList<>();
    private long nowNs = 1;
    private long forgetsBefore;

    @Test
    void comparesAtABlockThatHasALaterOneAndNeverAtTheNewest() {
        Reconciliation reconciliation = new Reconciliation(null, nothingYet(), addresses(), () -> nowNs);
        reconciliation.caughtUp(block(7));
        assertEquals(List.of(), blocksRead, "the newest block may be answered for with the next one's state");
        assertEquals(0, reconciliation.state().looks());
        nowNs += Duration.ofSeconds(1).toNanos();
        reconciliation.caughtUp(block(8));
        assertEquals(List.of(7L), blocksRead.stream().distinct().toList());
        assertEquals(7, reconciliation.state().blockNumber());
        assertEquals(List.of(), reconciliation.state().differences());
    }

    @Test
    void waitsForALaterBlockHoweverOftenItHearsOfOne() {
        Reconciliation reconciliation = new Reconciliation(null, nothingYet(), addresses(), () -> nowNs);
        reconciliation.caughtUp(block(7));
        reconciliation.caughtUp(block(7));
        assertEquals(List.of(), blocksRead);
        reconciliation.caughtUp(block(9));
        assertEquals(1, reconciliation.state().looks());
    }

    @Test
    void goesOnWithAnotherBlockWhereTheNodeHasForgottenOne() {
        forgetsBefore = 9;
        Reconciliation reconciliation = new Reconciliation(null, nothingYet(), addresses(), () -> nowNs);
        reconciliation.caughtUp(block(7));
        assertThrows(ChainUnavailableException.class, () -> reconciliation.caughtUp(block(8)));
        nowNs += Duration.ofSeconds(3).toNanos();
        reconciliation.caughtUp(block(9));
        reconciliation.caughtUp(block(10));
        assertEquals(9, reconciliation.state().blockNumber());
    }

    /** A chain on which nothing happened: every word of every answer is zero. */
    private Chain nothingYet() {
        return (Chain) Proxy.newProxyInstance(Chain.class.getClassLoader(), new Class<?>[]{Chain.class},
                (chain, method, arguments) -> {
                    long block = (Long) arguments[arguments.length - 1];
                    if (block < forgetsBefore) throw new ChainUnavailableException("no state of block " + block);
                    blocksRead.add(block);
                    return new byte[WORDS * 32];
                });
    }

    private static Chain.Block block(long number) {
        return new Chain.Block(number, "0x" + number, "0x" + (number - 1), number, 30_000_000);
    }

    private static ContractAddresses addresses() {
        return new ContractAddresses("0x" + "1".repeat(40), "0x" + "2".repeat(40), "0x" + "3".repeat(40),
                "0x" + "4".repeat(40), "0x" + "5".repeat(40), 0);
    }
}
