package io.enerlink.settlement.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import io.enerlink.settlement.JsonRpc;
import io.enerlink.settlement.TestChain;
import io.enerlink.settlement.TestDatabase;
import io.enerlink.settlement.TestKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeploymentTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    @RegisterExtension
    final TestChain chain = new TestChain();

    private Outbox outbox;

    @AfterEach
    void close() {
        if (outbox != null) outbox.close();
    }

    @Test
    void deploysOnceAndFindsTheSameContractsAfterARestart() {
        ContractAddresses first = start();
        assertEquals(List.of(BigInteger.ONE), ContractCalls.read(chain.get(), first.market(),
                new ContractCalls(first).market().nextBatchId()));
        long transactions = chain.get().nonce(TestKeys.get().address(KeyRole.ADMIN));
        outbox.close();
        DATABASE.reopen();
        assertEquals(first, start());
        assertEquals(transactions, chain.get().nonce(TestKeys.get().address(KeyRole.ADMIN)));
    }

    @Test
    void refusesAChainThatIsNotTheOneOfItsDatabase() {
        start();
        outbox.close();
        chain.kill();
        chain.stateFile().toFile().delete();
        chain.start("--chain-id", "4242");
        Deployment deployment = new Deployment(DATABASE.get(), chain.get(), TestKeys.get());
        Exception refusal = assertThrows(IllegalStateException.class, () -> deployment.requireSameChain(true));
        assertTrue(refusal.getMessage().contains("chain 4242"), refusal.getMessage());
    }

    @Test
    void refusesAnotherChainOfTheSameIdAndContractsThatAreNotThere() {
        start();
        outbox.close();
        chain.kill();
        chain.stateFile().toFile().delete();
        chain.start("--timestamp", "1700000000");
        Deployment deployment = new Deployment(DATABASE.get(), chain.get(), TestKeys.get());
        assertThrows(IllegalStateException.class, () -> deployment.requireSameChain(false));
        Exception refusal = assertThrows(IllegalStateException.class,
                () -> deployment.open(outbox, DeploymentTerms.defaults()));
        assertTrue(refusal.getMessage().contains("no contract at"), refusal.getMessage());
    }

    @Test
    void refusesContractsOfAnotherDeployment() {
        ContractAddresses contracts = start();
        new JsonRpc(chain.url()).call("anvil_setCode", contracts.market(), "0x6001");
        Deployment deployment = new Deployment(DATABASE.get(), chain.get(), TestKeys.get());
        Exception refusal = assertThrows(IllegalStateException.class,
                () -> deployment.open(outbox, DeploymentTerms.defaults()));
        assertTrue(refusal.getMessage().contains("not those of this database's deployment"), refusal.getMessage());
    }

    private ContractAddresses start() {
        Deployment deployment = new Deployment(DATABASE.get(), chain.get(), TestKeys.get());
        deployment.requireSameChain(false);
        outbox = new Outbox(DATABASE.get(), chain.get(), TestKeys.get(),
                new OutboxConfig(1, 16, 1_000, Duration.ofMillis(50)), Optional.empty());
        outbox.start();
        return deployment.open(outbox, DeploymentTerms.defaults());
    }
}
