package io.enerlink.benchmarks.simulation;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.MarketEventKind;
import io.enerlink.engine.matching.TradingState;
import io.enerlink.engine.message.BalanceChangedDecoder;
import io.enerlink.engine.message.BatchClosedDecoder;
import io.enerlink.engine.message.BatchExecutionDecoder;
import io.enerlink.engine.message.BatchFinalDecoder;
import io.enerlink.engine.message.MarketEventAppliedDecoder;
import io.enerlink.engine.message.TradedDecoder;
import io.enerlink.engine.message.TradingChangedDecoder;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts ETK and IDRS by what the engine says, in numbers that cannot overflow: what is in all accounts and in the fees
 * of batches that are not final is what was paid in and not out, after every command.
 */
final class MoneyCount implements EventHandler {
    private static final BigInteger UWH_PER_WH = BigInteger.valueOf(1_000_000);
    private static final BigInteger QUOTE_PER_WH_TICK = BigInteger.TEN;
    private static final BigInteger BPS = BigInteger.valueOf(10_000);

    private record Balance(long etk, long idrs) {}

    private static final class Batch {
        private BigInteger fees = BigInteger.ZERO;
        private BigInteger bidsUwh = BigInteger.ZERO;
        private BigInteger netUwh = BigInteger.ZERO;
        private BigInteger netQuote = BigInteger.ZERO;
        private BigInteger netFees = BigInteger.ZERO;
        private int missing;
    }

    private final Map<Integer, Balance> balances = new HashMap<>();
    private final Map<Long, Batch> batches = new HashMap<>();
    private BigInteger etk = BigInteger.ZERO;
    private BigInteger idrs = BigInteger.ZERO;
    private BigInteger owedEtk = BigInteger.ZERO;
    private BigInteger owedIdrs = BigInteger.ZERO;
    private BigInteger fees = BigInteger.ZERO;
    /** Trading was opened by this command: what trades now pays as makers do, both. */
    private boolean afterAuction;

    @Override
    public void onTradingChanged(long sequence, long timestampMs, TradingChangedDecoder event) {
        afterAuction = event.state() == TradingState.OPEN.code();
    }

    @Override
    public void onMarketEventApplied(long sequence, long timestampMs, MarketEventAppliedDecoder event) {
        BigInteger amount = BigInteger.valueOf(event.amount());
        boolean in = event.kind() == MarketEventKind.DEPOSIT.code();
        if (!in && event.kind() != MarketEventKind.WITHDRAWN.code()) return;
        if (event.asset() == Asset.ETK.code()) owedEtk = in ? owedEtk.add(amount) : owedEtk.subtract(amount);
        else
            owedIdrs = in ? owedIdrs.add(amount) : owedIdrs.subtract(amount);
    }

    @Override
    public void onTraded(long sequence, long timestampMs, TradedDecoder event) {
        BigInteger quote = BigInteger.valueOf(event.quantityWh()).multiply(BigInteger.valueOf(event.priceTicks()))
                .multiply(QUOTE_PER_WH_TICK);
        require(quote.equals(BigInteger.valueOf(event.quote())), "trade " + event.tradeId() + " of "
                + event.quantityWh() + " Wh at " + event.priceTicks() + " costs " + quote + ", not " + event.quote());
        requireFee(quote, event.makerFee(), Commands.MAKER_FEE_BPS);
        requireFee(quote, event.takerFee(), afterAuction ? Commands.MAKER_FEE_BPS : Commands.TAKER_FEE_BPS);
        BigInteger fee = BigInteger.valueOf(event.makerFee()).add(BigInteger.valueOf(event.takerFee()));
        Batch batch = batches.computeIfAbsent(event.batchId(), id -> new Batch());
        batch.fees = batch.fees.add(fee);
        batch.bidsUwh = batch.bidsUwh.add(BigInteger.valueOf(event.quantityWh()).multiply(UWH_PER_WH));
        fees = fees.add(fee);
    }

    private static void requireFee(BigInteger quote, long fee, int bps) {
        BigInteger right = quote.multiply(BigInteger.valueOf(bps)).divide(BPS);
        require(right.equals(BigInteger.valueOf(fee)), "the fee of " + quote + " is " + right + ", not " + fee);
    }

    @Override
    public void onBatchClosed(long sequence, long timestampMs, BatchClosedDecoder event) {
        require(batches.containsKey(event.batchId()), "batch " + event.batchId() + " has no trades");
        batches.get(event.batchId()).missing = event.executions();
    }

    @Override
    public void onBatchExecution(long sequence, long timestampMs, BatchExecutionDecoder event) {
        Batch batch = batches.get(event.batchId());
        BigInteger sign = Side.of(event.side()) == Side.BID ? BigInteger.ONE : BigInteger.ONE.negate();
        batch.netUwh = batch.netUwh.add(sign.multiply(BigInteger.valueOf(event.baseUwh())));
        batch.netQuote = batch.netQuote.add(sign.multiply(BigInteger.valueOf(event.quote())));
        batch.netFees = batch.netFees.add(BigInteger.valueOf(event.fee()));
        if (sign.signum() > 0) batch.bidsUwh = batch.bidsUwh.subtract(BigInteger.valueOf(event.baseUwh()));
        if (--batch.missing > 0) return;
        require(batch.netUwh.signum() == 0 && batch.netQuote.signum() == 0 && batch.bidsUwh.signum() == 0
                && batch.netFees.equals(batch.fees), "batch " + event.batchId() + " does not hold what was traded");
    }

    @Override
    public void onBatchFinal(long sequence, long timestampMs, BatchFinalDecoder event) {
        Batch batch = batches.remove(event.batchId());
        require(batch != null, "batch " + event.batchId() + " became final and was not pending");
        fees = fees.subtract(batch.fees);
    }

    @Override
    public void onBalanceChanged(long sequence, long timestampMs, BalanceChangedDecoder event) {
        require(event.etkFree() >= 0 && event.etkReserved() >= 0 && event.idrsFree() >= 0 && event.idrsReserved() >= 0,
                "account " + event.accountId() + " has less than nothing");
        Balance now = new Balance(Math.addExact(event.etkFree(), event.etkReserved()),
                Math.addExact(event.idrsFree(), event.idrsReserved()));
        Balance before = balances.put(event.accountId(), now);
        etk = etk.add(BigInteger.valueOf(now.etk() - (before == null ? 0 : before.etk())));
        idrs = idrs.add(BigInteger.valueOf(now.idrs() - (before == null ? 0 : before.idrs())));
    }

    @Override
    public void onCommandEnd(long sequence, long timestampMs) {
        afterAuction = false;
        require(etk.equals(owedEtk), "accounts hold " + etk + " µWh of ETK, paid in were " + owedEtk);
        require(idrs.add(fees).equals(owedIdrs), "accounts and fees hold " + idrs.add(fees) + " of IDRS, paid in were "
                + owedIdrs);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) throw new Violation(Check.CONSERVED, otherwise);
    }
}
