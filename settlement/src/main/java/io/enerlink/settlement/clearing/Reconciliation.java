package io.enerlink.settlement.clearing;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.EventListener;
import io.enerlink.engine.matching.HaltReason;
import io.enerlink.settlement.chain.Chain;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.clearing.EngineLedger.Account;
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

    /** What the engine had when it had heard of everything up to a block and of nothing after it. */
    private record Look(Chain.Block block, long eventSeq, long lastFinal, Amounts total, List<Account> accounts) {}

    private final EngineLedger ledger = new EngineLedger();
    private final EventDispatcher dispatcher = new EventDispatcher(ledger);
    private final EngineCommands engine;
    private final Chain chain;
    private final ContractAddresses contracts;
    private final ContractCalls calls;
    private final LongSupplier nanoTime;
    private Look look;
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

    /**
     * The engine has heard of all account events up to this final block, and of none after it: what it has is kept, and
     * compared when there is a later block. A node that is making a block may answer for the newest one with what the one
     * in the making brings; anvil does.
     */
    void caughtUp(Chain.Block block) {
        if (look != null && look.block.number() < block.number()) {
            Look before = look;
            look = null; // a node that has forgotten the block must not stop us for ever
            compare(before);
        }
        long nowNs = nanoTime.getAsLong();
        if (look != null || lookedAtNs != 0 && nowNs - lookedAtNs < PAUSE.toNanos()) return;
        lookedAtNs = nowNs;
        synchronized (ledger) {
            int looked = Math.min(ACCOUNTS_A_LOOK, ledger.accounts());
            List<Account> accounts = IntStream.range(0, looked)
                    .mapToObj(i -> ledger.account((nextAccount + i) % ledger.accounts(), contracts.feeRecipient()))
                    .toList();
            nextAccount += looked;
            look = new Look(block, ledger.lastEventSeq(), ledger.lastFinal(), ledger.total(), accounts);
        }
    }

    private void compare(Look look) {
        Chain.Block block = look.block;
        List<String> escrow = compareEscrow(look);
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

    private List<String> compareEscrow(Look look) {
        List<String> differences = new ArrayList<>();
        long block = look.block.number();
        long nextBatchId = read(contracts.market(), calls.market().nextBatchId(), block).getFirst();
        long eventSeq = read(contracts.market(), calls.market().eventSeq(), block).getFirst();
        List<Long> total = read(contracts.market(), calls.market().totalEscrow(), block);
        compare("account events", look.eventSeq, eventSeq, differences);
        compare("escrow of all accounts", look.total, new Amounts(total.get(0), total.get(1)), differences);
        boolean ahead = look.lastFinal >= nextBatchId; // a batch became final here after this block
        if (ahead) return differences;
        for (Account account : look.accounts) {
            List<Long> escrow = read(contracts.market(), calls.market().escrow(account.address()), block);
            compare("escrow of " + account.address(), account.escrow(nextBatchId),
                    new Amounts(escrow.get(0), escrow.get(1)), differences);
        }
        return differences;
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
