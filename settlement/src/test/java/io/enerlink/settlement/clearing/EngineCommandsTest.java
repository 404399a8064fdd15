package io.enerlink.settlement.clearing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import io.enerlink.engine.client.EngineClient;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.matching.HaltReason;
import io.enerlink.engine.matching.RejectReason;
import io.enerlink.settlement.TestEngine;
import io.enerlink.settlement.chain.LogCursor.EffectTimeoutException;
import org.junit.jupiter.api.Test;

/** What was told to the engine waits for its answer, and whatever comes of it, not for ever. */
class EngineCommandsTest {
    private static final String FEE_ACCOUNT = "0x" + "fe".repeat(20);
    private static final String TRANSACTION = "0x" + "77".repeat(32);
    private static final String TRADER = "0x" + "a1".repeat(20);
    /** Takes everything and says nothing. */
    private static final EngineClient SILENT = (command, offset, length) -> true;

    @Test
    void keepsNothingOfWhatTheEngineHasAnswered() {
        TestEngine engine = new TestEngine();
        EngineCommands commands = new EngineCommands(engine, System.currentTimeMillis());
        engine.restart(new EventDispatcher(commands));
        engine.configure(FEE_ACCOUNT);
        List<CompletableFuture<RejectReason>> answers = List.of(commands.debtChanged(1, TRADER, 5),
                commands.debtChanged(1, TRADER, 5), commands.chainView(engine.nowMs(), 3_600_000),
                commands.voidPending(1), commands.releaseWithdrawal(7, 1), commands.halt(HaltReason.RECONCILIATION),
                commands.halt(HaltReason.RECONCILIATION));
        assertEquals(List.of(), answers.stream().filter(answer -> !answer.isDone()).toList());
        assertEquals(0, commands.waiting());
    }

    /** Its answer is BatchFinal, which the settler hears, or none. */
    @Test
    void keepsNothingOfASettledBatchWhoseAnswerIsForOthers() {
        EngineCommands commands = new EngineCommands(SILENT, 0);
        for (int batch = 1; batch <= 3; ++batch) commands.batchSettled(batch, TRANSACTION);
        assertEquals(0, commands.waiting());
    }

    @Test
    void keepsNothingOfWhatAStoppedEngineRefuses() {
        EngineCommands commands = new EngineCommands((command, offset, length) -> {
            throw new IllegalStateException("the engine has stopped");
        }, 0);
        assertThrows(IllegalStateException.class, () -> commands.debtChanged(1, TRADER, 5));
        assertEquals(0, commands.waiting());
    }

    @Test
    void givesUpOnceItIsClosedAndKeepsNothing() {
        EngineCommands unanswered = new EngineCommands(SILENT, 0);
        CompletableFuture<RejectReason> answer = unanswered.debtChanged(1, TRADER, 5);
        assertEquals(1, unanswered.waiting());
        unanswered.close();
        assertEquals(EffectTimeoutException.class,
                assertThrows(ExecutionException.class, answer::get).getCause().getClass());
        assertEquals(0, unanswered.waiting());

        EngineCommands full = new EngineCommands((command, offset, length) -> false, 0);
        full.close();
        assertThrows(EffectTimeoutException.class, () -> full.debtChanged(1, TRADER, 5));
        assertEquals(0, full.waiting());
    }
}
