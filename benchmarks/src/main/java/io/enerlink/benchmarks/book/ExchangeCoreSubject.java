package io.enerlink.benchmarks.book;

import exchange.core2.collections.objpool.ObjectsPool;
import exchange.core2.core.common.CoreSymbolSpecification;
import exchange.core2.core.common.L2MarketData;
import exchange.core2.core.common.MatcherEventType;
import exchange.core2.core.common.MatcherTradeEvent;
import exchange.core2.core.common.OrderAction;
import exchange.core2.core.common.OrderType;
import exchange.core2.core.common.SymbolType;
import exchange.core2.core.common.cmd.CommandResultCode;
import exchange.core2.core.common.cmd.OrderCommand;
import exchange.core2.core.common.cmd.OrderCommandType;
import exchange.core2.core.common.config.LoggingConfiguration;
import exchange.core2.core.orderbook.IOrderBook;
import exchange.core2.core.orderbook.OrderBookDirectImpl;
import exchange.core2.core.orderbook.OrderBookEventsHelper;
import io.enerlink.benchmarks.flow.Flow;
import java.util.Map;

/** exchange-core's fast book, OrderBookDirectImpl, with pools as large as its own router gives it, without its risk. */
final class ExchangeCoreSubject extends Subject {
    private static final int POOLED_ORDERS = 1 << 20;
    private static final int POOLED_BUCKETS = 1 << 16;
    private static final int POOLED_NODES = 1 << 15;
    private static final long ANY_PRICE = Long.MAX_VALUE / 4;
    private static final OrderAction[] ACTIONS = {OrderAction.BID, OrderAction.ASK};

    private final OrderBookDirectImpl book = new OrderBookDirectImpl(symbol(), pool(),
            OrderBookEventsHelper.NON_POOLED_EVENTS_HELPER, LoggingConfiguration.DEFAULT);
    private final OrderCommand command = new OrderCommand();
    private CommandResultCode result;
    private long refusals;
    private Answer answer;

    private static CoreSymbolSpecification symbol() {
        return CoreSymbolSpecification.builder().symbolId(1).type(SymbolType.CURRENCY_EXCHANGE_PAIR).baseCurrency(1)
                .quoteCurrency(2).baseScaleK(1).quoteScaleK(1).build();
    }

    private static ObjectsPool pool() {
        return new ObjectsPool(Map.of(ObjectsPool.DIRECT_ORDER, POOLED_ORDERS, ObjectsPool.DIRECT_BUCKET,
                POOLED_BUCKETS, ObjectsPool.ART_NODE_4, POOLED_NODES, ObjectsPool.ART_NODE_16, POOLED_NODES / 2,
                ObjectsPool.ART_NODE_48, POOLED_NODES / 4, ObjectsPool.ART_NODE_256, POOLED_NODES / 8));
    }

    @Override
    void apply(long[] words, int at) {
        long first = words[at];
        command.symbol = 1;
        command.orderId = words[at + 1];
        command.uid = Flow.account(first);
        command.resultCode = CommandResultCode.VALID_FOR_MATCHING_ENGINE;
        command.matcherEvent = null;
        switch (Flow.operation(first)) {
            case Flow.PLACE -> place(words, at, OrderType.GTC);
            case Flow.PLACE_IOC -> place(words, at, OrderType.IOC);
            case Flow.MOVE -> {
                command.command = OrderCommandType.MOVE_ORDER;
                command.price = words[at + 2];
            }
            case Flow.REDUCE -> {
                command.command = OrderCommandType.REDUCE_ORDER;
                command.size = Flow.takenOff(words[at + 3]);
            }
            default -> command.command = OrderCommandType.CANCEL_ORDER;
        }
        result = IOrderBook.processCommand(book, command);
        if (result != CommandResultCode.SUCCESS) refusals++;
    }

    private void place(long[] words, int at, OrderType type) {
        command.command = OrderCommandType.PLACE_ORDER;
        command.orderType = type;
        command.action = ACTIONS[Flow.side(words[at])];
        command.price = words[at + 2];
        command.reserveBidPrice = ANY_PRICE;
        command.size = words[at + 3];
    }

    @Override
    void answerTo(Answer told) { answer = told; }

    @Override
    void tellLast(long[] words, int at) {
        for (MatcherTradeEvent event = command.matcherEvent; event != null; event = event.nextEvent) {
            if (event.eventType == MatcherEventType.TRADE) {
                answer.traded(event.matchedOrderId, event.price, event.size);
            }
        }
        answer.ended(result == CommandResultCode.SUCCESS);
    }

    @Override
    void tellEnd() {
        L2MarketData depth = book.getL2MarketDataSnapshot(Integer.MAX_VALUE);
        for (int i = 0; i < depth.bidSize; i++) {
            answer.level(0, depth.bidPrices[i], depth.bidVolumes[i], depth.bidOrders[i]);
        }
        for (int i = 0; i < depth.askSize; i++) {
            answer.level(1, depth.askPrices[i], depth.askVolumes[i], depth.askOrders[i]);
        }
    }

    @Override
    long witness() { return refusals + book.getOrdersNum(OrderAction.BID); }
}
