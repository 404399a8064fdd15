package io.enerlink.settlement.metering;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import io.enerlink.contracts.EnergyConverter;
import io.enerlink.settlement.chain.Chain;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.chain.KeyRole;
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.chain.TransactionRequest;
import io.enerlink.settlement.chain.TransactionState;
import io.enerlink.settlement.chain.TransactionView;
import io.enerlink.settlement.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.utils.Numeric;

/** Who owns which meter, and what it can measure: here and, once it is final, on the chain. */
public final class MeterRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(MeterRegistry.class);

    private final Database database;
    private final Outbox outbox;
    private final Chain chain;
    private final String converterAddress;
    private final EnergyConverter converter;
    private final Executor executor;
    private final Set<String> sent = ConcurrentHashMap.newKeySet();

    /** @param executor does what the chain's answers call for */
    MeterRegistry(Database database, Outbox outbox, Chain chain, String converterAddress, EnergyConverter converter,
            Executor executor) {
        this.database = database;
        this.outbox = outbox;
        this.chain = chain;
        this.converterAddress = converterAddress;
        this.converter = converter;
        this.executor = executor;
    }

    /** Tells the chain of meters that it does not know: entered beside us, or before a stop. */
    void sendNew() {
        database.jdbi().withHandle(MeterTable::notOnChain).forEach(this::send);
    }

    /**
     * Registers a meter; its messages are taken from now on, and settled as soon as the chain knows it. The same meter
     * again does nothing.
     *
     * @throws IllegalArgumentException when the site has a meter that differs
     */
    public void register(Meter meter) {
        boolean isNew = database.jdbi().inTransaction(handle -> MeterTable.insert(handle, meter, MeterState.UNHEARD));
        if (!isNew && !find(meter.site()).equals(Optional.of(meter)))
            throw new IllegalArgumentException("site " + meter.site() + " has another meter: "
                    + find(meter.site()).orElseThrow());
        if (isNew) send(meter);
    }

    public Optional<Meter> find(String site) {
        return database.jdbi().withHandle(handle -> MeterTable.find(handle, site));
    }

    public List<Meter> all() {
        return database.jdbi().withHandle(MeterTable::all);
    }

    private void send(Meter meter) {
        if (!sent.add(meter.meterId())) return;
        String id = "register-meter:" + meter.meterId();
        outbox.send(new TransactionRequest(id, KeyRole.ADMIN, converterAddress,
                ContractCalls.data(converter.registerMeter(Numeric.hexStringToByteArray(meter.meterId()), meter.owner(),
                        BigInteger.valueOf(meter.capacityW()), BigInteger.valueOf(meter.policy().thresholdUwh())))));
        outbox.whenFinal(id).thenAcceptAsync(view -> done(meter, view), executor).exceptionally(failure -> {
            LOG.error("meter {} is not known to be on the chain", meter.site(), failure);
            return null;
        });
    }

    private void done(Meter meter, TransactionView view) {
        if (view.state() == TransactionState.REVERTED && !isOnChain(meter)) {
            LOG.error("the chain refuses meter {}: {}", meter.site(), outbox.reason(view.id()).orElse("no reason"));
            return;
        }
        database.jdbi().useHandle(handle -> MeterTable.onChain(handle, meter.meterId()));
    }

    /** Somebody else may have registered it for the same owner. */
    private boolean isOnChain(Meter meter) {
        List<Object> answer = ContractCalls.read(chain, converterAddress,
                converter.meter(Numeric.hexStringToByteArray(meter.meterId())));
        String owner = ((EnergyConverter.Meter) answer.getFirst()).owner;
        return owner.equalsIgnoreCase(meter.owner());
    }
}
