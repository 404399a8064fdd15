package io.enerlink.gateway.cli;

import io.enerlink.gateway.session.ManagedBot;
import java.util.function.Consumer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.bot.Bot;
import io.enerlink.gateway.client.ClientConfig;
import io.enerlink.gateway.embedded.Secrets;
import io.enerlink.gateway.embedded.StartFailedException;
import io.enerlink.settlement.device.SimulatedMeter;
import io.enerlink.settlement.device.SimulatedMeterConfig;
import io.enerlink.settlement.metering.Meter;
import io.enerlink.settlement.metering.MeterRegistry;

/**
 * The demo's homes and the market maker: their keys, their meters over MQTT and their bots over WebSocket. To the exchange
 * they are strangers like all others.
 */
final class Village implements AutoCloseable {
    private static final Duration SENSOR_INTERVAL = Duration.ofMillis(500);
    private static final Duration MORNING = Duration.ofHours(8);

    private final Path keys;
    private final Path memories;
    private final int speed;
    private final List<SimulatedMeter> meters = new ArrayList<>();
    private final List<Bot> bots = new ArrayList<>();

    /** @param speed simulated time to real time */
    Village(DataFolder data, int speed) {
        keys = data.keys().resolve("homes");
        memories = data.meters();
        this.speed = speed;
        try {
            Files.createDirectories(keys);
            Files.createDirectories(memories);
        } catch (IOException e) {
            throw new StartFailedException("cannot write to the data folder: " + e.getMessage(), e);
        }
    }

    /**
     * Registers the meters and starts meters and bots.
     *
     * @param symbol what the bots trade
     * @param show   told of each bot
     * @throws StartFailedException when the meters were registered for a lower speed
     */
    void start(MeterRegistry registry, HostPort broker, URI exchange, String symbol, Consumer<ManagedBot> show) {
        ClientConfig client = ClientConfig.of(exchange);
        int seed = 0;
        for (Home home : Home.village()) {
            SigningKey key = key(home.site());
            register(registry, home, key);
            SimulatedMeterConfig meter = SimulatedMeterConfig.of(broker.host(), broker.port(), home.site())
                    .atSpeed(speed, SENSOR_INTERVAL).from(MORNING);
            meters.add(SimulatedMeter.start(meter, home.profile(), memories.resolve(home.site() + ".json")));
            bots.add(Trader.home(home.site(), home.tariffTicks(), home.tariffTicks() / 2, ++seed, speed).on(symbol)
                    .start(client, key));
        }
        bots.add(Trader.maker(Home.SMALL_TARIFF_TICKS).on(symbol).start(client, key("maker")));
        bots.forEach(bot -> show.accept(new ResidentBot(bot)));
    }

    private void register(MeterRegistry registry, Home home, SigningKey key) {
        long capacityW = home.nameplateW() * speed;
        Optional<Meter> known = registry.find(home.site());
        if (known.isEmpty()) registry.register(Meter.periodic(home.site(), key.address().toString(), capacityW));
        else if (known.get().capacityW() < capacityW)
            throw new StartFailedException("the meters of this data folder"
                    + " were registered for --speed " + known.get().capacityW() / home.nameplateW()
                    + "; use that or less, or begin anew with --fresh");
    }

    private SigningKey key(String name) {
        try {
            return SigningKey.parse(Secrets.readOrCreate(keys.resolve(name + ".key")));
        } catch (IOException | IllegalArgumentException e) {
            throw new StartFailedException("cannot use the key of " + name + ": " + e.getMessage(), e);
        }
    }

    int homes() { return meters.size(); }

    /** The bots cancel their orders and end, all at once. */
    void stopTrading() {
        List<Thread> closing = bots.stream().map(bot -> Thread.ofVirtual().start(bot::close)).toList();
        for (Thread thread : closing) join(thread);
        bots.clear();
    }

    /** The meters are switched off. */
    void stopMeasuring() {
        List<Thread> closing = meters.stream().map(meter -> Thread.ofVirtual().start(meter::close)).toList();
        for (Thread thread : closing) join(thread);
        meters.clear();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopTrading();
        stopMeasuring();
    }
}
