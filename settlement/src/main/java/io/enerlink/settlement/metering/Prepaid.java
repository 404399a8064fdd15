package io.enerlink.settlement.metering;

import java.math.BigInteger;
import java.util.List;
import java.util.UUID;
import io.enerlink.contracts.ETKToken;
import io.enerlink.settlement.chain.Chain;
import io.enerlink.settlement.chain.ContractCalls;
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

    Prepaid(Database database, Chain chain, String etkAddress, ETKToken etk, DeviceCommands commands) {
        this.database = database;
        this.chain = chain;
        this.etkAddress = etkAddress;
        this.etk = etk;
        this.commands = commands;
    }

    /**
     * Looks at all of them.
     *
     * @throws io.enerlink.settlement.chain.ChainUnavailableException when the chain cannot be asked; look again
     */
    void look(long nowMs) {
        boolean isNews = false;
        for (PrepaidTable.Row row : database.jdbi().withHandle(PrepaidTable::all)) {
            BigInteger balance = (BigInteger) ContractCalls.read(chain, etkAddress, etk.balanceOf(row.owner()))
                    .getFirst();
            isNews |= database.jdbi().inTransaction(handle -> look(handle, row, balance, nowMs));
        }
        if (isNews) commands.wake();
    }

    private static boolean look(Handle handle, PrepaidTable.Row row, BigInteger balance, long nowMs) {
        long creditUwh = balance.subtract(BigInteger.valueOf(PrepaidTable.reservedUwh(handle, row.owner())))
                .longValueExact();
        PrepaidState next = row.state().next(creditUwh, nowMs, row.terms());
        PrepaidTable.store(handle, row.meterId(), next, creditUwh);
        if (next.stage() == row.state().stage()) return false;
        LOG.info("prepaid meter {} is {} with {} µWh of credit", row.meterId(), next.stage(), creditUwh);
        List<DeviceCommand> told = row.state().commandsTo(next, PrepaidTable.mode(handle, row.meterId()));
        for (DeviceCommand command : told) {
            CommandTable.supersede(handle, row.meterId(), command.kind());
            CommandTable.insert(handle, UUID.randomUUID().toString(), row.meterId(), command);
        }
        if (next.stage() != PrepaidState.Stage.ON)
            FlagTable.raise(handle, List.of(new FlagTable.Raised(row.meterId(), Flag.LOW_CREDIT,
                    next.stage() + " with " + creditUwh + " µWh of credit", nowMs)));
        return true;
    }
}
