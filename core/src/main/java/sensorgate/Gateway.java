package sensorgate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import sensorgate.address.BindFailure;
import sensorgate.address.IpAddress;
import sensorgate.address.OwnNetworks;
import sensorgate.clock.ClockState;
import sensorgate.clock.MachineClock;
import sensorgate.count.Contest;
import sensorgate.count.Contests;
import sensorgate.count.Loop;
import sensorgate.count.LossHour;
import sensorgate.count.ProcessMemory;
import sensorgate.count.SettingKeys;
import sensorgate.count.Stat;
import sensorgate.disk.Disk;
import sensorgate.disk.StoreException;
import sensorgate.journal.Journal;
import sensorgate.linux.Sockets;
import sensorgate.poll.PollCommands;
import sensorgate.poll.SettingsText;
import sensorgate.poll.StatsText;
import sensorgate.port.ControlPort;
import sensorgate.port.ControlSettings;
import sensorgate.port.TcpPort;
import sensorgate.serve.ConnectionLedger;
import sensorgate.serve.ConnectionLimits;
import sensorgate.serve.ControllerQueue;
import sensorgate.serve.Dialogue;
import sensorgate.serve.LineDialogue;
import sensorgate.serve.ManyListener;
import sensorgate.serve.RequestLedger;
import sensorgate.serve.TcpLedger;
import sensorgate.serve.TcpSettings;
import sensorgate.serve.TurnListener;
import sensorgate.store.ReadingAges;
import sensorgate.store.Store;
import sensorgate.udp.ArrivalClock;
import sensorgate.udp.DatagramSource;
import sensorgate.udp.DatagramSources;
import sensorgate.udp.DatagramTap;
import sensorgate.udp.NetworkWatch;
import sensorgate.udp.ReceiveBuffer;
import sensorgate.udp.UdpLedger;
import sensorgate.udp.UdpReceiver;

/**
 * The gateway: a thread that receives datagrams into the store, a thread that answers polls from
 * the store, one that answers the tools of this machine, and the store's own. The constructor binds
 * the sockets and opens the store, {@link #start()} starts the threads, {@link #close()} ends the
 * threads, writes everything to the disk and frees the ports. If the constructor or
 * {@link #start()} fails, everything is closed again.
 */
public final class Gateway implements AutoCloseable {

    /** Tools of this machine that are served at once. */
    static final int TOOLS_MAX = 32;

    private static final String TOO_MANY_TOOLS =
            "ERR busy " + TOOLS_MAX + " tools are connected already: end one of them\n";

    private final GatewayListener listener;
    private final Parts parts;
    private final OwnNetworks own = new OwnNetworks();
    private final UdpLedger udpLedger = new UdpLedger();
    private final TcpLedger tcpLedger = new TcpLedger();
    private final ConnectionLedger toolLedger = new ConnectionLedger("control_", "local tools");
    private final RequestLedger toolRequests = new RequestLedger("control_", "local tools");
    private final SettingsText settingsText = new SettingsText();
    private final long begunNs = System.nanoTime();
    private final MachineClock clock;
    private Journal journal;
    private UdpReceiver receiver;
    private TcpPort pollPort;
    private Path controlPath;
    private StatsText statsText;
    private Contests contests;
    private List<Stat> stats;
    private List<LossHour> lossHours;

    /**
     * Binds the sockets and opens the store; nothing is received before {@link #start()}.
     *
     * @throws GatewayException if a port cannot be had or state cannot be kept
     */
    public Gateway(GatewaySettings settings, GatewayListener listener) throws GatewayException {
        this(settings, listener, Disk.system(), Thread::new);
    }

    /** A gateway on another disk, with threads that the factory makes. */
    Gateway(
            GatewaySettings settings, GatewayListener listener, Disk disk, ThreadFactory threads)
            throws GatewayException {
        this.listener = listener;
        this.clock = new MachineClock(listener::onClock, listener::onTrouble);
        this.parts = new Parts(threads, listener::onFailed);
        try {
            open(settings, disk);
        } catch (Throwable failure) {
            parts.closeAfter(failure);
            throw failure;
        }
    }

    /**
     * Sockets come first, so that datagrams wait in the kernel while the journal is read. The
     * control socket comes before the TCP port: a tool that finds no control socket tries TCP.
     */
    private void open(GatewaySettings asked, Disk disk) throws GatewayException {
        GatewaySettings settings = asked.at(own);
        DatagramSource source = openSource(settings);
        parts.add(source::close);
        NetworkWatch networks = networkWatch(settings, source);
        ControlPort controlPort = openControl(settings.control());
        if (controlPort != null) {
            parts.add(controlPort::close);
        }
        pollPort = openPort(settings);
        parts.add(pollPort::close);
        parts.onReload(this::reloadPort);
        Store store = openStore(settings, disk);
        journal = store.journal();
        if (clock.begun() != null) {
            journal.takeUpClock(clock.begun().wallNs(), clock.begun().ticksNs());
        }
        parts.add(
                () -> store.start((_, failure) -> listener.onFailed(failure)), List::of,
                store::close);
        parts.onReload(reloaded -> store.reload(reloaded.store(), reloaded.series()));
        ProcessMemory memory = new ProcessMemory();
        parts.add(memory::close);
        receiver = new UdpReceiver(
                source, settings.udp(), store.journal(), store.table(), udpLedger,
                new ArrivalClock(store.journal().start(), () -> clock.state().isRight()));
        parts.add("udp", receiver);
        parts.onReload(reloaded -> receiver.reload(reloaded.udp()));
        parts.add("networks", networks);
        parts.onReload(reloaded -> networks.reload(reloaded.isLocalAllowed()));
        contests = store.table().contests();
        stats = stats(store, memory);
        lossHours = stats.stream().filter(Stat::isLoss).map(LossHour::new).toList();
        statsText = statsText();
        if (controlPort != null) {
            controlPath = controlPort.path();
            ManyListener tools = toolListener(controlPort, settings.tcp(), store);
            parts.add("control", tools);
            parts.onReload(reloaded -> tools.reload(toolLimits(reloaded.tcp())));
        }
        TurnListener polls = pollListener(settings.tcp(), store);
        parts.add("tcp", polls);
        parts.onReload(reloaded -> polls.reload(reloaded.tcp()));
    }

    /** Starts the threads; does nothing once the gateway is closed. */
    public synchronized void start() {
        parts.start();
    }

    /**
     * Takes over the settings that can change while the gateway runs: allow-lists, precision,
     * limits and times. Sockets, directory and sizes stay as they are, whatever {@code asked} says.
     * Any thread; does nothing once the gateway is closed.
     */
    public synchronized void reload(GatewaySettings asked) {
        parts.reload(asked.at(own));
    }

    /** The threads that go round for as long as the gateway runs, once it has been started. */
    public List<Loop> loops() {
        return parts.loops();
    }

    /** The address at which readings are received, {@code null} for every address. */
    public InetAddress udpAddress() {
        return receiver.source().address();
    }

    public int udpPort() {
        return receiver.source().port();
    }

    /** The descriptor of the UDP socket, -1 if the JDK hides it ({@code udp.source=portable}). */
    public int udpDescriptor() {
        return receiver.source().descriptor();
    }

    public int tcpPort() {
        return pollPort.number();
    }

    /** The control socket, {@code null} without a control socket. */
    public Path controlPath() {
        return controlPath;
    }

    /** The kernel's receive buffer of the UDP socket, asked for and granted. */
    public ReceiveBuffer receiveBuffer() {
        return receiver.source().receiveBuffer();
    }

    /** How datagrams are received: {@code recvmmsg} or {@code DatagramChannel}. */
    public String sourceName() {
        return receiver.source().name();
    }

    /** Every counter and gauge, in the order STATS gives them. Any thread may read their values. */
    public List<Stat> stats() {
        return stats;
    }

    /** The controllers that are served, and those that wait. Any thread. */
    public ControllerQueue controllers() {
        return tcpLedger.queue();
    }

    /**
     * The losses of the last hour. The program ends each minute of each of them, by one thread;
     * until the first end they count from the start.
     */
    public List<LossHour> lossHours() {
        return lossHours;
    }

    /**
     * Sets the lines that CONFIG replies to tools of this machine: the settings in use, without
     * secrets. Any thread.
     */
    public void tellSettings(String lines) {
        settingsText.set(lines);
    }

    /**
     * The address that the counter of this name counted last, with the first bytes of the datagram
     * if there was a datagram; {@code null} without such an address. Any thread; allocates.
     */
    public String lastOffender(String counterName) {
        return statsText.lastOffender(counterName);
    }

    /** The series that several senders write in turns, the last few. Any thread; allocates. */
    public List<Contest> contests() {
        return contests.all();
    }

    /** Ends the threads, closes the sockets and writes everything to the disk. */
    @Override
    public synchronized void close() {
        parts.close();
    }

    /** A watch that has looked once: {@link #reload} may need the networks that it reads. */
    private NetworkWatch networkWatch(GatewaySettings settings, DatagramSource source) {
        NetworkWatch watch = new NetworkWatch(
                own, settings.isLocalAllowed(), source, settings.udp().groups(),
                listener::onNetworks, listener::onTrouble, this::lookAtClock);
        watch.look();
        return watch;
    }

    /**
     * Tells the journal what is known about the clock, to correct what arrived before. A clock that
     * somebody set by hand, after a time server did, is not compared with times of earlier boots.
     */
    private void lookAtClock() {
        clock.look();
        ClockState known = clock.state();
        journal.tellClock(
                known.untilNs(), known.offsetNs(), known.wasRight(),
                known.isRight() || known.trust() == ClockState.Trust.NEVER);
    }

    private TurnListener pollListener(TcpSettings settings, Store store) {
        return new TurnListener(
                pollPort, settings, dialogues(store, statsText, tcpLedger.requests(), null, null),
                tcpLedger, listener, System::nanoTime);
    }

    private ManyListener toolListener(ControlPort port, TcpSettings settings, Store store) {
        return new ManyListener(
                port, toolLimits(settings),
                dialogues(store, statsText(), toolRequests, receiver.tap(), settingsText),
                toolLedger, System::nanoTime);
    }

    private static ConnectionLimits toolLimits(TcpSettings settings) {
        return new ConnectionLimits(
                TOOLS_MAX, null, ConnectionLimits.NEVER_NS, settings.writeTimeoutNs(),
                TOO_MANY_TOOLS.getBytes(StandardCharsets.US_ASCII));
    }

    private void reloadPort(GatewaySettings settings) {
        try {
            pollPort.writeTimeout(settings.tcp().writeTimeoutNs());
        } catch (IOException e) {
            listener.onTrouble("the kernel does not take the new " + SettingKeys.TCP_WRITE_TIMEOUT
                    + ": " + e.getMessage());
        }
    }

    private static Supplier<Dialogue> dialogues(
            Store store, StatsText text, RequestLedger requests, DatagramTap tap,
            SettingsText settings) {
        return () -> new LineDialogue(
                new PollCommands(
                        store, text, requests, tap, settings, System::nanoTime,
                        System::currentTimeMillis),
                requests);
    }

    /** The text of STATS; each thread that answers needs an instance of its own. */
    private StatsText statsText() {
        return new StatsText(
                stats, lossHours,
                List.of(
                        new StatsText.Sources(udpLedger.offenderNames(), udpLedger.offenders()),
                        new StatsText.Sources(tcpLedger.offenderNames(), tcpLedger.offenders())),
                tcpLedger.queue(), contests, udpLedger.senders());
    }

    private List<Stat> stats(Store store, ProcessMemory memory) {
        List<Stat> all = new ArrayList<>(udpLedger.stats());
        all.addAll(1, UdpLedger.kernelStats(
                receiver.source()::kernelDropped, receiver.source()::kernelDroppedBefore));
        all.addAll(store.tableStats());
        all.addAll(new ReadingAges(
                store.table(), System::nanoTime, System::currentTimeMillis).stats());
        all.addAll(store.goneStats());
        all.addAll(udpLedger.flowStats());
        all.addAll(store.stats());
        all.addAll(tcpLedger.stats());
        all.addAll(toolLedger.localStats());
        all.addAll(toolRequests.stats());
        all.add(Stat.gauge("uptime_s", "s", "Time since the gateway started.",
                () -> (System.nanoTime() - begunNs) / 1_000_000_000));
        all.addAll(memory.stats());
        all.addAll(clock.stats());
        return List.copyOf(all);
    }

    private static DatagramSource openSource(GatewaySettings settings) throws GatewayException {
        try {
            return DatagramSources.open(settings.udp());
        } catch (IOException e) {
            if (settings.udp().isInheriting()) {
                throw new GatewayException(
                        "cannot take over the inherited UDP socket: " + e.getMessage(), e);
            }
            throw cannotListen("UDP", settings.udp().address(), settings.udp().port(), e);
        }
    }

    private ControlPort openControl(ControlSettings settings) throws GatewayException {
        if (settings.path() == null) {
            return null;
        }
        try {
            return ControlPort.open(settings);
        } catch (IOException e) {
            String message = "control socket " + settings.path() + ": " + e.getMessage();
            if (settings.isRequired()) {
                throw new GatewayException("cannot open the " + message
                        + "; choose another with " + SettingKeys.CONTROL_SOCKET
                        + ", or auto, or none", e);
            }
            listener.onTrouble("there is no " + message + "; local tools ask by TCP");
            return null;
        }
    }

    private static TcpPort openPort(GatewaySettings settings) throws GatewayException {
        try {
            return TcpPort.open(settings.tcp().socketAddress(), settings.tcp().writeTimeoutNs());
        } catch (IOException e) {
            throw cannotListen("TCP", settings.tcp().address(), settings.tcp().port(), e);
        }
    }

    private Store openStore(GatewaySettings settings, Disk disk) throws GatewayException {
        try {
            return new Store(settings.store(), settings.series(), disk, listener);
        } catch (StoreException e) {
            throw new GatewayException(e.getMessage(), e);
        }
    }

    private static GatewayException cannotListen(
            String protocol, InetAddress address, int port, IOException cause) {
        String where = address == null
                ? "port " + port
                : IpAddress.of(address) + ":" + port;
        InetSocketAddress local = address == null
                ? new InetSocketAddress(port)
                : new InetSocketAddress(address, port);
        int type = protocol.equals("UDP") ? Sockets.SOCK_DGRAM : Sockets.SOCK_STREAM;
        BindFailure.Why why = BindFailure.why(cause, local, type);
        String message = "cannot listen for " + protocol + " on " + where + ": "
                + cause.getMessage() + remedy(why, type);
        return why == BindFailure.Why.IN_USE
                ? new PortTakenException(message, cause, protocol, port)
                : new GatewayException(message, cause);
    }

    private static String remedy(BindFailure.Why why, int type) {
        boolean isUdp = type == Sockets.SOCK_DGRAM;
        String port = isUdp ? SettingKeys.UDP_PORT : SettingKeys.TCP_PORT;
        String address = isUdp ? SettingKeys.UDP_ADDRESS : SettingKeys.TCP_ADDRESS;
        return switch (why) {
            case IN_USE -> "; choose another with " + port + " or " + address
                    + ", or end the program that has it";
            case NOT_PERMITTED -> "; choose a port from 1024 up with " + port;
            case NOT_LOCAL -> "; set " + address + " to an address of this machine, or to *";
            case UNKNOWN -> "";
        };
    }
}
