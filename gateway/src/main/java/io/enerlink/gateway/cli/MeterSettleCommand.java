package io.enerlink.gateway.cli;

import java.util.concurrent.Callable;

import io.enerlink.settlement.metering.SettlementRequests;
import io.enerlink.settlement.store.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Has energy settled now. */
@Command(name = "settle", mixinStandardHelpOptions = true, description = "Asks the running exchange to settle energy now, beside its periods.")
final class MeterSettleCommand implements Callable<Integer> {
    @Mixin
    private OperatorDesk desk;

    @Override
    public Integer call() {
        try (Database database = desk.open()) {
            new SettlementRequests(database).ask(desk.operator());
            Console.system().line("asked; the exchange settles within seconds");
            return 0;
        }
    }
}
