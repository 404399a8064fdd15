package io.enerlink.gateway.session;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.gateway.protocol.Request;

/**
 * {@code bot.status}, {@code bot.pause}, {@code bot.resume}: an account's bots. In the demo everybody may look at all of
 * them; pausing is for their accounts alone.
 */
public final class BotEntry {
    private final boolean shared;
    private final List<ManagedBot> bots = new CopyOnWriteArrayList<>();

    /** @param shared whether every account sees every bot */
    public BotEntry(boolean shared) {
        this.shared = shared;
    }

    public void add(ManagedBot bot) {
        bots.add(bot);
    }

    public void addTo(Methods methods) {
        methods.add("bot.status", this::status)
                .add("bot.pause", (session, request) -> tell(session, request, ManagedBot::pause))
                .add("bot.resume", (session, request) -> tell(session, request, ManagedBot::resume));
    }

    private void status(Session session, Request request) {
        Account account = session.account();
        request.params().end();
        session.answer(request.id(), json(seen(account)));
    }

    private void tell(Session session, Request request, Consumer<ManagedBot> word) {
        Account account = session.account();
        String name = request.params().optionalString("name", null);
        request.params().end();
        List<ManagedBot> own = bots.stream().filter(bot -> isOf(account, bot)).toList();
        List<ManagedBot> named = own.stream().filter(bot -> name == null || bot.name().equals(name)).toList();
        if (named.isEmpty()) throw refusal(account, name);
        named.forEach(word);
        session.answer(request.id(), json(named));
    }

    private ProtocolException refusal(Account account, String name) {
        if (seen(account).stream().anyMatch(bot -> bot.name().equals(name)))
            return Errors.NOT_OWNER.because("the bot is another account's");
        return Errors.UNKNOWN_BOT.because("the account has no such bot here");
    }

    private List<ManagedBot> seen(Account account) {
        return bots.stream().filter(bot -> shared || isOf(account, bot)).toList();
    }

    private static boolean isOf(Account account, ManagedBot bot) {
        return bot.address().equals(account.address());
    }

    private static String json(List<ManagedBot> bots) {
        JsonWriter json = JsonWriter.object().array("bots");
        for (ManagedBot bot : bots) {
            bot.write(json.item().field("name", bot.name()).field("address", bot.address().toString()));
            json.end();
        }
        return json.endArray().end().toString();
    }
}
