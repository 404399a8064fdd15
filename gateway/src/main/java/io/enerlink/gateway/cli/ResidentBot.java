package io.enerlink.gateway.cli;

import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.bot.Bot;
import io.enerlink.gateway.bot.BotStatus;
import io.enerlink.gateway.protocol.JsonWriter;
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
