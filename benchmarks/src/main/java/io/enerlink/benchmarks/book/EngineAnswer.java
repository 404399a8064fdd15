package io.enerlink.benchmarks.book;

import io.enerlink.benchmarks.flow.Flow;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.message.BalanceChangedDecoder;
import io.enerlink.engine.message.LevelChangedDecoder;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.OrderAcceptedDecoder;
import io.enerlink.engine.message.OrderRejectedDecoder;
import io.enerlink.engine.message.TradedDecoder;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;

/** What our engine's events say, in the words of an {@link Answer}; depth and balances from nothing but the events. */
public final class EngineAnswer implements EventBuffer.Visitor {
    /** The order has its id in the flow as its client id. */
    public static final long ID_FROM_EVENT = 0;

    private record Shown(long quantityWh, int orders) {}

    private final Answer answer;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final OrderAcceptedDecoder accepted = new OrderAcceptedDecoder();
    private final TradedDecoder traded = new TradedDecoder();
    private final LevelChangedDecoder level = new LevelChangedDecoder();
    private final BalanceChangedDecoder balance = new BalanceChangedDecoder();
    private final Map<Long, Long> flowIds = new HashMap<>();
    private final TreeMap<Long, Shown> bids = new TreeMap<>(Comparator.reverseOrder());
    private final TreeMap<Long, Shown> asks = new TreeMap<>();
    private long flowId;
    private boolean refused;

    public EngineAnswer(Answer answer) { this.answer = answer; }

    public void begin(long id) {
        flowId = id;
        refused = false;
    }

    public void end() {
        answer.ended(!refused);
    }

    @Override
    public void onEvent(DirectBuffer buffer, int offset, int length) {
        switch (header.wrap(buffer, offset).templateId()) {
            case OrderAcceptedDecoder.TEMPLATE_ID -> accepted(accepted.wrapAndApplyHeader(buffer, offset, header));
            case OrderRejectedDecoder.TEMPLATE_ID -> refused = true;
            case TradedDecoder.TEMPLATE_ID -> traded(traded.wrapAndApplyHeader(buffer, offset, header));
            case LevelChangedDecoder.TEMPLATE_ID -> show(level.wrapAndApplyHeader(buffer, offset, header));
            case BalanceChangedDecoder.TEMPLATE_ID -> gained(balance.wrapAndApplyHeader(buffer, offset, header));
            default -> {
                // Nothing that anybody else could answer as well.
            }
        }
    }

    private void accepted(OrderAcceptedDecoder event) {
        flowIds.put(event.orderId(), flowId == ID_FROM_EVENT ? event.clientOrderId() : flowId);
    }

    private void traded(TradedDecoder event) {
        answer.traded(flowIds.get(event.makerOrderId()), event.priceTicks(), event.quantityWh());
    }

    private void show(LevelChangedDecoder event) {
        TreeMap<Long, Shown> side = event.side() == 0 ? bids : asks;
        if (event.quantityWh() == 0) side.remove(event.priceTicks());
        else
            side.put(event.priceTicks(), new Shown(event.quantityWh(), event.orders()));
    }

    private void gained(BalanceChangedDecoder event) {
        if (event.accountId() == 0 || event.accountId() > Flow.ACCOUNTS) return;
        answer.gained(event.accountId(), event.etkFree() + event.etkReserved() - EngineCommands.PLENTY,
                event.idrsFree() + event.idrsReserved() - EngineCommands.PLENTY);
    }

    void tellEnd() {
        bids.forEach((price, shown) -> answer.level(0, price, shown.quantityWh, shown.orders));
        asks.forEach((price, shown) -> answer.level(1, price, shown.quantityWh, shown.orders));
    }
}
