package io.enerlink.settlement.metering;

/** Hears readings after they are stored, on the ingest thread, so it must not block. */
public interface MeterListener {
    void onReading(Meter meter, Reading reading, HomePower power);
}
