package io.enerlink.settlement.metering;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import io.enerlink.contracts.ETKToken;
import io.enerlink.settlement.chain.Chain;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.metering.PrepaidBalance.Stage;
import io.enerlink.settlement.store.Database;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after prepaid meters: what their owners' wallets hold, less what flowed and is not burned yet, is their credit. What
 * flowed is reserved that way at once, and burned with the next settlement. Not thread-safe.
 */
final class Prepaid {
    private static final Logger LOG = LoggerFactory.getLogger(Prepaid.class);

    private final Database database;
    private final Chain chain;
    private final String etkAddress;
    private final ETKToken etk;
    private final DeviceCommands commands;
    private final List<Consumer<PrepaidBalance>> listeners = new ArrayList<>();
    private Map<String, PrepaidBalance> known = new HashMap<>();

    Prepaid(Database database, Chain chain, String etkAddress, ETKToken etk, DeviceCommands commands) {
        this.database = database;
        this.chain = chain;
        this.etkAddress = etkAddress;
        this.etk = etk;
        this.commands = commands;
    }

    /** Hears where each prepaid meter stands, and whenever that changes. */
    void addListener(Consumer<PrepaidBalance> listener) {
        listeners.add(listener);
        known.values().forEach(listener);
    }

    /**
     * Looks at all of them.
     *
     * @throws io.enerlink.settlement.chain.ChainUnavailableException when the chain cannot be asked; look again
     */
    void look(long nowMs) {
        List<PrepaidTable.Row> meters = database.jdbi().withHandle(PrepaidTable::all);
        Map<String, BigInteger> wallets = new HashMap<>();
        Map<String, PrepaidBalance> looked = new HashMap<>();
        for (PrepaidTable.Row row : meters) {
            BigInteger balance = wallets.computeIfAbsent(row.owner(), this::balance);
            looked.put(row.meterId(), database.jdbi().inTransaction(handle -> look(handle, row, balance, nowMs)));
        }
        boolean isNews = meters.stream().anyMatch(row -> looked.get(row.meterId()).stage() != row.state().stage());
        if (tellAgain(meters) || isNews) commands.wake();
        Map<String, PrepaidBalance> before = known;
        known = looked;
        for (PrepaidBalance balance : looked.values())
            if (!balance.equals(before.get(balance.meterId())))
                listeners.forEach(listener -> listener.accept(balance));
    }

    private BigInteger balance(String owner) {
        return (BigInteger) ContractCalls.read(chain, etkAddress, etk.balanceOf(owner)).getFirst();
    }

    private static PrepaidBalance look(Handle handle, PrepaidTable.Row row, BigInteger wallet, long nowMs) {
        long reservedUwh = PrepaidTable.reservedUwh(handle, row.owner());
        long creditUwh = wallet.subtract(BigInteger.valueOf(reservedUwh)).longValueExact();
        PrepaidState next = row.state().next(creditUwh, nowMs, row.terms());
        PrepaidBalance balance = new PrepaidBalance(row.meterId(), row.owner(), next.stage(), creditUwh, reservedUwh,
                next.emptySinceMs(), row.terms());
        PrepaidTable.store(handle, balance);
        if (next.stage() == row.state().stage()) return balance;
        LOG.info("prepaid meter {} is {} with {} µWh of credit", row.meterId(), next.stage(), creditUwh);
        for (DeviceCommand command : row.state().commandsTo(next, PrepaidTable.mode(handle, row.meterId())))
            tell(handle, row.meterId(), command);
        if (next.stage() != Stage.ON)
            FlagTable.raise(handle, List.of(new FlagTable.Raised(row.meterId(), Flag.LOW_CREDIT,
                    next.stage() + " with " + creditUwh + " µWh of credit", nowMs)));
        return balance;
    }

    private static void tell(Handle handle, String meterId, DeviceCommand command) {
        CommandTable.supersede(handle, meterId, command.kind());
        CommandTable.insert(handle, UUID.randomUUID().toString(), meterId, command);
    }

    /** A device that was away when it was told, or forgot, is told again once it is there. */
    private boolean tellAgain(List<PrepaidTable.Row> meters) {
        if (meters.isEmpty()) return false;
        return database.jdbi().inTransaction(handle -> {
            List<PrepaidTable.Unheeded> unheeded = PrepaidTable.unheeded(handle);
            for (PrepaidTable.Unheeded told : unheeded) {
                LOG.info("prepaid meter {} is told again: {}", told.meterId(), told.command().payload());
                tell(handle, told.meterId(), told.command());
            }
            return !unheeded.isEmpty();
        });
    }
}
