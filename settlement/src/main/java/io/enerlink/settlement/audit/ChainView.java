package io.enerlink.settlement.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Consumer;

import io.enerlink.contracts.ETKToken;
import io.enerlink.contracts.EnergyConverter;
import io.enerlink.contracts.IDRSToken;
import io.enerlink.contracts.Market;
import io.enerlink.settlement.audit.JournalLedger.Amounts;
import io.enerlink.settlement.chain.ContractAddresses;

import org.web3j.abi.EventEncoder;
import org.web3j.abi.datatypes.Event;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.methods.request.EthFilter;
import org.web3j.protocol.core.methods.response.EthLog.LogResult;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.tx.Contract;
import org.web3j.tx.ReadonlyTransactionManager;
import org.web3j.tx.gas.StaticGasProvider;
import org.web3j.utils.Numeric;

/** The contracts as they stand at one block, read with nothing but the node: no outbox, no cursor, no engine. */
final class ChainView {
    /** A batch as the chain settled it. */
    record SettledBatch(long batchId, String tradesRoot, int executions) {}

    /** An account event of the market. */
    record AccountEvent(long eventSeq, String address, Amounts change) {}

    /** Whose logs are asked for together: what nodes answer at once, and what is held at once. */
    private static final int BLOCKS_AT_ONCE = 10_000;

    private final Web3j web3j;
    private final ContractAddresses contracts;
    private final long lastBlock;
    final Market market;
    final EnergyConverter converter;
    final ETKToken etk;
    final IDRSToken idrs;

    ChainView(Web3j web3j, ContractAddresses contracts) throws IOException {
        this.web3j = web3j;
        this.contracts = contracts;
        lastBlock = web3j.ethBlockNumber().send().getBlockNumber().longValueExact();
        DefaultBlockParameter block = DefaultBlockParameter.valueOf(BigInteger.valueOf(lastBlock));
        var reader = new ReadonlyTransactionManager(web3j, contracts.market());
        var noGas = new StaticGasProvider(BigInteger.ZERO, BigInteger.ZERO);
        market = at(block, Market.load(contracts.market(), web3j, reader, noGas));
        converter = at(block, EnergyConverter.load(contracts.converter(), web3j, reader, noGas));
        etk = at(block, ETKToken.load(contracts.etk(), web3j, reader, noGas));
        idrs = at(block, IDRSToken.load(contracts.idrs(), web3j, reader, noGas));
    }

    private static <T extends Contract> T at(DefaultBlockParameter block, T contract) {
        contract.setDefaultBlockParameter(block);
        return contract;
    }

    Amounts escrow(String address) throws Exception {
        var escrow = market.escrow(address).send();
        return new Amounts(escrow.component1().longValueExact(), escrow.component2().longValueExact());
    }

    /** Every batch that was settled, in order; those of some blocks are held at once. */
    Iterator<SettledBatch> settledBatches() {
        return new Iterator<>() {
            private final Deque<SettledBatch> read = new ArrayDeque<>();
            private long firstBlock = contracts.firstBlock();

            @Override
            public boolean hasNext() {
                for (; read.isEmpty() && firstBlock <= lastBlock; firstBlock += BLOCKS_AT_ONCE)
                    forEachLog(firstBlock, contracts.market(), Market.BATCHSETTLED_EVENT, log -> {
                        var event = Market.getBatchSettledEventFromLog(log);
                        read.add(new SettledBatch(event.batchId.longValueExact(),
                                Numeric.toHexString(event.tradesRoot), event.executions.intValueExact()));
                    });
                return !read.isEmpty();
            }

            @Override
            public SettledBatch next() {
                if (!hasNext()) throw new NoSuchElementException();
                return read.remove();
            }
        };
    }

    /** The batches that the administrator voided. */
    Set<Long> voidedBatches() {
        Set<Long> voided = new HashSet<>();
        forEachLog(contracts.market(), Market.BATCHVOIDED_EVENT,
                log -> voided.add(Market.getBatchVoidedEventFromLog(log).batchId.longValueExact()));
        return voided;
    }

    /** Shows every change that account events made to an escrow, by kind of event. */
    void forEachAccountEvent(Consumer<AccountEvent> visitor) {
        forEachLog(contracts.market(), Market.DEPOSITED_EVENT, log -> {
            var event = Market.getDepositedEventFromLog(log);
            visitor.accept(new AccountEvent(event.seq.longValueExact(), event.account, of(event.asset, event.amount)));
        });
        forEachLog(contracts.market(), Market.WITHDRAWN_EVENT, log -> {
            var event = Market.getWithdrawnEventFromLog(log);
            visitor.accept(new AccountEvent(event.seq.longValueExact(), event.account,
                    of(event.asset, event.amount).negated()));
        });
        forEachLog(contracts.market(), Market.REPAID_EVENT, log -> {
            var event = Market.getRepaidEventFromLog(log);
            visitor.accept(new AccountEvent(event.seq.longValueExact(), event.account,
                    new Amounts(event.amount.longValueExact(), 0).negated()));
        });
        forEachLog(contracts.market(), Market.EXITED_EVENT, log -> {
            var event = Market.getExitedEventFromLog(log);
            visitor.accept(new AccountEvent(event.seq.longValueExact(), event.account,
                    new Amounts(event.etk.longValueExact(), event.idrs.longValueExact()).negated()));
        });
    }

    /** Shows every report that took effect, in order. */
    void forEachEnergySettled(Consumer<EnergyConverter.EnergySettledEventResponse> visitor) {
        forEachLog(contracts.converter(), EnergyConverter.ENERGYSETTLED_EVENT,
                log -> visitor.accept(EnergyConverter.getEnergySettledEventFromLog(log)));
    }

    /** ETK burned out of escrow against debts. */
    BigInteger repaidUwh() {
        BigInteger[] repaid = {BigInteger.ZERO};
        forEachLog(contracts.market(), Market.REPAID_EVENT,
                log -> repaid[0] = repaid[0].add(Market.getRepaidEventFromLog(log).amount));
        return repaid[0];
    }

    private Amounts of(String asset, BigInteger amount) {
        return asset.equalsIgnoreCase(contracts.etk()) ? new Amounts(amount.longValueExact(), 0)
                : new Amounts(0, amount.longValueExact());
    }

    private void forEachLog(String address, Event event, Consumer<Log> visitor) {
        for (long first = contracts.firstBlock(); first <= lastBlock; first += BLOCKS_AT_ONCE)
            forEachLog(first, address, event, visitor);
    }

    /** Those of the next so many blocks. */
    private void forEachLog(long first, String address, Event event, Consumer<Log> visitor) {
        long last = Math.min(lastBlock, first + BLOCKS_AT_ONCE - 1);
        EthFilter filter = new EthFilter(DefaultBlockParameter.valueOf(BigInteger.valueOf(first)),
                DefaultBlockParameter.valueOf(BigInteger.valueOf(last)), address);
        filter.addSingleTopic(EventEncoder.encode(event));
        try {
            var answer = web3j.ethGetLogs(filter).send();
            if (answer.hasError()) throw new IOException(answer.getError().getMessage());
            for (LogResult<?> result : answer.getLogs()) visitor.accept((Log) result.get());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
