package io.enerlink.settlement.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.MarketEventKind;
import io.enerlink.engine.message.BatchSettledEncoder;
import io.enerlink.engine.message.MarketEventEncoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.settlement.TestEngine;
import io.enerlink.settlement.TestTrader;
import io.enerlink.settlement.audit.JournalLedger.Amounts;
import io.enerlink.settlement.chain.ContractAddresses;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.web3j.utils.Numeric;

/** Two traders, a trade a batch, of which the engine has heard that all but the last three are final. */
class JournalLedgerTest {
    private static final int BATCHES = 100;
    private static final int FINAL = BATCHES - 3;
    private static final long PLENTY = 1_000_000_000_000L;
    private static final long TRADE_WH = 10;
    private static final long TRADE_UWH = TRADE_WH * 1_000_000;
    private static final long PRICE_TICKS = 144_470;
    private static final long QUOTE = TRADE_WH * PRICE_TICKS * 10;
    private static final long MAKER_FEE = QUOTE * 5 / 10_000;
    private static final long TAKER_FEE = QUOTE * 10 / 10_000;
    private static final String FEES = "0x" + "fe".repeat(20);
    private static final ContractAddresses CONTRACTS = new ContractAddresses("0x" + "01".repeat(20),
            "0x" + "02".repeat(20), "0x" + "03".repeat(20), "0x" + "04".repeat(20), FEES, 1);

    private final TestEngine engine = new TestEngine();
    private final TestTrader seller = new TestTrader(424_243);
    private final TestTrader buyer = new TestTrader(424_247);
    private final List<Long> closed = new ArrayList<>();
    private long eventSeq;

    @BeforeEach
    void trade() {
        engine.restart((sequence, timestampMs, events) -> {});
        engine.configure(FEES, 10);
        deposit(seller, Asset.ETK);
        deposit(buyer, Asset.IDRS);
        for (int batchId = 1; batchId <= BATCHES; ++batchId) {
            seller.place(engine, CONTRACTS, Side.ASK, TRADE_WH, PRICE_TICKS);
            buyer.place(engine, CONTRACTS, Side.BID, TRADE_WH, PRICE_TICKS);
            engine.pass(TestEngine.MAX_BATCH_AGE_MS);
            engine.tick();
            if (batchId <= FINAL) settled(batchId);
        }
        assertEquals(BATCHES, engine.batchesClosed());
    }

    @Test
    void holdsNoMoreTradesThanThereAreInABatch() {
        JournalLedger ledger = read(FINAL + 1, eventSeq);
        assertEquals(LongStream.rangeClosed(1, BATCHES).boxed().toList(), closed);
        assertTrue(ledger.mostTradesHeld() <= 1, ledger.mostTradesHeld() + " trades were held");
        assertEquals(eventSeq, ledger.lastEventSeq());
    }

    /** As long as the chain has settled what the engine takes for final, one more, all, or fewer. */
    @Test
    void knowsWhatTheChainHasWhereverItStands() {
        for (int onChain : new int[]{FINAL, FINAL + 1, BATCHES, FINAL - 2}) {
            Map<String, Amounts> escrow = escrow(read(onChain + 1, eventSeq));
            assertEquals(new Amounts(PLENTY - onChain * TRADE_UWH, onChain * (QUOTE - MAKER_FEE)),
                    escrow.get(seller.address()), "the seller's after " + onChain);
            assertEquals(new Amounts(onChain * TRADE_UWH, PLENTY - onChain * (QUOTE + TAKER_FEE)),
                    escrow.get(buyer.address()), "the buyer's after " + onChain);
            assertEquals(new Amounts(0, onChain * (MAKER_FEE + TAKER_FEE)), escrow.get(FEES), "fees after " + onChain);
        }
    }

    /** The engine has them pending still, and its balances as if they were to settle. */
    @Test
    void countsNoneOfTheTradesOfBatchesThatOnlyTheChainHasVoided() {
        Set<Long> voided = LongStream.rangeClosed(FINAL + 1, BATCHES).boxed().collect(Collectors.toSet());
        assertEquals(escrow(read(FINAL + 1, eventSeq)), escrow(read(BATCHES + 1, voided, eventSeq)));
    }

    @Test
    void takesOffWhatTheChainHadNotSeenPaidIn() {
        deposit(buyer, Asset.IDRS);
        Map<String, Amounts> escrow = escrow(read(FINAL + 1, eventSeq - 1));
        assertEquals(PLENTY - FINAL * (QUOTE + TAKER_FEE), escrow.get(buyer.address()).idrs());
    }

    private JournalLedger read(long nextBatchId, long chainEventSeq) {
        return read(nextBatchId, Set.of(), chainEventSeq);
    }

    private JournalLedger read(long nextBatchId, Set<Long> voidedOnChain, long chainEventSeq) {
        closed.clear();
        JournalLedger ledger = new JournalLedger(nextBatchId, voidedOnChain, chainEventSeq, FEES,
                (batchId, root, executions, trades) -> closed.add(batchId));
        engine.replay(ledger::onCommand);
        return ledger;
    }

    private static Map<String, Amounts> escrow(JournalLedger ledger) {
        Map<String, Amounts> escrow = ledger.balances();
        ledger.aheadOfChain().forEach((address, ahead) -> escrow.merge(address, ahead.negated(), Amounts::plus));
        return escrow;
    }

    private void deposit(TestTrader trader, Asset asset) {
        HeapBuffer buffer = new HeapBuffer(512);
        MarketEventEncoder event = new MarketEventEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        event.correlationId(0).eventSeq(++eventSeq).amount(PLENTY).nonce(0).atMs(0).epoch(0)
                .kind((short) MarketEventKind.DEPOSIT.code()).asset((short) asset.code());
        event.putAddress(Numeric.hexStringToByteArray(trader.address()), 0, MarketEventEncoder.addressLength());
        engine.submit(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + event.encodedLength());
    }

    private void settled(long batchId) {
        HeapBuffer buffer = new HeapBuffer(512);
        BatchSettledEncoder event = new BatchSettledEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        event.correlationId(0).batchId(batchId);
        engine.submit(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + event.encodedLength());
    }
}
