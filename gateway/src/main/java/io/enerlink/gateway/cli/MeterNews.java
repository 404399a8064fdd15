package io.enerlink.gateway.cli;

import java.util.Locale;

import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.feed.MeterFeed;
import io.enerlink.settlement.metering.DeviceState;
import io.enerlink.settlement.metering.HomePower;
import io.enerlink.settlement.metering.Meter;
import io.enerlink.settlement.metering.Metering;
import io.enerlink.settlement.metering.PrepaidBalance;
import io.enerlink.settlement.metering.Reading;
import io.enerlink.settlement.metering.SettledMeter;

/** Tells owners what metering finds out of their meters. */
final class MeterNews {
    private final MeterFeed feed;

    private MeterNews(MeterFeed feed) { this.feed = feed; }

    static void tell(Metering metering, MeterFeed feed) {
        MeterNews news = new MeterNews(feed);
        metering.addListener(news::read);
        metering.addSettledListener(news::settled);
        metering.addDeviceListener(news::heard);
        metering.addPrepaidListener(news::prepaid);
    }

    private void read(Meter meter, Reading reading, HomePower power) {
        feed.onReading(Address.parse(meter.owner()), reading.meterId(), reading.registers().exportUwh(),
                reading.registers().importUwh(), name(reading.status()), reading.sampleMs(), power);
    }

    private void settled(SettledMeter meter) {
        feed.onSettled(Address.parse(meter.owner()), meter.meterId(), meter.mintedUwh(), meter.burnedUwh(),
                meter.settledAt().toEpochMilli());
    }

    private void heard(DeviceState device) {
        feed.onHealth(Address.parse(device.owner()), device.meterId(), name(device.health()), device.heardMs());
    }

    private void prepaid(PrepaidBalance balance) {
        feed.onPrepaid(Address.parse(balance.owner()), balance.meterId(),
                new MeterFeed.Prepaid(name(balance.stage()), balance.creditUwh(), balance.reservedUwh(),
                        balance.terms().warnUwh(), balance.terms().shedUwh(), balance.terms().onUwh(),
                        balance.terms().critical(), balance.offMs()));
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
