package io.enerlink.benchmarks.simulation;

import io.enerlink.contracts.EnergyConverter;
import io.enerlink.contracts.Market;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.settlement.chain.CallRevertedException;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.ContractCalls;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.web3j.abi.EventEncoder;
import org.web3j.abi.datatypes.Event;
import org.web3j.utils.Numeric;

/**
 * The contracts' state and the rules of theirs that settlement rests on: batches in their order and balanced, escrow that
 * cannot run short, registers that only rise. Signatures and limits are left to the contracts' own tests.
 */
final class SimulatedContracts {
    static final String MARKET = address(1);
    static final String CONVERTER = address(2);
    static final String ETK = address(3);
    static final String IDRS = address(4);
    static final ContractAddresses ADDRESSES = new ContractAddresses(ETK, IDRS, CONVERTER, MARKET,
            hex(Commands.address(0)), 0);

    static final ContractCalls CALLS = new ContractCalls(ADDRESSES);
    private static final BigInteger ZERO = BigInteger.ZERO;
    private static final String SETTLE = selector(ContractCalls
            .data(CALLS.market().settle(ZERO, new byte[32], List.of(new Market.Execution(
                    new Market.Order(ETK, new byte[32], ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO), ZERO, ZERO,
                    ZERO, ZERO, ZERO, ZERO, new byte[32], new byte[32])))));
    private static final String WITHDRAW = selector(
            ContractCalls.data(CALLS.market().withdraw(ETK, ETK, ZERO, ETK, ZERO, ZERO, new byte[65])));
    private static final String NEXT_BATCH = selector(ContractCalls.data(CALLS.market().nextBatchId()));
    private static final String WITHDRAWAL_USED = selector(
            ContractCalls.data(CALLS.market().withdrawalUsed(ETK, ZERO)));
    private static final String NOTICE = selector(ContractCalls.data(CALLS.market().NOTICE()));
    private static final String EVENT_SEQ = selector(ContractCalls.data(CALLS.market().eventSeq()));
    private static final String ESCROW = selector(ContractCalls.data(CALLS.market().escrow(ETK)));
    private static final String TOTAL_ESCROW = selector(ContractCalls.data(CALLS.market().totalEscrow()));
    private static final String TOTAL_NET = selector(ContractCalls.data(CALLS.converter().totalNet()));
    private static final String TOTAL_CARRIED = selector(ContractCalls.data(CALLS.converter().totalCarried()));
    private static final String SUPPLY = selector(ContractCalls.data(CALLS.etk().totalSupply()));
    private static final long NOTICE_SEC = 3_600;
    private static final String REPORT = selector(ContractCalls.data(CALLS.converter().settle(
            List.of(new EnergyConverter.Report(new byte[32], ZERO, ZERO, ZERO, new byte[32])))));

    static final int WORD = 32;
    private static final int EXECUTION_WORDS = 18;

    /** A log before it is in a block. */
    record Logged(String address, List<String> topics, byte[] data) {
        static Logged of(String address, Event event, List<byte[]> indexed, List<byte[]> words) {
            List<String> topics = new ArrayList<>(List.of(EventEncoder.encode(event)));
            indexed.forEach(word -> topics.add(hex(word)));
            byte[] data = new byte[words.size() * WORD];
            for (int i = 0; i < words.size(); i++) System.arraycopy(words.get(i), 0, data, i * WORD, WORD);
            return new Logged(address, topics, data);
        }
    }

    private final Map<String, long[]> escrow;
    private final Set<String> withdrawn;
    private final Map<Long, String> settled;
    private final List<Logged> events = new ArrayList<>();
    private long nextBatchId = 1;
    private long eventSeq;
    private long nowSec;
    private final SimulatedConverter converter;

    SimulatedContracts() {
        this(new HashMap<>(), new HashSet<>(), new SimulatedConverter(), new HashMap<>());
    }

    private SimulatedContracts(Map<String, long[]> escrow, Set<String> withdrawn, SimulatedConverter converter,
            Map<Long, String> settled) {
        this.escrow = escrow;
        this.withdrawn = withdrawn;
        this.converter = converter;
        this.settled = settled;
    }

    SimulatedContracts copy() {
        SimulatedContracts copy = new SimulatedContracts(copy(escrow), new HashSet<>(withdrawn),
                converter.copy(), new HashMap<>(settled));
        copy.nextBatchId = nextBatchId;
        copy.eventSeq = eventSeq;
        copy.nowSec = nowSec;
        return copy;
    }

    private static Map<String, long[]> copy(Map<String, long[]> balances) {
        Map<String, long[]> copy = new HashMap<>();
        balances.forEach((account, balance) -> copy.put(account, balance.clone()));
        return copy;
    }

    /** A block begins. */
    void begin(long blockSec) {
        nowSec = blockSec;
    }

    long nowSec() { return nowSec; }

    long nextBatchId() { return nextBatchId; }

    SimulatedConverter converter() { return converter; }

    /** What the trades of a settled batch hash to; null where it has not settled. */
    String tradesRoot(long batchId) {
        return settled.get(batchId);
    }

    long escrow(byte[] account, Asset asset) {
        return escrow.getOrDefault(hex(account), new long[2])[asset.code()];
    }

    List<Logged> takeEvents() {
        List<Logged> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    /** @throws CallRevertedException when it would revert for want of somebody's permission */
    void requireNotReverting(String to, byte[] data) {
        if (to.equals(CONVERTER) && selector(data).equals(REPORT) && converter.isPaused())
            throw new CallRevertedException("execution reverted: EnforcedPause()", "0xd93c0665");
    }

    /** @return false when the contract reverts; nothing happened then */
    boolean execute(String to, byte[] data) {
        String selector = selector(data);
        if (to.equals(MARKET) && selector.equals(SETTLE)) return settle(data);
        if (to.equals(MARKET) && selector.equals(WITHDRAW)) return withdraw(data);
        if (to.equals(CONVERTER) && selector.equals(REPORT)) return converter.settle(data, nowSec, events);
        throw new IllegalStateException("nobody calls " + to + " with " + selector);
    }

    byte[] read(String to, byte[] data) {
        if (selector(data).equals(NEXT_BATCH)) return word(nextBatchId);
        if (selector(data).equals(WITHDRAWAL_USED))
            return word(withdrawn.contains(account(data, 0) + ":" + number(data, 1)) ? 1 : 0);
        if (selector(data).equals(NOTICE)) return word(NOTICE_SEC);
        if (selector(data).equals(EVENT_SEQ)) return word(eventSeq);
        if (selector(data).equals(ESCROW)) return words(escrow.getOrDefault(account(data, 0), new long[2]), 0, 0);
        if (selector(data).equals(TOTAL_ESCROW)) return words(total());
        if (selector(data).equals(TOTAL_NET)) return signed(converter.netUwh());
        if (selector(data).equals(TOTAL_CARRIED)) return signed(converter.carriedUwh());
        if (selector(data).equals(SUPPLY)) return word(converter.supplyUwh());
        return word(0);
    }

    private long[] total() {
        long[] total = new long[2];
        for (long[] balance : escrow.values()) {
            total[0] += balance[0];
            total[1] += balance[1];
        }
        return total;
    }

    void deposit(byte[] account, Asset asset, long amount) {
        escrow.computeIfAbsent(hex(account), key -> new long[2])[asset.code()] += amount;
        log(MARKET, Market.DEPOSITED_EVENT, List.of(word(++eventSeq), padded(account)),
                List.of(padded(Numeric.hexStringToByteArray(asset == Asset.ETK ? ETK : IDRS)), word(amount)));
    }

    private boolean settle(byte[] data) {
        long batchId = number(data, 0);
        if (batchId != nextBatchId) return false;
        Map<String, long[]> after = copy(escrow);
        int list = (int) number(data, 2) / WORD;
        long netUwh = 0;
        long netQuote = 0;
        for (int i = 0; i < number(data, list); i++) {
            int at = list + 1 + i * EXECUTION_WORDS;
            long sign = number(data, at + 2) == 0 ? 1 : -1;
            long base = number(data, at + 10);
            long quote = number(data, at + 11);
            long fee = number(data, at + 12);
            netUwh += sign * base;
            netQuote += sign * quote;
            if (!move(after, account(data, at), sign * base, -sign * quote - fee)) return false;
            move(after, ADDRESSES.feeRecipient(), 0, fee);
        }
        if (netUwh != 0 || netQuote != 0) return false;
        escrow.putAll(after);
        settled.put(nextBatchId++, hex(Arrays.copyOfRange(data, 4 + WORD, 4 + 2 * WORD)));
        log(MARKET, Market.BATCHSETTLED_EVENT, List.of(word(batchId)),
                List.of(Arrays.copyOfRange(data, 4 + WORD, 4 + 2 * WORD), word(number(data, list))));
        return true;
    }

    private static boolean move(Map<String, long[]> balances, String account, long etk, long idrs) {
        long[] balance = balances.computeIfAbsent(account, key -> new long[2]);
        balance[Asset.ETK.code()] += etk;
        balance[Asset.IDRS.code()] += idrs;
        return balance[0] >= 0 && balance[1] >= 0;
    }

    private boolean withdraw(byte[] data) {
        String account = account(data, 0);
        Asset asset = account(data, 1).equals(ETK) ? Asset.ETK : Asset.IDRS;
        long amount = number(data, 2);
        long[] balance = escrow.getOrDefault(account, new long[2]);
        if (nowSec * 1_000 > number(data, 5) || balance[asset.code()] < amount) return false;
        if (!withdrawn.add(account + ":" + number(data, 4))) return false;
        balance[asset.code()] -= amount;
        log(MARKET, Market.WITHDRAWN_EVENT, List.of(word(++eventSeq), wordAt(data, 0)),
                List.of(wordAt(data, 1), word(amount), wordAt(data, 3), word(number(data, 4))));
        return true;
    }

    private void log(String address, Event event, List<byte[]> indexed, List<byte[]> words) {
        events.add(Logged.of(address, event, indexed, words));
    }

    private static String address(int number) {
        return "0x" + "c0".repeat(19) + "0" + number;
    }

    private static String selector(byte[] data) {
        return Numeric.toHexString(data, 0, 4, false);
    }

    static byte[] wordAt(byte[] data, int index) {
        return Arrays.copyOfRange(data, 4 + index * WORD, 4 + (index + 1) * WORD);
    }

    static long number(byte[] data, int index) {
        return new BigInteger(1, wordAt(data, index)).longValueExact();
    }

    private static String account(byte[] data, int index) {
        return hex(Arrays.copyOfRange(data, 4 + index * WORD + 12, 4 + (index + 1) * WORD));
    }

    static byte[] word(long value) {
        return Numeric.toBytesPadded(BigInteger.valueOf(value), WORD);
    }

    static byte[] signed(long value) {
        byte[] word = word(value & Long.MAX_VALUE);
        if (value >= 0) return word;
        Arrays.fill(word, 0, WORD - Long.BYTES, (byte) -1);
        word[WORD - Long.BYTES] |= (byte) 0x80;
        return word;
    }

    private static byte[] words(long[] values, long... more) {
        byte[] words = new byte[(values.length + more.length) * WORD];
        for (int i = 0; i < values.length; i++) System.arraycopy(word(values[i]), 0, words, i * WORD, WORD);
        for (int i = 0; i < more.length; i++) {
            System.arraycopy(word(more[i]), 0, words, (values.length + i) * WORD, WORD);
        }
        return words;
    }

    static byte[] padded(byte[] address) {
        return Numeric.toBytesPadded(new BigInteger(1, address), WORD);
    }

    static String hex(byte[] bytes) {
        return Numeric.toHexString(bytes);
    }
}
