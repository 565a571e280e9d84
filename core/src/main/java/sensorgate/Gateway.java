package sensorgate;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sensorgate.address.IpAddress;
import sensorgate.count.Loop;
import sensorgate.count.ProcessMemory;
import sensorgate.count.Stat;
import sensorgate.count.Uninterrupted;
import sensorgate.disk.Disk;
import sensorgate.disk.StoreException;
import sensorgate.poll.PollCommands;
import sensorgate.poll.StatsText;
import sensorgate.serve.ControlLedger;
import sensorgate.serve.ControlListener;
import sensorgate.serve.ControlPort;
import sensorgate.serve.ControlSettings;
import sensorgate.serve.PollListener;
import sensorgate.serve.PollPort;
import sensorgate.serve.TcpLedger;
import sensorgate.store.ReadingAges;
import sensorgate.store.Store;
import sensorgate.udp.ArrivalClock;
import sensorgate.udp.DatagramSource;
import sensorgate.udp.DatagramSources;
import sensorgate.udp.ReceiveBuffer;
import sensorgate.udp.UdpLedger;
import sensorgate.udp.UdpReceiver;

/**
 * The gateway: a thread that receives datagrams into the store, a thread that answers polls from
 * it, one that answers the tools of this machine, and the store's own. The constructor binds the
 * sockets and opens the store, or does none of it; {@link #start()} starts the threads,
 * {@link #close()} ends them, leaves everything on the disk and gives the ports back.
 */
public final class Gateway implements AutoCloseable {

    private final GatewayListener listener;
    private final UdpReceiver receiver;

    /** {@code null} where local tools are not answered, and their listener and thread with it. */
    private final ControlPort controlPort;
    private final ControlListener controlListener;
    private final Thread controlThread;
    private final PollPort pollPort;
    private final PollListener pollListener;
    private final Store store;
    private final ProcessMemory memory;
    private final long begunNs = System.nanoTime();
    private final StatsText statsText;
    private final List<Stat> stats;
    private final Thread udpThread;
    private final Thread tcpThread;
    private boolean closed;

    /**
     * Binds the sockets and opens the store; nothing is received before {@link #start()}.
     *
     * @throws GatewayException if a port cannot be had or state cannot be kept; nothing is bound
     *         and nothing half made is left then
     */
    public Gateway(GatewaySettings settings, GatewayListener listener) throws GatewayException {
        this(settings, listener, Disk.system());
    }

    /** The same on another disk. */
    Gateway(GatewaySettings settings, GatewayListener listener, Disk disk)
            throws GatewayException {
        this.listener = listener;
        DatagramSource source = openSource(settings);
        // before the TCP port, and closed after it: a tool that finds no control socket tries that
        controlPort = openControl(settings.control(), source);
        pollPort = openPort(settings, source);
        // after the sockets, so that datagrams wait in the kernel while the journal is read
        store = openStore(settings, listener, disk, source);
        UdpLedger udpLedger = new UdpLedger();
        TcpLedger tcpLedger = new TcpLedger();
        ControlLedger controlLedger = new ControlLedger();
        receiver = new UdpReceiver(
                source, settings.udp(), store.journal(), store.table(), udpLedger,
                new ArrivalClock());
        memory = new ProcessMemory();
        stats = stats(udpLedger, tcpLedger, controlLedger);
        List<StatsText.Sources> offenders = List.of(
                new StatsText.Sources(udpLedger.offenderNames(), udpLedger.offenders()),
                new StatsText.Sources(tcpLedger.offenderNames(), tcpLedger.offenders()));
        statsText = new StatsText(stats, offenders, udpLedger.senders());
        PollCommands commands = new PollCommands(
                store, statsText, tcpLedger.requests(), System::nanoTime,
                System::currentTimeMillis);
        pollListener = new PollListener(
                pollPort, settings.tcp(), commands, tcpLedger, listener, System::nanoTime);
        StatsText toolsText = new StatsText(stats, offenders, udpLedger.senders());
        controlListener = controlPort == null ? null : new ControlListener(
                controlPort, settings.tcp().writeTimeoutMs(),
                () -> new PollCommands(
                        store, toolsText, controlLedger.requests(), receiver.tap(),
                        System::nanoTime, System::currentTimeMillis),
                controlLedger, System::nanoTime);
        controlThread = controlPort == null
                ? null
                : new Thread(() -> guard(controlListener), "control");
        udpThread = new Thread(() -> guard(receiver), "udp");
        tcpThread = new Thread(() -> guard(pollListener), "tcp");
    }

    /** Starts the threads; does nothing once the gateway is closed. */
    public synchronized void start() {
        if (closed) {
            return;
        }
        store.start((_, failure) -> listener.onFailed(failure));
        udpThread.start();
        tcpThread.start();
        if (controlThread != null) {
            controlThread.start();
        }
    }

    /** The threads that go round for as long as the gateway runs, once it has been started. */
    public List<Loop> loops() {
        List<Loop> loops = new ArrayList<>(store.loops());
        loops.add(receiver.loop(udpThread.getName()));
        loops.add(pollListener.loop(tcpThread.getName()));
        if (controlListener != null) {
            loops.add(controlListener.loop(controlThread.getName()));
        }
        return List.copyOf(loops);
    }

    /** The address that readings are received at, {@code null} for every one. */
    public InetAddress udpAddress() {
        return receiver.address();
    }

    /** The UDP port that readings are received at. */
    public int udpPort() {
        return receiver.port();
    }

    /** The TCP port that polls are answered at. */
    public int tcpPort() {
        return pollPort.port();
    }

    /** The socket that local tools are answered at, {@code null} if there is none. */
    public Path controlPath() {
        return controlPort == null ? null : controlPort.path();
    }

    /** The kernel's receive buffer of the UDP socket, asked for and granted. */
    public ReceiveBuffer receiveBuffer() {
        return receiver.receiveBuffer();
    }

    /** How datagrams are received: {@code recvmmsg} or {@code DatagramChannel}. */
    public String sourceName() {
        return receiver.sourceName();
    }

    /** Every counter and gauge, in the order STATS gives them. Any thread may read their values. */
    public List<Stat> stats() {
        return stats;
    }

    /**
     * Who was last turned away and so counted by the counter of this name, with the first bytes of
     * what it sent; {@code null} if nobody was. Any thread; allocates.
     */
    public String lastOffender(String counterName) {
        return statsText.lastOffender(counterName);
    }

    /** Ends the threads, closes the sockets and leaves everything on the disk. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        receiver.stop();
        pollListener.stop();
        Uninterrupted.join(tcpThread);
        pollListener.close();
        closeControl();
        Uninterrupted.join(udpThread);
        receiver.close();
        store.close();
        memory.close();
    }

    private void closeControl() {
        if (controlListener != null) {
            controlListener.stop();
            Uninterrupted.join(controlThread);
            controlListener.close();
        }
    }

    private List<Stat> stats(
            UdpLedger udpLedger, TcpLedger tcpLedger, ControlLedger controlLedger) {
        List<Stat> all = new ArrayList<>(udpLedger.stats());
        all.add(1, new Stat("kernel_dropped", receiver::kernelDropped));
        all.add(2, new Stat("kernel_dropped_before", receiver::kernelDroppedBefore));
        all.add(new Stat("readings", store.table()::rows));
        all.add(new Stat("readings_max", store.table()::rowsMax));
        all.addAll(new ReadingAges(
                store.table(), System::nanoTime, System::currentTimeMillis).stats());
        all.addAll(udpLedger.flowStats());
        all.addAll(store.stats());
        all.addAll(tcpLedger.stats());
        all.addAll(controlLedger.stats());
        all.add(new Stat("uptime_s", () -> (System.nanoTime() - begunNs) / 1_000_000_000));
        all.addAll(memory.stats());
        return List.copyOf(all);
    }

    private void guard(Runnable loop) {
        try {
            loop.run();
        } catch (Throwable failure) {
            listener.onFailed(failure);
        }
    }

    private static DatagramSource openSource(GatewaySettings settings) throws GatewayException {
        try {
            return DatagramSources.open(settings.udp());
        } catch (IOException e) {
            if (settings.udp().isInheriting()) {
                throw new GatewayException(
                        "cannot take over the inherited UDP socket: " + e.getMessage(), e);
            }
            throw cannotListen("UDP", settings.udp().address(), settings.udp().port(), "udp", e);
        }
    }

    private ControlPort openControl(ControlSettings settings, DatagramSource source)
            throws GatewayException {
        if (settings.path() == null) {
            return null;
        }
        try {
            return ControlPort.open(settings);
        } catch (IOException e) {
            String message = "control socket " + settings.path() + ": " + e.getMessage();
            if (settings.isRequired()) {
                source.close();
                throw new GatewayException("cannot open the " + message
                        + "; choose another with control.socket, or auto, or none", e);
            }
            listener.onTrouble("there is no " + message + "; local tools ask by TCP");
            return null;
        }
    }

    private PollPort openPort(GatewaySettings settings, DatagramSource source)
            throws GatewayException {
        try {
            return PollPort.open(settings.tcp());
        } catch (IOException e) {
            closeOpened(source);
            throw cannotListen("TCP", settings.tcp().address(), settings.tcp().port(), "tcp", e);
        }
    }

    private Store openStore(
            GatewaySettings settings, GatewayListener listener, Disk disk, DatagramSource source)
            throws GatewayException {
        try {
            return Store.open(settings.store(), settings.seriesMax(), disk, listener);
        } catch (StoreException e) {
            closeOpened(source);
            throw new GatewayException(e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            closeOpened(source);
            throw e;
        }
    }

    /** What could not be opened, and what would have come after it, is {@code null} yet. */
    private void closeOpened(DatagramSource source) {
        source.close();
        if (pollPort != null) {
            pollPort.close();
        }
        if (controlPort != null) {
            controlPort.close();
        }
    }

    private static GatewayException cannotListen(
            String protocol, InetAddress address, int port, String key, IOException cause) {
        String where = address == null
                ? "port " + port
                : IpAddress.of(address) + ":" + port;
        return new GatewayException("cannot listen for " + protocol + " on " + where + ": "
                + cause.getMessage() + remedy(String.valueOf(cause.getMessage()), key), cause);
    }

    private static String remedy(String failure, String key) {
        if (failure.contains("in use")) {
            return "; choose another with " + key + ".port or " + key
                    + ".address, or end the program that has it";
        }
        if (failure.contains("ermission denied")) {
            return "; choose a port from 1024 up with " + key + ".port";
        }
        if (failure.contains("assign requested address")) {
            return "; " + key + ".address is to be one of this machine's own, or *";
        }
        return "";
    }
}
