package sensorgate;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import sensorgate.net.DatagramSource;
import sensorgate.net.DatagramSources;
import sensorgate.net.PollListener;
import sensorgate.net.PollPort;
import sensorgate.net.ReceiveBuffer;
import sensorgate.net.SocketAddressText;
import sensorgate.net.TcpLedger;
import sensorgate.net.UdpLedger;
import sensorgate.net.UdpReceiver;
import sensorgate.poll.PollCommands;
import sensorgate.poll.StatsText;
import sensorgate.store.ArrivalClock;
import sensorgate.store.Disk;
import sensorgate.store.Loop;
import sensorgate.store.Stat;
import sensorgate.store.Store;
import sensorgate.store.StoreException;
import sensorgate.store.Uninterrupted;

/**
 * The gateway: a thread that receives datagrams into the store, a thread that answers polls from
 * it, and the store's own. The constructor binds both sockets and opens the store, or does none of
 * it; {@link #start()} starts the threads, {@link #close()} ends them, leaves everything on the
 * disk and gives the ports back.
 */
public final class Gateway implements AutoCloseable {

    private final GatewayListener listener;
    private final UdpReceiver receiver;
    private final PollPort pollPort;
    private final PollListener pollListener;
    private final Store store;
    private final StatsText statsText;
    private final List<Stat> stats;
    private final Thread udpThread;
    private final Thread tcpThread;
    private boolean closed;

    /**
     * Binds both sockets and opens the store; nothing is received before {@link #start()}.
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
        pollPort = openPort(settings, source);
        // after the sockets, so that datagrams wait in the kernel while the journal is read
        store = openStore(settings, listener, disk, source);
        UdpLedger udpLedger = new UdpLedger();
        TcpLedger tcpLedger = new TcpLedger();
        receiver = new UdpReceiver(
                source, settings.udp(), store.journal(), store.table(), udpLedger,
                new ArrivalClock());
        stats = stats(udpLedger, tcpLedger);
        statsText = new StatsText(stats, List.of(
                new StatsText.Sources(udpLedger.offenderNames(), udpLedger.offenders()),
                new StatsText.Sources(tcpLedger.offenderNames(), tcpLedger.offenders())));
        PollCommands commands = new PollCommands(
                store, statsText, tcpLedger, System::nanoTime, System::currentTimeMillis);
        pollListener = new PollListener(
                pollPort, settings.tcp(), commands, tcpLedger, listener, System::nanoTime);
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
    }

    /** The threads that go round for as long as the gateway runs, once it has been started. */
    public List<Loop> loops() {
        List<Loop> loops = new ArrayList<>(store.loops());
        loops.add(receiver.loop(udpThread.getName()));
        loops.add(pollListener.loop(tcpThread.getName()));
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
        Uninterrupted.join(udpThread);
        pollListener.close();
        receiver.close();
        store.close();
    }

    private List<Stat> stats(UdpLedger udpLedger, TcpLedger tcpLedger) {
        List<Stat> all = new ArrayList<>(udpLedger.stats());
        all.add(1, new Stat("kernel_dropped", receiver::kernelDropped));
        all.add(2, new Stat("kernel_dropped_before", receiver::kernelDroppedBefore));
        all.add(new Stat("readings", store.table()::rows));
        all.add(new Stat("readings_max", store.table()::rowsMax));
        all.addAll(store.stats());
        all.addAll(tcpLedger.stats());
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

    private static PollPort openPort(GatewaySettings settings, DatagramSource source)
            throws GatewayException {
        try {
            return PollPort.open(settings.tcp());
        } catch (IOException e) {
            source.close();
            throw cannotListen("TCP", settings.tcp().address(), settings.tcp().port(), "tcp", e);
        }
    }

    private Store openStore(
            GatewaySettings settings, GatewayListener listener, Disk disk, DatagramSource source)
            throws GatewayException {
        try {
            return Store.open(settings.store(), settings.seriesMax(), disk, listener);
        } catch (StoreException e) {
            source.close();
            pollPort.close();
            throw new GatewayException(e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            source.close();
            pollPort.close();
            throw e;
        }
    }

    private static GatewayException cannotListen(
            String protocol, InetAddress address, int port, String key, IOException cause) {
        String where = address == null
                ? "port " + port
                : SocketAddressText.of(address) + ":" + port;
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
