package io.enerlink.settlement.chain;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import io.enerlink.contracts.ETKToken;
import io.enerlink.contracts.EnergyConverter;
import io.enerlink.contracts.IDRSToken;
import io.enerlink.contracts.Market;
import io.enerlink.settlement.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.crypto.ContractUtils;
import org.web3j.crypto.Hash;
import org.web3j.protocol.core.RemoteFunctionCall;
import org.web3j.utils.Numeric;

/**
 * Puts the contracts on the chain at the first start, and makes sure at every later one that it is the same chain and
 * the same contracts. A database belongs to one deployment.
 */
public final class Deployment {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final Logger LOG = LoggerFactory.getLogger(Deployment.class);

    private final DeploymentTable table;
    private final Chain chain;
    private final Keys keys;

    public Deployment(Database database, Chain chain, Keys keys) {
        this.table = new DeploymentTable(database);
        this.chain = chain;
        this.keys = keys;
    }

    /** When the chain of this database began, in seconds: an anvil that lost its state begins anew with it. */
    public static OptionalLong genesisTimestampSec(Database database) {
        return new DeploymentTable(database).home().stream().mapToLong(DeploymentTable.Home::genesisTimestampSec)
                .findFirst();
    }

    /** Where this database's contracts stand; empty before they are deployed. */
    public static Optional<ContractAddresses> addresses(Database database) {
        return new DeploymentTable(database).addresses();
    }

    /**
     * Makes sure, before anything is sent, that the node is on the chain of this database, and the admin key is its.
     *
     * @param embedded the chain is our own anvil, which may have had to begin anew
     * @throws IllegalStateException when not
     */
    public void requireSameChain(boolean embedded) {
        long chainId = chain.chainId();
        Chain.Block genesis = chain.block(0).orElseThrow(() -> new IllegalStateException("the chain has no block 0"));
        String admin = keys.address(KeyRole.ADMIN);
        Optional<DeploymentTable.Home> home = table.home();
        if (home.isEmpty()) {
            table.settleIn(new DeploymentTable.Home(chainId, genesis.hash(), genesis.timestampSec(), admin));
            return;
        }
        if (home.get().chainId() != chainId)
            throw new IllegalStateException("the node is on chain " + chainId + ", this database belongs to chain "
                    + home.get().chainId() + ": connect the right node or use another database");
        if (!embedded && !home.get().genesisHash().equals(genesis.hash()))
            throw new IllegalStateException("the node's chain " + chainId + " begins with block " + genesis.hash()
                    + ", that of this database with " + home.get().genesisHash() + ": it is another chain");
        if (!home.get().admin().equals(admin))
            throw new IllegalStateException("the admin key is that of " + admin + ", this database was made with "
                    + home.get().admin() + ": use its keys or another database");
    }

    /**
     * Deploys what is missing and returns where it stands. The outbox must be running.
     *
     * @throws IllegalStateException when the contracts are not those that were deployed, or deploying failed
     */
    public ContractAddresses open(Outbox outbox, DeploymentTerms terms) {
        finished(outbox.ready(), "the first look at the chain");
        Optional<ContractAddresses> known = table.addresses();
        if (known.isPresent()) {
            requireSameCode(known.get());
            return known.get();
        }
        LOG.info("deploying the contracts");
        ContractAddresses addresses = deploy(outbox, terms);
        grantRoles(outbox, addresses);
        table.deployed(addresses, codeHash(addresses));
        return addresses;
    }

    private ContractAddresses deploy(Outbox outbox, DeploymentTerms terms) {
        Uint256 delay = uint(terms.adminDelaySec());
        Address admin = new Address(keys.address(KeyRole.ADMIN));
        String feeRecipient = terms.feeRecipient() == null
                ? admin.getValue()
                : terms.feeRecipient().toLowerCase(Locale.ROOT);
        create(outbox, "etk", ETKToken.BINARY, delay, admin);
        create(outbox, "idrs", IDRSToken.BINARY, delay, admin, new Uint256(terms.dailyCapIdrs()));
        String etk = created(outbox, "etk");
        String idrs = created(outbox, "idrs");
        create(outbox, "converter", EnergyConverter.BINARY, delay, admin, new Address(etk), uint(terms.slackSec()));
        String converter = created(outbox, "converter");
        create(outbox, "market", Market.BINARY, delay, admin, new Address(etk), new Address(idrs),
                new Address(converter), new Address(feeRecipient), uint(terms.noticeSec()), uint(terms.maxLagSec()));
        String market = created(outbox, "market");
        long firstBlock = outbox.find("deploy:etk").orElseThrow().blockNumber();
        return new ContractAddresses(etk, idrs, converter, market, feeRecipient, firstBlock);
    }

    private void grantRoles(Outbox outbox, ContractAddresses at) {
        ContractCalls calls = new ContractCalls(at);
        String admin = keys.address(KeyRole.ADMIN);
        grant(outbox, "minter", at.etk(), calls.etk().grantRole(role("MINTER_ROLE"), at.converter()));
        grant(outbox, "market", at.converter(), calls.converter().grantRole(role("MARKET_ROLE"), at.market()));
        grant(outbox, "oracle", at.converter(),
                calls.converter().grantRole(role("ORACLE_ROLE"), keys.address(KeyRole.ORACLE)));
        grant(outbox, "registrar", at.converter(), calls.converter().grantRole(role("REGISTRAR_ROLE"), admin));
        grant(outbox, "converter-pauser", at.converter(), calls.converter().grantRole(role("PAUSER_ROLE"), admin));
        grant(outbox, "operator", at.market(),
                calls.market().grantRole(role("OPERATOR_ROLE"), keys.address(KeyRole.OPERATOR)));
        grant(outbox, "market-pauser", at.market(), calls.market().grantRole(role("PAUSER_ROLE"), admin));
        grant(outbox, "bank", at.idrs(), calls.idrs().grantRole(role("BANK_ROLE"), keys.address(KeyRole.BANK)));
        for (String name : List.of("minter", "market", "oracle", "registrar", "converter-pauser", "operator",
                "market-pauser", "bank"))
            done(outbox, "grant:" + name);
    }

    private static byte[] role(String name) {
        return Numeric.hexStringToByteArray(Hash.sha3String(name));
    }

    private static void grant(Outbox outbox, String name, String contract, RemoteFunctionCall<?> call) {
        outbox.send(new TransactionRequest("grant:" + name, KeyRole.ADMIN, contract, ContractCalls.data(call)));
    }

    private static void create(Outbox outbox, String name, String binary, Type<?>... arguments) {
        String code = binary.strip() + FunctionEncoder.encodeConstructor(List.of(arguments));
        outbox.send(new TransactionRequest("deploy:" + name, KeyRole.ADMIN, null, Numeric.hexStringToByteArray(code)));
    }

    private String created(Outbox outbox, String name) {
        TransactionView creation = done(outbox, "deploy:" + name);
        byte[] creator = Numeric.hexStringToByteArray(keys.address(KeyRole.ADMIN));
        return Numeric.toHexString(
                ContractUtils.generateContractAddress(creator, BigInteger.valueOf(creation.nonce())));
    }

    private static TransactionView done(Outbox outbox, String id) {
        TransactionView view = finished(outbox.whenFinal(id), id);
        if (view.state() == TransactionState.REVERTED)
            throw new IllegalStateException(id + " reverted: " + outbox.reason(id).orElse("no reason"));
        return view;
    }

    private static <T> T finished(CompletableFuture<T> future, String what) {
        try {
            return future.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the chain did not answer to " + what + " within " + TIMEOUT, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(what + " failed: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during " + what, e);
        }
    }

    private void requireSameCode(ContractAddresses addresses) {
        for (String address : addresses.all())
            if (chain.code(address).length == 0)
                throw new IllegalStateException("there is no contract at " + address
                        + ", where this database's deployment should be: the chain lost it or is another one");
        if (!codeHash(addresses).equals(table.codeHash()))
            throw new IllegalStateException("the contracts at " + addresses.all()
                    + " are not those of this database's deployment");
    }

    private String codeHash(ContractAddresses addresses) {
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        addresses.all().forEach(address -> code.writeBytes(chain.code(address)));
        return Numeric.toHexString(Hash.sha3(code.toByteArray()));
    }

    private static Uint256 uint(long value) {
        return new Uint256(value);
    }
}
