package sensorgate;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import sensorgate.net.PollListener;
import sensorgate.net.ReceiveBuffer;
import sensorgate.net.SocketAddressText;
import sensorgate.net.TcpLedger;
import sensorgate.net.UdpLedger;
import sensorgate.net.UdpReceiver;
import sensorgate.poll.PollCommands;
import sensorgate.poll.StatsText;
import sensorgate.store.ArrivalClock;
import sensorgate.store.LatestTable;
import sensorgate.store.Stat;

/**
 * The gateway: a thread that receives datagrams into a table, and a thread that answers polls from
 * it. Both sockets are bound by the constructor, or neither; {@link #start()} starts the threads,
 * {@link #close()} ends them and gives the ports back.
 */
public final class Gateway implements AutoCloseable {

    private final GatewayListener listener;
    private final UdpReceiver receiver;
    private final PollListener pollListener;
    private final StatsText statsText;
    private final List<Stat> stats;
    private final Thread udpThread;
    private final Thread tcpThread;
    private boolean closed;

    /**
     * Binds both sockets; nothing is received before {@link #start()}.
     *
     * @throws GatewayException if a port cannot be had, and nothing is bound then
     */
    public Gateway(GatewaySettings settings, GatewayListener listener) throws GatewayException {
        this.listener = listener;
        LatestTable table = new LatestTable(settings.seriesMax());
        UdpLedger udpLedger = new UdpLedger();
        TcpLedger tcpLedger = new TcpLedger();
        receiver = openReceiver(settings, table, udpLedger);
        stats = new ArrayList<>(udpLedger.stats());
        stats.add(1, new Stat("kernel_dropped", receiver::kernelDropped));
        stats.add(new Stat("readings", table::rows));
        stats.add(new Stat("readings_max", table::rowsMax));
        stats.addAll(tcpLedger.stats());
        statsText = new StatsText(stats, List.of(
                new StatsText.Sources(udpLedger.offenderNames(), udpLedger.offenders()),
                new StatsText.Sources(tcpLedger.offenderNames(), tcpLedger.offenders())));
        PollCommands commands =
                new PollCommands(table, statsText, tcpLedger.failed(), System::nanoTime);
        pollListener = openPollListener(settings, commands, tcpLedger);
        udpThread = new Thread(() -> guard(receiver), "udp");
        tcpThread = new Thread(() -> guard(pollListener), "tcp");
    }

    /** Starts both threads; does nothing once the gateway is closed. */
    public synchronized void start() {
        if (closed) {
            return;
        }
        udpThread.start();
        tcpThread.start();
    }

    /** The UDP port that readings are received at. */
    public int udpPort() {
        return receiver.port();
    }

    /** The TCP port that polls are answered at. */
    public int tcpPort() {
        return pollListener.port();
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
        return List.copyOf(stats);
    }

    /**
     * Who was last turned away and so counted by the counter of this name, with the first bytes of
     * what it sent; {@code null} if nobody was. Any thread; allocates.
     */
    public String lastOffender(String counterName) {
        return statsText.lastOffender(counterName);
    }

    /** Ends both threads, closes the sockets. Readings are gone then: they live in memory. */
    @Override
    public synchronized void close() {
        closed = true;
        receiver.stop();
        pollListener.stop();
        join(tcpThread);
        join(udpThread);
        pollListener.close();
        receiver.close();
    }

    private void guard(Runnable loop) {
        try {
            loop.run();
        } catch (Throwable failure) {
            listener.onFailed(failure);
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static UdpReceiver openReceiver(
            GatewaySettings settings, LatestTable table, UdpLedger ledger) throws GatewayException {
        try {
            return UdpReceiver.open(settings.udp(), table, ledger, new ArrivalClock());
        } catch (IOException e) {
            throw cannotListen("UDP", settings.udp().address(), settings.udp().port(), "udp", e);
        }
    }

    private PollListener openPollListener(
            GatewaySettings settings, PollCommands commands, TcpLedger ledger)
            throws GatewayException {
        try {
            return new PollListener(
                    settings.tcp(), commands, ledger, listener, System::nanoTime);
        } catch (IOException e) {
            receiver.close();
            throw cannotListen("TCP", settings.tcp().address(), settings.tcp().port(), "tcp", e);
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
