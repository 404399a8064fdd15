package io.enerlink.settlement.chain;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import okhttp3.OkHttpClient;
import org.web3j.protocol.Web3jService;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.request.EthFilter;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.EthCall;
import org.web3j.protocol.core.methods.response.EthChainId;
import org.web3j.protocol.core.methods.response.EthGetCode;
import org.web3j.protocol.core.methods.response.EthGetTransactionCount;
import org.web3j.protocol.core.methods.response.EthGetTransactionReceipt;
import org.web3j.protocol.core.methods.response.EthLog;
import org.web3j.protocol.core.methods.response.EthSendTransaction;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.protocol.http.HttpService;
import org.web3j.utils.Numeric;

/** A node behind JSON-RPC over HTTP. */
public final class Web3jChain implements Chain, AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 3;
    /** JSON-RPC: parse error, invalid request, no such method, invalid parameters, internal error; limit exceeded. */
    private static final Set<Integer> TROUBLE = Set.of(-32700, -32600, -32601, -32602, -32603, -32002, -32005);
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(50);

    private final OkHttpClient http;
    private final Web3jService service;
    private final String url;
    private final Duration firstBackOff;

    /** @param url of the node's JSON-RPC endpoint, http or https */
    public Web3jChain(String url) {
        this(url, CALL_TIMEOUT, FIRST_BACK_OFF);
    }

    /**
     * @param callTimeout  after which a request counts as not answered
     * @param firstBackOff before a question is asked again
     */
    public Web3jChain(String url, Duration callTimeout, Duration firstBackOff) {
        this.url = url;
        this.firstBackOff = firstBackOff;
        http = new OkHttpClient.Builder().connectTimeout(CONNECT_TIMEOUT).callTimeout(callTimeout).build();
        service = new HttpService(url, http);
    }

    @Override
    public long chainId() {
        return ask(request("eth_chainId", EthChainId.class)).getChainId().longValueExact();
    }

    @Override
    public Block head() {
        return block(DefaultBlockParameterName.LATEST)
                .orElseThrow(() -> new ChainUnavailableException(url + " has no block yet"));
    }

    @Override
    public Optional<Block> block(long number) {
        return block(DefaultBlockParameter.valueOf(BigInteger.valueOf(number)));
    }

    private Optional<Block> block(DefaultBlockParameter which) {
        EthBlock.Block block = ask(request("eth_getBlockByNumber", EthBlock.class, which.getValue(), false)).getBlock();
        return Optional.ofNullable(block).map(b -> new Block(b.getNumber().longValueExact(), b.getHash(),
                b.getParentHash(), b.getTimestamp().longValueExact(), b.getGasLimit().longValueExact()));
    }

    @Override
    public Optional<Receipt> receipt(String transactionHash) {
        return ask(request("eth_getTransactionReceipt", EthGetTransactionReceipt.class, transactionHash))
                .getTransactionReceipt().map(Web3jChain::receipt);
    }

    private static Receipt receipt(TransactionReceipt receipt) {
        return new Receipt(receipt.getTransactionHash(), receipt.isStatusOK(),
                receipt.getBlockNumber().longValueExact(), receipt.getBlockHash(),
                receipt.getTransactionIndex().intValueExact());
    }

    @Override
    public List<Log> logs(long first, long last, Collection<String> addresses) {
        return logs(new EthFilter(DefaultBlockParameter.valueOf(BigInteger.valueOf(first)),
                DefaultBlockParameter.valueOf(BigInteger.valueOf(last)), List.copyOf(addresses)));
    }

    @Override
    public List<Log> logs(long first, String address, List<String> topics) {
        EthFilter filter = new EthFilter(DefaultBlockParameter.valueOf(BigInteger.valueOf(first)),
                DefaultBlockParameterName.LATEST, address);
        topics.forEach(filter::addSingleTopic);
        return logs(filter);
    }

    private List<Log> logs(EthFilter filter) {
        return ask(request("eth_getLogs", EthLog.class, filter)).getLogs().stream()
                .map(result -> log((EthLog.LogObject) result)).toList();
    }

    private static Log log(EthLog.LogObject log) {
        return new Log(log.getAddress().toLowerCase(Locale.ROOT), List.copyOf(log.getTopics()),
                Numeric.hexStringToByteArray(log.getData()), log.getBlockNumber().longValueExact(), log.getBlockHash(),
                log.getTransactionHash(), log.getLogIndex().intValueExact());
    }

    @Override
    public byte[] call(String from, String to, byte[] data) {
        return call(from, to, data, DefaultBlockParameterName.LATEST);
    }

    @Override
    public byte[] call(String from, String to, byte[] data, long blockNumber) {
        return call(from, to, data, DefaultBlockParameter.valueOf(BigInteger.valueOf(blockNumber)));
    }

    private byte[] call(String from, String to, byte[] data, DefaultBlockParameter block) {
        EthCall answer = askOrRevert(
                request("eth_call", EthCall.class, transaction(from, to, data), block.getValue()));
        return Numeric.hexStringToByteArray(answer.getValue());
    }

    private static Transaction transaction(String from, String to, byte[] data) {
        return new Transaction(from, null, BigInteger.ZERO, null, to, null, Numeric.toHexString(data));
    }

    @Override
    public long nonce(String address) {
        return ask(request("eth_getTransactionCount", EthGetTransactionCount.class, address,
                DefaultBlockParameterName.LATEST.getValue())).getTransactionCount().longValueExact();
    }

    @Override
    public byte[] code(String address) {
        return Numeric.hexStringToByteArray(
                ask(request("eth_getCode", EthGetCode.class, address, DefaultBlockParameterName.LATEST.getValue()))
                        .getCode());
    }

    @Override
    public void broadcast(byte[] signed) {
        EthSendTransaction answer = once(
                request("eth_sendRawTransaction", EthSendTransaction.class, Numeric.toHexString(signed)));
        if (!answer.hasError()) return;
        String message = answer.getError().getMessage().toLowerCase(Locale.ROOT);
        if (message.contains("already known") || message.contains("already imported")
                || message.contains("known transaction"))
            return;
        throw new BroadcastRefusedException(answer.getError().getMessage());
    }

    /** Sends any other request, for nodes that have more to offer. The answer may hold an error. */
    <T extends Response<?>> T once(Request<?, T> request) {
        try {
            return request.send();
        } catch (IOException | RuntimeException e) {
            throw new ChainUnavailableException(url + " does not answer " + request.getMethod() + ": " + e.getMessage(),
                    e);
        }
    }

    <T extends Response<?>> Request<?, T> request(String method, Class<T> answer, Object... params) {
        return new Request<>(method, List.of(params), service, answer);
    }

    private <T extends Response<?>> T ask(Request<?, T> request) {
        T answer = patiently(request);
        if (answer.hasError())
            throw new ChainUnavailableException(
                    url + " answers " + request.getMethod() + " with " + answer.getError().getMessage());
        return answer;
    }

    /**
     * What a node answers to a call it could not finish is no fault of the node: its words and codes differ by make. Not
     * so the errors that JSON-RPC and its dialects have for a node in trouble: of the call nothing is known then.
     */
    private <T extends Response<?>> T askOrRevert(Request<?, T> request) {
        T answer = patiently(request);
        if (!answer.hasError()) return answer;
        Response.Error error = answer.getError();
        if (error.getData() == null && isTrouble(error))
            throw new ChainUnavailableException(
                    url + " answers " + request.getMethod() + " with " + error.getMessage());
        throw new CallRevertedException(error.getMessage(), revertData(error));
    }

    private static boolean isTrouble(Response.Error error) {
        String message = error.getMessage().toLowerCase(Locale.ROOT);
        boolean ofTheCall = message.contains("revert") || message.contains("evm error") || message.contains("gas");
        return !ofTheCall && TROUBLE.contains(error.getCode()) || message.contains("header not found")
                || message.contains("missing trie node") || message.contains("timeout");
    }

    private static String revertData(Response.Error error) {
        String data = error.getData();
        return data == null ? "0x" : data.replace("\"", "");
    }

    private <T extends Response<?>> T patiently(Request<?, T> request) {
        Duration backOff = firstBackOff;
        for (int attempt = 1;; ++attempt) {
            try {
                return once(request);
            } catch (ChainUnavailableException e) {
                if (attempt == ATTEMPTS) throw e;
                LockSupport.parkNanos(backOff.toNanos());
                backOff = backOff.multipliedBy(4);
            }
        }
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
