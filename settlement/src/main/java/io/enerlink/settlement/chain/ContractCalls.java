package io.enerlink.settlement.chain;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import io.enerlink.contracts.ETKToken;
import io.enerlink.contracts.EnergyConverter;
import io.enerlink.contracts.IDRSToken;
import io.enerlink.contracts.Market;
import org.web3j.abi.datatypes.Type;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.RemoteFunctionCall;
import org.web3j.protocol.http.HttpService;
import org.web3j.tx.ReadonlyTransactionManager;
import org.web3j.tx.TransactionManager;
import org.web3j.tx.gas.StaticGasProvider;
import org.web3j.utils.Numeric;

/**
 * The generated wrappers as what they are good for here: writing calls and reading answers. They are connected to
 * nothing; transactions go through the {@link Outbox}, questions through the {@link Chain}.
 */
public final class ContractCalls {
    private static final Web3j NOWHERE = Web3j.build(new HttpService());
    private static final StaticGasProvider NO_GAS = new StaticGasProvider(BigInteger.ZERO, BigInteger.ZERO);

    private final ETKToken etk;
    private final IDRSToken idrs;
    private final EnergyConverter converter;
    private final Market market;

    public ContractCalls(ContractAddresses addresses) {
        etk = ETKToken.load(addresses.etk(), NOWHERE, nobody(addresses.etk()), NO_GAS);
        idrs = IDRSToken.load(addresses.idrs(), NOWHERE, nobody(addresses.idrs()), NO_GAS);
        converter = EnergyConverter.load(addresses.converter(), NOWHERE, nobody(addresses.converter()), NO_GAS);
        market = Market.load(addresses.market(), NOWHERE, nobody(addresses.market()), NO_GAS);
    }

    private static TransactionManager nobody(String address) {
        return new ReadonlyTransactionManager(NOWHERE, address);
    }

    public ETKToken etk() { return etk; }

    public IDRSToken idrs() { return idrs; }

    public EnergyConverter converter() { return converter; }

    public Market market() { return market; }

    /** A call's bytes. */
    public static byte[] data(RemoteFunctionCall<?> call) {
        return Numeric.hexStringToByteArray(call.encodeFunctionCall());
    }

    /**
     * Asks a contract and returns the values of its answer.
     *
     * @throws CallRevertedException     when it refuses
     * @throws ChainUnavailableException when the node does not answer
     */
    public static List<Object> read(Chain chain, String contract, RemoteFunctionCall<?> call) {
        return values(contract, call, chain.call(contract, contract, data(call)));
    }

    /** As {@link #read(Chain, String, RemoteFunctionCall)}, as of a block. */
    public static List<Object> read(Chain chain, String contract, RemoteFunctionCall<?> call, long blockNumber) {
        return values(contract, call, chain.call(contract, contract, data(call), blockNumber));
    }

    private static List<Object> values(String contract, RemoteFunctionCall<?> call, byte[] answer) {
        List<Object> values = new ArrayList<>();
        for (Type<?> value : call.decodeFunctionResponse(Numeric.toHexString(answer))) values.add(value.getValue());
        if (values.isEmpty()) throw new ChainUnavailableException("the node knows no contract at " + contract);
        return values;
    }
}
