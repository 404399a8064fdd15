package io.enerlink.benchmarks.metering;

import io.enerlink.benchmarks.settlement.Node;
import io.enerlink.benchmarks.settlement.Parts;
import io.enerlink.gateway.embedded.AnvilProcess;
import io.enerlink.gateway.embedded.Broker;
import io.enerlink.gateway.embedded.PostgresServer;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.chain.Deployment;
import io.enerlink.settlement.chain.DeploymentTerms;
import io.enerlink.settlement.chain.KeyRole;
import io.enerlink.settlement.chain.Keys;
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.chain.OutboxConfig;
import io.enerlink.settlement.chain.Web3jChain;
import io.enerlink.settlement.metering.Enrolment;
import io.enerlink.settlement.metering.Meter;
import io.enerlink.settlement.metering.Metering;
import io.enerlink.settlement.metering.MeteringConfig;
import io.enerlink.settlement.store.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.web3j.utils.Numeric;

/** Everything that meters need, on one machine: anvil with its contracts, PostgreSQL, and brokers. */
final class Rig implements AutoCloseable {
    static final long CAPACITY_W = 10_000_000;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration NEVER = Duration.ofDays(1);
    private static final String BLOCK_GAS = "0x3b9aca00"; // 10^9, for registering only
    private static final String USUAL_BLOCK_GAS = "0x1c9c380"; // 30M

    private final Parts parts = new Parts("bench-metering");
    private final Node node;
    final Database database;
    private final Web3jChain chain;
    private final Keys keys;
    private final Outbox outbox;
    private final ContractAddresses contracts;
    private int brokers;

    /** @param home of the project */
    Rig(Path home) throws IOException {
        Path folder = parts.folder();
        AnvilProcess anvil = parts.opened(
                AnvilProcess.start(home.resolve("contracts"), folder.resolve("anvil"), 0, Rig::lost));
        node = new Node(anvil.rpcUrl());
        PostgresServer postgres = parts.opened(PostgresServer.start(folder.resolve("postgres"), 0, Rig::lost));
        database = parts.opened(Database.open(postgres.jdbcUrl()));
        chain = parts.opened(new Web3jChain(anvil.rpcUrl()));
        keys = Keys.openOrCreate(folder.resolve("keys"), folder.resolve("passphrase"));
        Deployment deployment = new Deployment(database, chain, keys);
        deployment.requireSameChain(false);
        outbox = parts.opened(
                new Outbox(database, chain, keys, OutboxConfig.withConfirmations(1), Optional.empty()));
        outbox.start();
        contracts = deployment.open(outbox, DeploymentTerms.defaults());
    }

    private static void lost(RuntimeException failure) {
        throw failure;
    }

    /** A broker of its own, empty. */
    Broker broker() {
        return Broker.start(parts.folder().resolve("broker" + brokers++), 0);
    }

    /** Metering that settles when it is told to. */
    Metering metering(Broker broker) {
        return Metering.start(MeteringConfig.of(broker.host(), broker.port()).every(NEVER), database, outbox, chain,
                contracts);
    }

    static String site(int meter) {
        return String.format(Locale.ROOT, "m%05d", meter);
    }

    private static Meter meter(int meter) {
        return Meter.periodic(site(meter), String.format(Locale.ROOT, "0x%040x", meter + 1), CAPACITY_W);
    }

    /** Registers meters, each of its own owner: the first as everybody does, the others after its image. */
    void register(int meters) {
        new Enrolment(database, "bench").enroll(meter(0), "bench", null);
        List<Meter> others = IntStream.range(1, meters).mapToObj(Rig::meter).toList();
        database.jdbi().useTransaction(handle -> {
            handle.execute(
                    "UPDATE meter SET on_chain = TRUE, onboarding = 'PASSED', state = state::JSONB - 'onboarding'");
            handle.createUpdate(
                    """
                            INSERT INTO meter (meter_id, site, owner, capacity_w, policy, threshold_uwh, units, zone, on_chain, state)
                            SELECT id, named, owned, capacity_w, policy, threshold_uwh, units, zone, on_chain, state
                            FROM meter, unnest(:ids, :sites, :owners) AS n (id, named, owned)""")
                    .bindArray("ids", String.class, others.stream().map(Meter::meterId).toArray())
                    .bindArray("sites", String.class, others.stream().map(Meter::site).toArray())
                    .bindArray("owners", String.class, others.stream().map(Meter::owner).toArray()).execute();
        });
    }

    /** Registers them on the chain as well, past the outbox: it would take its time, and is not what is measured. */
    void registerOnChain(int meters) throws IOException {
        String registrar = keys.address(KeyRole.ADMIN);
        node.call("evm_setBlockGasLimit", BLOCK_GAS);
        node.call("anvil_impersonateAccount", registrar);
        long first = nonce(registrar);
        IntStream.range(0, meters).parallel().forEach(i -> registerOnChain(meter(i), registrar, first + i));
        await("the meters are on the chain", () -> nonce(registrar) == first + meters);
        node.call("evm_setBlockGasLimit", USUAL_BLOCK_GAS);
    }

    private void registerOnChain(Meter meter, String registrar, long nonce) {
        byte[] data = ContractCalls.data(new ContractCalls(contracts).converter().registerMeter(
                Numeric.hexStringToByteArray(meter.meterId()), meter.owner(), BigInteger.valueOf(CAPACITY_W),
                BigInteger.ZERO));
        try {
            node.call("eth_sendTransaction", Map.of("from", registrar, "to", contracts.converter(), "gas", "0x30d40",
                    "gasPrice", "0x0", "nonce", "0x" + Long.toHexString(nonce), "data", Numeric.toHexString(data)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long nonce(String address) {
        try {
            return Long.decode(node.call("eth_getTransactionCount", address, "latest").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long gasUsed(String transactionHash) throws IOException {
        return node.gasUsed(transactionHash);
    }

    long count(String sql) {
        return database.jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    static void await(String what, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNs) throw new IllegalStateException("not so after " + LIMIT + ": " + what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @Override
    public void close() throws IOException {
        parts.close();
    }
}
