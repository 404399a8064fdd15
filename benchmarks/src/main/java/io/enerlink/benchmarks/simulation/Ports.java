package io.enerlink.benchmarks.simulation;

import io.enerlink.engine.client.EngineClient;
import io.enerlink.engine.journal.Storage;
import io.enerlink.settlement.chain.OutboxStore;
import java.util.function.UnaryOperator;

/**
 * Through what the exchange reaches its world. Who tests the simulator puts something faulty in between.
 *
 * @param storage  around the disk
 * @param database around the outbox's rows
 * @param engine   between settlement and engine
 */
record Ports(UnaryOperator<Storage> storage, UnaryOperator<OutboxStore> database, UnaryOperator<EngineClient> engine) {
    static final Ports SOUND = new Ports(UnaryOperator.identity(), UnaryOperator.identity(), UnaryOperator.identity());
}
