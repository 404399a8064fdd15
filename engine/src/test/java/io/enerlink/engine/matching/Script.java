package io.enerlink.engine.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;

import io.enerlink.engine.book.OrderType;
import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.message.PlaceOrderEncoder;
import io.enerlink.engine.message.ReplaceOrderEncoder;

/**
 * Scripts for an engine: commands in, the whole list of events out, a line each.
 *
 * <pre>
 * bid ID QUANTITY @ PRICE [by NAME] [ioc|fok|gtd] [market] [post-only] [self newest|oldest|both] [show WH] [max QUOTE]
 *     [expires MS] [fee BPS] [nonce N] [epoch N] [signer NAME] [in INSTRUMENT]        the same with ask
 * replace ID QUANTITY @ PRICE ... · reduce ID QUANTITY · cancel ID · cancel-all NAME [INSTRUMENT] · cancel-after NAME MS
 * deposit|withdrawn|repaid NAME ASSET AMOUNT [NONCE] · stop|exited|reopened NAME [EPOCH] · agent NAME AGENT EXPIRY
 * revoke NAME AGENT
 * order-canceled NAME SIGNER NONCE · debt NAME AMOUNT · settle BATCH · withdraw NAME ASSET AMOUNT NONCE
 * release NAME NONCE · halt|auction|open [REASON] · storage LOW · fees MAKER TAKER · band LOW HIGH
 * clearing AGE EXECUTIONS [PENDING PER_ACCOUNT] · view MS NOTICE · void BATCH · tick · at MS (sets the clock)
 * </pre>
 *
 * An account is opened, and given plenty, when its name is first used; bids are the buyer's and asks the seller's where
 * nobody is named.
 */
final class Script {
    static final long PLENTY = 1_000_000_000_000_000L;
    static final long START_MS = 1_000_000;

    private final Engine engine;
    private final Commands commands = new Commands();
    private final EventBuffer events = new EventBuffer(1 << 16);
    private final Map<String, Integer> accounts = new HashMap<>();
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<Long, String> owners = new HashMap<>();
    private final Map<Long, Long> nonces = new HashMap<>();
    private final Map<String, Integer> instruments = new HashMap<>(Map.of("main", 1));
    private final EventText text = new EventText(id -> names.getOrDefault(id, "#" + id), Long::toString);
    private final List<String> heard = new ArrayList<>();
    private boolean plenty = true;
    private boolean balances;
    private boolean levels;
    private long nowMs = START_MS;
    private long sequence;
    private long eventSeq;
    private long debtSeq;
    private long nonce;
    private Scanner words;

    Script(Engine engine) {
        this.engine = engine;
        run(commands.addInstrument(1, "ETK-IDRS", 1, 1, 0, 1_000, 0, 0));
        run(commands.addInstrument(2, "ETK-WEST", 1, 1, 0, 1_000, 0, 0));
        instruments.put("west", 2);
        heard.clear();
    }

    /** Accounts start with nothing. */
    Script poor() {
        plenty = false;
        return this;
    }

    /** Balances are compared as well. */
    Script withBalances() {
        balances = true;
        return this;
    }

    /** Levels are compared as well. */
    Script withLevels() {
        levels = true;
        return this;
    }

    /** Runs commands whose events do not matter. */
    Script given(String... lines) {
        account("buyer");
        account("seller");
        for (String line : lines) run(line);
        heard.clear();
        return this;
    }

    /** Runs commands whose events {@link #then} compares. */
    Script when(String... lines) {
        account("buyer");
        account("seller");
        for (String line : lines) run(line);
        return this;
    }

    Script then(String... expected) {
        assertEquals(String.join("\n", expected), String.join("\n", heard));
        heard.clear();
        return this;
    }

    /** Runs commands that have to be refused without a trace, each. */
    Script refused(String line, String... expected) {
        given();
        long before = engine.stateHash();
        when(line).then(expected);
        assertEquals(before, engine.stateHash(), "a refused command changed the state: " + line);
        return this;
    }

    long stateHash() { return engine.stateHash(); }

    private void run(String line) {
        words = new Scanner(line).useLocale(Locale.ROOT);
        String verb = words.next();
        switch (verb) {
            case "bid" -> place(Side.BID);
            case "ask" -> place(Side.ASK);
            case "replace" -> replace();
            case "reduce" -> reduce();
            case "cancel" -> cancel();
            case "cancel-all" -> run(commands.cancelAll(account(words.next()), instrumentOrAll(), reason()));
            case "cancel-after" -> run(commands.cancelAfter(account(words.next()), words.nextLong()));
            case "deposit", "withdrawn", "repaid", "stop", "exited", "reopened" -> marketEvent(verb);
            case "agent" -> agent();
            case "revoke" -> run(commands.revokeAgent(account(words.next()), address(words.next())));
            case "order-canceled" -> orderCanceled();
            case "debt" -> run(commands.debtChanged(address(words.next()), ++debtSeq, words.nextLong()));
            case "settle" -> run(commands.batchSettled(words.nextLong()));
            case "withdraw" -> withdraw();
            case "release" -> run(commands.releaseWithdrawal(account(words.next()), words.nextLong()));
            case "halt" -> trading(TradingState.HALTED);
            case "auction" -> trading(TradingState.AUCTION);
            case "open" -> trading(TradingState.OPEN);
            case "storage" -> run(commands.setStorage(words.nextInt()));
            case "fees" -> run(commands.setFees(1, words.nextInt(), words.nextInt()));
            case "band" -> run(commands.setBand(1, words.nextLong(), words.nextLong()));
            case "clearing" -> clearing();
            case "view" -> run(commands.chainView(START_MS + words.nextLong(), words.nextLong()));
            case "void" -> run(commands.voidPending(words.nextLong()));
            case "at" -> nowMs = START_MS + words.nextLong();
            case "tick" -> run(commands.tick());
            default -> throw new IllegalArgumentException(line);
        }
    }

    private void place(Side side) {
        long id = words.nextLong();
        long quantityWh = words.nextLong();
        words.next("@");
        long priceTicks = words.nextLong();
        String owner = side == Side.BID ? "buyer" : "seller";
        List<String> options = rest();
        if (options.contains("by")) owner = options.get(options.indexOf("by") + 1);
        int account = account(owner);
        PlaceOrderEncoder order = commands.place(account, address(owner), id, side, quantityWh, priceTicks, ++nonce,
                nowMs + (options.contains("ioc") || options.contains("fok") ? 60_000 : 1_000_000));
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i);
            switch (option) {
                case "ioc", "fok", "gtd" -> order
                        .timeInForce((short) TimeInForce.valueOf(option.toUpperCase(Locale.ROOT)).code());
                case "market" -> order.orderType((short) OrderType.MARKET.code());
                case "post-only" -> order.postOnly((short) 1);
                case "self" -> order.selfTrade((short) SelfTrade
                        .valueOf("CANCEL_" + options.get(++i).toUpperCase(Locale.ROOT)).code());
                case "by" -> i++;
                case "show" -> order.displayWh(Long.parseLong(options.get(++i)));
                case "max" -> order.maxQuote(Long.parseLong(options.get(++i)));
                case "expires" -> order.expiryMs(START_MS + Long.parseLong(options.get(++i)));
                case "fee" -> order.maxFeeBps(Integer.parseInt(options.get(++i)));
                case "nonce" -> {
                    nonce = Long.parseLong(options.get(++i));
                    order.nonce(nonce).putSignature(Commands.signature(id, nonce), 0, 65);
                }
                case "epoch" -> order.epoch(Integer.parseInt(options.get(++i)));
                case "signer" -> order.putSigner(Commands.address(address(options.get(++i))), 0, 20);
                case "in" -> order.instrumentId(instruments.getOrDefault(options.get(++i), 99));
                default -> throw new IllegalArgumentException(option);
            }
        }
        owners.putIfAbsent(id, owner);
        nonces.putIfAbsent(id, nonce);
        submit();
    }

    private void replace() {
        long id = words.nextLong();
        long quantityWh = words.nextLong();
        words.next("@");
        long priceTicks = words.nextLong();
        String owner = owners.get(id);
        ReplaceOrderEncoder order = commands.replace(account(owner), address(owner), id, quantityWh, priceTicks,
                nonces.get(id), nowMs + 1_000_000);
        List<String> options = rest();
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i);
            switch (option) {
                case "unsigned" -> order.hasSignature((short) 0);
                case "show" -> order.displayWh(Long.parseLong(options.get(++i)));
                case "max" -> order.maxQuote(Long.parseLong(options.get(++i)));
                case "expires" -> order.expiryMs(START_MS + Long.parseLong(options.get(++i)));
                case "fee" -> order.maxFeeBps(Integer.parseInt(options.get(++i)));
                case "nonce" -> order.nonce(Long.parseLong(options.get(++i)));
                case "signer" -> order.putSigner(Commands.address(address(options.get(++i))), 0, 20);
                default -> throw new IllegalArgumentException(option);
            }
        }
        submit();
    }

    private void reduce() {
        long id = words.nextLong();
        commands.replace(account(owners.get(id)), 0, id, words.nextLong(), 0, 0, 0).hasSignature((short) 0);
        submit();
    }

    private void cancel() {
        long id = words.nextLong();
        List<String> options = rest();
        String owner = options.contains("by") ? options.get(1) : owners.getOrDefault(id, "buyer");
        run(commands.cancel(account(owner), 0, id));
    }

    private void marketEvent(String verb) {
        String name = words.next();
        MarketEventKind kind = MarketEventKind.valueOf(verb.toUpperCase(Locale.ROOT));
        boolean money = kind.code() <= MarketEventKind.REPAID.code();
        Asset asset = money ? Asset.valueOf(words.next().toUpperCase(Locale.ROOT)) : Asset.ETK;
        long amount = money ? words.nextLong() : 0;
        long number = words.hasNextLong() ? words.nextLong() : 0;
        run(commands.marketEvent(++eventSeq, kind, asset, address(name), amount, number, nowMs, (int) number, 0));
    }

    private void agent() {
        int owner = address(words.next());
        int agent = address(words.next());
        run(commands.marketEvent(++eventSeq, MarketEventKind.AGENT, Asset.ETK, owner, 0, 0,
                START_MS + words.nextLong(), 0, agent));
    }

    private void orderCanceled() {
        int owner = address(words.next());
        int signer = address(words.next());
        run(commands.marketEvent(++eventSeq, MarketEventKind.ORDER_CANCELED, Asset.ETK, owner, 0, words.nextLong(),
                nowMs, 0, signer));
    }

    private void withdraw() {
        int account = account(words.next());
        Asset asset = Asset.valueOf(words.next().toUpperCase(Locale.ROOT));
        run(commands.reserveWithdrawal(account, asset.code(), words.nextLong(), words.nextLong(), nowMs + 1_000));
    }

    private void trading(TradingState state) {
        int instrumentId = words.hasNextInt() ? words.nextInt() : 1;
        HaltReason reason = words.hasNext() ? HaltReason.valueOf(words.next()) : HaltReason.OPERATOR;
        run(commands.setTrading(instrumentId, state.code(), reason.code()));
    }

    private void clearing() {
        long ageMs = words.nextLong();
        int executions = words.nextInt();
        int pending = words.hasNextInt() ? words.nextInt() : 10_000;
        int perAccount = words.hasNextInt() ? words.nextInt() : 10_000;
        account("house");
        run(commands.configureClearing(ageMs, executions, pending, perAccount, address("house")));
    }

    private int instrumentOrAll() {
        return words.hasNext() ? instruments.get(words.next()) : 0;
    }

    private int reason() {
        return CancelReason.USER.code();
    }

    private List<String> rest() {
        return words.tokens().toList();
    }

    private int address(String name) {
        account(name);
        return accounts.get(name);
    }

    private int account(String name) {
        Integer known = accounts.get(name);
        if (known != null) return known;
        int account = accounts.size() + 1;
        accounts.put(name, account);
        names.put(account, name);
        List<String> kept = List.copyOf(heard);
        run(new Commands().openAccount(account));
        if (plenty && !name.equals("house")) {
            for (Asset asset : Asset.values()) {
                run(new Commands().marketEvent(++eventSeq, MarketEventKind.DEPOSIT, asset, account, PLENTY, 0, 0, 0,
                        0));
            }
        }
        heard.clear();
        heard.addAll(kept);
        return account;
    }

    private void submit() {
        run(commands);
    }

    private void run(Commands command) {
        events.clear();
        engine.onCommand(++sequence, nowMs, command.buffer, 0, command.length, events);
        for (String line : text.lines(events)) {
            if (line.startsWith("balance") && !balances) continue;
            if (line.startsWith("level") && !levels) continue;
            heard.add(line);
        }
    }
}
