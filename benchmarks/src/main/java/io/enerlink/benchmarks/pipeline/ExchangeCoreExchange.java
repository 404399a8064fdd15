package io.enerlink.benchmarks.pipeline;

import exchange.core2.core.ExchangeApi;
import exchange.core2.core.ExchangeCore;
import exchange.core2.core.common.CoreSymbolSpecification;
import exchange.core2.core.common.CoreWaitStrategy;
import exchange.core2.core.common.MatcherEventType;
import exchange.core2.core.common.MatcherTradeEvent;
import exchange.core2.core.common.OrderAction;
import exchange.core2.core.common.OrderType;
import exchange.core2.core.common.SymbolType;
import exchange.core2.core.common.api.ApiAddUser;
import exchange.core2.core.common.api.ApiAdjustUserBalance;
import exchange.core2.core.common.api.ApiCommand;
import exchange.core2.core.common.cmd.CommandResultCode;
import exchange.core2.core.common.cmd.OrderCommand;
import exchange.core2.core.common.cmd.OrderCommandType;
import exchange.core2.core.common.config.ExchangeConfiguration;
import exchange.core2.core.common.config.InitialStateConfiguration;
import exchange.core2.core.common.config.LoggingConfiguration;
import exchange.core2.core.common.config.OrdersProcessingConfiguration;
import exchange.core2.core.common.config.PerformanceConfiguration;
import exchange.core2.core.common.config.ReportsQueriesConfiguration;
import exchange.core2.core.common.config.SerializationConfiguration;
import exchange.core2.core.orderbook.OrderBookDirectImpl;
import io.enerlink.benchmarks.book.Answer;
import io.enerlink.benchmarks.flow.Flow;

/** exchange-core's pipeline with its risk and without its journal: grouping, risk, matching, risk, results. */
final class ExchangeCoreExchange implements Exchange {
    private static final int SYMBOL = 1;
    private static final int BASE = 1;
    private static final int QUOTE = 2;
    private static final long PLENTY = Long.MAX_VALUE / 1_000_000;
    private static final int RING = 1 << 12;
    private static final int GROUP = 256;
    private static final int GROUP_NANOS = 10_000;
    private static final OrderAction[] ACTIONS = {OrderAction.BID, OrderAction.ASK};

    private final Results results;
    private final ExchangeCore core;
    private final ExchangeApi api;
    private volatile boolean open;
    private volatile Answer answer;

    ExchangeCoreExchange(Waits waits, Results results) {
        this.results = results;
        core = ExchangeCore.builder().resultsConsumer(this::result).exchangeConfiguration(configuration(waits)).build();
        core.startup();
        api = core.getApi();
        open();
    }

    private static ExchangeConfiguration configuration(Waits waits) {
        PerformanceConfiguration performance = PerformanceConfiguration.builder().ringBufferSize(RING)
                .matchingEnginesNum(1).riskEnginesNum(1).msgsInGroupLimit(GROUP).maxGroupDurationNs(GROUP_NANOS)
                .threadFactory(Thread.ofPlatform().daemon().factory())
                .waitStrategy(CoreWaitStrategy.valueOf(waits.name())).orderBookFactory(OrderBookDirectImpl::new)
                .binaryCommandsLz4CompressorFactory(
                        () -> net.jpountz.lz4.LZ4Factory.safeInstance().highCompressor())
                .build();
        return ExchangeConfiguration.builder().performanceCfg(performance)
                .ordersProcessingCfg(OrdersProcessingConfiguration.DEFAULT)
                .initStateCfg(InitialStateConfiguration.CLEAN_TEST)
                .reportsQueriesCfg(ReportsQueriesConfiguration.DEFAULT).loggingCfg(LoggingConfiguration.DEFAULT)
                .serializationCfg(SerializationConfiguration.DEFAULT).build();
    }

    private void open() {
        CoreSymbolSpecification symbol = CoreSymbolSpecification.builder().symbolId(SYMBOL)
                .type(SymbolType.CURRENCY_EXCHANGE_PAIR).baseCurrency(BASE).quoteCurrency(QUOTE).baseScaleK(1)
                .quoteScaleK(1).takerFee(0).makerFee(0).build();
        Symbols.add(core, symbol);
        for (int uid = 1; uid <= Flow.ACCOUNTS; uid++) {
            send(ApiAddUser.builder().uid(uid).build());
            send(ApiAdjustUserBalance.builder().uid(uid).currency(BASE).amount(PLENTY).transactionId(uid * 2L).build());
            send(ApiAdjustUserBalance.builder().uid(uid).currency(QUOTE).amount(PLENTY).transactionId(uid * 2L + 1)
                    .build());
        }
        open = true;
    }

    private void send(ApiCommand command) {
        requireSuccess(api.submitCommandAsync(command).join());
    }

    private static void requireSuccess(CommandResultCode code) {
        if (code != CommandResultCode.SUCCESS && code != CommandResultCode.ACCEPTED) {
            throw new IllegalStateException("exchange-core answered " + code);
        }
    }

    @Override
    public void submit(long[] words, int at, long index) {
        long first = words[at];
        long id = words[at + 1];
        long price = words[at + 2];
        int uid = Flow.account(first);
        switch (Flow.operation(first)) {
            case Flow.PLACE -> place(words, at, index, OrderType.GTC);
            case Flow.PLACE_IOC -> place(words, at, index, OrderType.IOC);
            case Flow.MOVE -> api.moveOrder(0, 0, index, price, id, SYMBOL, uid);
            case Flow.REDUCE -> api.reduceOrder(0, 0, index, Flow.takenOff(words[at + 3]), id, SYMBOL, uid);
            default -> api.cancelOrder(0, 0, index, id, SYMBOL, uid);
        }
    }

    /** The reserved price has room for later moves, or exchange-core would refuse those that go up. */
    private void place(long[] words, int at, long index, OrderType type) {
        long first = words[at];
        long price = words[at + 2];
        api.placeNewOrder(0, 0, index, words[at + 1], 0, price, price * 2, words[at + 3], ACTIONS[Flow.side(first)],
                type, SYMBOL, Flow.account(first));
    }

    @Override
    public void answerTo(Answer told) { answer = told; }

    private void result(OrderCommand command, long sequence) {
        if (!open || !isOrder(command.command)) return;
        if (answer != null) tell(command);
        results.done(command.timestamp);
    }

    private static boolean isOrder(OrderCommandType type) {
        return type == OrderCommandType.PLACE_ORDER || type == OrderCommandType.MOVE_ORDER
                || type == OrderCommandType.REDUCE_ORDER || type == OrderCommandType.CANCEL_ORDER;
    }

    private void tell(OrderCommand command) {
        for (MatcherTradeEvent event = command.matcherEvent; event != null; event = event.nextEvent) {
            if (event.eventType == MatcherEventType.TRADE) {
                answer.traded(event.matchedOrderId, event.price, event.size);
            }
        }
        answer.ended(command.resultCode == CommandResultCode.SUCCESS);
    }

    @Override
    public void close() {
        core.shutdown();
    }
}
