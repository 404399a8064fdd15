package io.enerlink.settlement.clearing;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.EventListener;
import io.enerlink.engine.matching.HaltReason;
import io.enerlink.settlement.chain.Chain;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.clearing.EngineLedger.Amounts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.protocol.core.RemoteFunctionCall;

/**
 * Compares engine and chain while both run, at the moments when the engine has heard of everything up to a final block:
 * all escrow together, some accounts each time in turn, the account events, and the supply of ETK with the converter's
 * registers. A difference that is still there at the next look raises the alarm and halts trading.
 */
final class Reconciliation {
    /** Compared one by one at each look; all others have their turn at the next ones. */
    private static final int ACCOUNTS_A_LOOK = 16;
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

    private final EngineLedger ledger = new EngineLedger();
    private final EventDispatcher dispatcher = new EventDispatcher(ledger);
    private final EngineCommands engine;
    private final Chain chain;
    private final ContractAddresses contracts;
    private final ContractCalls calls;
    private final LongSupplier nanoTime;
    private int nextAccount;
    private long lookedAtNs;
    private volatile ReconciliationState state = ReconciliationState.NONE;

    Reconciliation(EngineCommands engine, Chain chain, ContractAddresses contracts, LongSupplier nanoTime) {
        this.engine = engine;
        this.chain = chain;
        this.contracts = contracts;
        this.nanoTime = nanoTime;
        calls = new ContractCalls(contracts);
    }

    /** What it has to hear of the engine, before the bridge's own commands are answered. */
    EventListener events() {
        return (long sequence, long timestampMs, EventBuffer events) -> {
            synchronized (ledger) {
                dispatcher.onEvents(sequence, timestampMs, events);
            }
        };
    }

    /** How the last look came out. */
    ReconciliationState state() {
        return state;
    }

    /** The engine has heard of all account events up to this final block, and of none after it. */
    void caughtUp(Chain.Block block) {
        long nowNs = nanoTime.getAsLong();
        if (lookedAtNs != 0 && nowNs - lookedAtNs < PAUSE.toNanos()) return;
        lookedAtNs = nowNs;
        List<String> escrow = compareEscrow(block.number());
        List<String> supply = compareSupply(block.number());
        List<String> differences = Stream.concat(escrow.stream(), supply.stream()).toList();
        boolean lasts = !differences.isEmpty() && !state.differences().isEmpty();
        if (lasts && !state.alarm()) {
            LOG.error("engine and chain differ at block {}: {}. Trading halts", block.number(), differences);
            engine.halt(HaltReason.RECONCILIATION);
        }
        state = new ReconciliationState(block.number(), 1_000 * block.timestampSec(), System.currentTimeMillis(),
                state.looks() + 1, escrow, supply, lasts || state.alarm());
    }

    private List<String> compareEscrow(long block) {
        List<String> differences = new ArrayList<>();
        long nextBatchId = read(contracts.market(), calls.market().nextBatchId(), block).getFirst();
        long eventSeq = read(contracts.market(), calls.market().eventSeq(), block).getFirst();
        List<Long> total = read(contracts.market(), calls.market().totalEscrow(), block);
        synchronized (ledger) {
            compare("account events", ledger.lastEventSeq(), eventSeq, differences);
            compare("escrow of all accounts", ledger.total(), new Amounts(total.get(0), total.get(1)), differences);
        }
        for (int i = 0; i < ACCOUNTS_A_LOOK; i++) compareNext(block, nextBatchId, differences);
        return differences;
    }

    private void compareNext(long block, long nextBatchId, List<String> differences) {
        String address;
        Amounts expected;
        synchronized (ledger) {
            boolean ahead = ledger.lastFinal() >= nextBatchId; // a batch became final here after this block
            if (ahead || ledger.accounts() == 0) return;
            nextAccount = (nextAccount + 1) % ledger.accounts();
            address = ledger.address(nextAccount);
            expected = ledger.escrow(nextAccount, nextBatchId, address.equals(contracts.feeRecipient()));
        }
        List<Long> escrow = read(contracts.market(), calls.market().escrow(address), block);
        compare("escrow of " + address, expected, new Amounts(escrow.get(0), escrow.get(1)), differences);
    }

    private List<String> compareSupply(long block) {
        List<String> differences = new ArrayList<>();
        long net = read(contracts.converter(), calls.converter().totalNet(), block).getFirst();
        long debt = read(contracts.converter(), calls.converter().totalDebt(), block).getFirst();
        long carried = read(contracts.converter(), calls.converter().totalCarried(), block).getFirst();
        long supply = read(contracts.etk(), calls.etk().totalSupply(), block).getFirst();
        compare("supply of ETK", net + debt - carried, supply, differences);
        return differences;
    }

    private static void compare(String what, Object expected, Object found, List<String> differences) {
        if (!expected.equals(found)) differences.add(what + ": " + expected + " expected, " + found + " on the chain");
    }

    private List<Long> read(String contract, RemoteFunctionCall<?> call, long block) {
        return ContractCalls.read(chain, contract, call, block).stream()
                .map(value -> ((BigInteger) value).longValueExact()).toList();
    }
}
