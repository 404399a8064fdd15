package io.enerlink.gateway.net;

import io.enerlink.gateway.session.RequestObserver;
import io.enerlink.gateway.session.Session;
import io.enerlink.gateway.session.ManagedBot;
import io.enerlink.gateway.session.BotEntry;
import io.enerlink.gateway.session.AgentEntry;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.enerlink.engine.client.EngineClient;
import io.enerlink.engine.client.EventListener;
import io.enerlink.gateway.auth.Domain;
import io.enerlink.gateway.auth.SignatureVerifier;
import io.enerlink.gateway.feed.Feeds;
import io.enerlink.gateway.feed.MeterFeed;
import io.enerlink.gateway.feed.SettlementFeed;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.session.Commands;
import io.enerlink.gateway.session.Instruments;
import io.enerlink.gateway.session.MeterEntry;
import io.enerlink.gateway.session.Methods;
import io.enerlink.gateway.session.OrderEntry;
import io.enerlink.gateway.session.Pending;
import io.enerlink.gateway.session.SessionEntry;
import io.enerlink.gateway.session.SessionLimits;
import io.enerlink.gateway.session.WalletEntry;
import io.enerlink.gateway.session.Wallets;
import io.enerlink.gateway.session.WithdrawalEntry;
import io.enerlink.settlement.clearing.ReconciliationState;
import io.enerlink.settlement.history.PastTrading;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/**
 * The public protocol on one port. Its life: make it, give {@link #listener()} to the engine, start the engine, then
 * {@link #start}: by then the listener has heard the past.
 */
public final class GatewayServer implements AutoCloseable {
    private static final int BACKLOG = 1_024;
    /** Of one read: what one client sends at once is not all done before it is another's turn. */
    private static final int LEAST_READ_BYTES = 512;
    private static final int USUAL_READ_BYTES = 2_048;
    private static final int MOST_READ_BYTES = 4_096;
    private static final long QUIET_MS = 50;
    private static final long TLS_CHECK_MS = 1_000;
    private static final long STATE_MS = 2_000;
    private static final long STOP_MS = 5_000;

    private final GatewayConfig config;
    private final Instruments instruments = new Instruments();
    private final Pending pending;
    private final Feeds feeds;
    private final ConnectionLimit limit;
    private final Methods methods = new Methods();
    private final BotEntry bots;
    private final Routes routes = new Routes();
    private Wallets wallets;
    private MeterRoutes meterRoutes;
    private SignatureVerifier verifier;
    /** Of those who have signed in, so that no stranger keeps them waiting. */
    private EventLoopGroup members;
    private EventLoopGroup strangers;
    /** Apart, so that a storm of newcomers keeps nobody waiting who is there. */
    private EventLoopGroup acceptor;
    private Channel server;
    private Sessions sessions;
    private volatile boolean ready;

    public GatewayServer(GatewayConfig config) { this(config, RequestObserver.NONE); }

    /** @param observer hears how requests fare */
    public GatewayServer(GatewayConfig config, RequestObserver observer) {
        this.config = config;
        pending = new Pending(observer);
        feeds = new Feeds(instruments, pending, config.feed());
        bots = new BotEntry(config.isDemo());
        limit = new ConnectionLimit(config.connections().max(), config.addresses(), config.session().refusals());
        feeds.connections(limit::open);
        feeds.latency(observer::latency);
    }

    /** To be registered with the engine before the engine starts. */
    public EventListener listener() {
        return feeds.listener();
    }

    /** To be told where batches stand. */
    public SettlementFeed settlement() { return feeds.settlement(); }

    /** To be told what meters report. */
    public MeterFeed meters() { return feeds.meters(); }

    /** To be asked for what the feeds do not remember; before the engine starts. */
    public void addHistory(PastTrading trading) {
        feeds.past(trading);
    }

    /** To be asked how engine and chain compare; before the start. */
    public void addReconciliation(Supplier<ReconciliationState> reconciled) {
        feeds.reconciled(reconciled);
    }

    /** A bot that its account may look at and pause. */
    public void addBot(ManagedBot bot) {
        bots.add(bot);
    }

    /** Gives clients their wallets' methods; before the start. Without it those methods are unknown. */
    public void addWallets(Wallets wallets) {
        this.wallets = wallets;
        WalletEntry entry = new WalletEntry(wallets);
        entry.addTo(methods);
        if (config.isDemo()) entry.addRampTo(methods);
    }

    /** Gives meters and their owners their paths; before the start. Without it those paths are unknown. */
    public void addMeters(MeterRoutes meters) {
        meterRoutes = meters;
    }

    /** Lets owners tell their devices something; before the start. Without it that method is unknown. */
    public void addMeterCommands(MeterEntry entry) {
        entry.addTo(methods);
    }

    /** The HTTP side's paths. */
    Routes routes() { return routes; }

    /** The names of the WebSocket's methods. */
    Set<String> methods() { return methods.names(); }

    /** Whether clients are served. */
    public boolean isReady() { return ready; }

    /** How far the feeds are behind the engine's newest command that they were told of, ms. */
    public long lagMs() {
        long lastMs = feeds.lastMs();
        return lastMs == 0 ? 0 : Math.max(0, System.currentTimeMillis() - lastMs);
    }

    /** How many connections are open. */
    public int connections() { return limit.open(); }

    /** The port that is listened on, once started. */
    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /**
     * Listens.
     *
     * @param domain what orders and logons are signed for: chain and Market
     * @return the port
     * @throws BindException where the port is taken
     */
    public int start(EngineClient engine, Domain domain) throws BindException {
        feeds.started();
        verifier = new SignatureVerifier(domain, config.threads().verifiers(), config.threads().verifierQueue());
        Commands commands = new Commands(engine);
        OrderEntry orders = new OrderEntry(commands, verifier, instruments, feeds.accounts(), pending);
        orders.addTo(methods);
        new SessionEntry(commands, verifier, pending, feeds.accounts(), System::currentTimeMillis).addTo(methods);
        bots.addTo(methods);
        if (wallets != null) {
            new AgentEntry(commands, pending, wallets).addTo(methods);
            new WithdrawalEntry(commands, verifier, pending, wallets.contracts(), feeds.withdrawals(),
                    System::currentTimeMillis).addTo(methods);
        }
        feeds.addTo(methods, this::isOperator);
        sessions = new Sessions(methods, orders, config.session(), config.addresses(), greeting(domain));
        feeds.accounts().onAgentChanged(sessions::agentChanged);
        new PublicRoutes(instruments, feeds).addTo(routes);
        AccountRoutes accounts = new AccountRoutes(feeds, verifier, System::currentTimeMillis);
        accounts.addTo(routes);
        if (meterRoutes != null) meterRoutes.addTo(routes, accounts);
        routes.get("/health/live", call -> state(call, "live")).get("/health/ready", this::ready);
        TlsContext tls = config.access().tls() == null ? null
                : new TlsContext(config.access().tls(), config.connections().handshakeMs());
        IoHandlerFactory polls = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        members = new MultiThreadIoEventLoopGroup(config.threads().loops(), polls);
        strangers = new MultiThreadIoEventLoopGroup(Math.max(1, config.threads().loops() / 2), polls);
        acceptor = new MultiThreadIoEventLoopGroup(1, polls);
        listen(new ChannelSetup(config, limit, sessions, feeds.gathering(), members, new WebPage(WebFiles.load()),
                new HttpApi(routes, new AddressLimit(config.addresses().http())),
                tls));
        if (tls != null) strangers.scheduleAtFixedRate(tls::reload, TLS_CHECK_MS, TLS_CHECK_MS, TimeUnit.MILLISECONDS);
        strangers.scheduleAtFixedRate(feeds::tellState, STATE_MS, STATE_MS, TimeUnit.MILLISECONDS);
        ready = true;
        return port();
    }

    /** Says farewell, closes what is open, and lets go of the port. Before the engine is closed. */
    @Override
    public void close() {
        ready = false;
        if (server != null) server.close().awaitUninterruptibly();
        if (sessions != null) sessions.shutDown();
        limit.awaitNone(STOP_MS);
        stop(acceptor, 0);
        stop(strangers, QUIET_MS);
        stop(members, QUIET_MS);
        if (verifier != null) verifier.close();
        feeds.close();
    }

    private static void stop(EventLoopGroup loops, long quietMs) {
        if (loops != null) loops.shutdownGracefully(quietMs, STOP_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }

    private void listen(ChannelSetup setup) throws BindException {
        Class<? extends ServerChannel> type = Epoll.isAvailable() ? EpollServerSocketChannel.class
                : NioServerSocketChannel.class;
        ServerBootstrap bootstrap = new ServerBootstrap().group(acceptor, strangers).channel(type)
                .handler(limit.door())
                .option(ChannelOption.SO_BACKLOG, BACKLOG).option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(LEAST_READ_BYTES,
                        USUAL_READ_BYTES, MOST_READ_BYTES))
                .childHandler(setup);
        int sendBufferBytes = config.connections().sendBufferBytes();
        if (sendBufferBytes > 0) bootstrap.childOption(ChannelOption.SO_SNDBUF, sendBufferBytes);
        ChannelFuture bound = bootstrap.bind(config.host(), config.port()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            close();
            throw portTaken(bound.cause());
        }
        server = bound.channel();
    }

    private boolean isOperator(Session session) {
        return config.isDemo() || config.access().operators().contains(session.account().address());
    }

    private byte[] ready(HttpCall call) {
        if (!ready) throw Errors.UNAVAILABLE.because("not ready");
        return state(call, "ready");
    }

    private static byte[] state(HttpCall call, String state) {
        call.only();
        return JsonWriter.object().field("state", state).end().bytes();
    }

    private BindException portTaken(Throwable cause) {
        BindException taken = new BindException("cannot listen on " + config.host() + ":" + config.port() + ": "
                + cause.getMessage());
        taken.initCause(cause);
        return taken;
    }

    private String greeting(Domain domain) {
        SessionLimits limits = config.session();
        JsonWriter json = JsonWriter.object().field("heartbeatMs", config.connections().heartbeatMs());
        json.object("limits").field("requestsPerSecond", limits.requestsPerSecond())
                .field("requestBurst", limits.requestBurst()).field("maxPending", limits.maxPending())
                .field("maxSubscriptions", limits.maxSubscriptions())
                .field("maxFrameBytes", GatewayConfig.MAX_FRAME_BYTES).end();
        json.field("environment", config.environment());
        json.object("domain").field("name", domain.name()).field("version", domain.version())
                .field("chainId", domain.chainId()).field("verifyingContract", domain.verifyingContract().toString())
                .end();
        return json.toString().substring(1);
    }
}
