package io.enerlink.gateway.cli;

import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.bot.Bot;
import io.enerlink.gateway.bot.BotStatus;
import io.enerlink.gateway.bot.Limits;
import io.enerlink.gateway.bot.Quote;
import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.Params;
import io.enerlink.gateway.session.ManagedBot;

/** A bot of the demo's village as its gateway shows it. */
record ResidentBot(Bot bot) implements ManagedBot {
    @Override
    public String name() { return bot.status().name(); }

    @Override
    public Address address() { return bot.address(); }

    @Override
    public void write(JsonWriter json) {
        BotStatus status = bot.status();
        json.field("connected", status.connected()).field("paused", status.paused())
                .field("liveOrders", status.liveOrders()).field("rounds", status.rounds())
                .field("placed", status.placed()).field("replaced", status.replaced())
                .field("canceled", status.canceled()).field("refused", status.refused())
                .field("deposits", status.deposits()).field("lastProblem", status.lastProblem());
        json.array("plan");
        for (Quote quote : bot.plan()) {
            json.item().field("side", Params.word(quote.side())).decimal("price", quote.priceTicks(), Decimals.PRICE)
                    .decimal("quantity", quote.quantityWh(), Decimals.QUANTITY).end();
        }
        write(json.endArray().object("limits"), bot.limits()).end();
    }

    private static JsonWriter write(JsonWriter json, Limits limits) {
        return json.decimal("lowestPrice", limits.lowestTicks(), Decimals.PRICE)
                .decimal("highestPrice", limits.highestTicks(), Decimals.PRICE)
                .decimal("leastQuantity", limits.leastWh(), Decimals.QUANTITY)
                .decimal("mostQuantity", limits.mostWh(), Decimals.QUANTITY)
                .decimal("mostQuote", limits.mostQuote(), Decimals.IDRS).field("mostOrders", limits.mostOrders())
                .field("maxFeeBps", limits.maxFeeBps());
    }

    @Override
    public void pause() {
        bot.pause();
    }

    @Override
    public void resume() {
        bot.resume();
    }
}
