package sensorgate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import sensorgate.address.SourceFilter;
import sensorgate.line.Precision;
import sensorgate.port.ControlSettings;
import sensorgate.serve.TcpSettings;
import sensorgate.support.TemporaryDirectory;
import sensorgate.support.TestSettings;
import sensorgate.udp.UdpSettings;

/**
 * The soak: a gateway under EpsilonGC, which never frees a byte, with a heap of 24 MB, takes
 * millions of datagrams from 64 addresses and answers polls meanwhile. One byte allocated for each
 * would end it. {@code SoakMain [DATAGRAMS]}; exits 0 if the gateway lived and its ledger adds up.
 */
public final class SoakMain {

    private static final int SENDERS = 64;

    /** The most datagrams under way: they fit in any kernel's default buffer. */
    private static final int WINDOW = 192;

    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);

    private final long datagrams;
    private final DatagramChannel[] senders = new DatagramChannel[SENDERS];
    private final ByteBuffer datagram = ByteBuffer.allocateDirect(128);
    private BufferedReader replies;
    private Socket poll;

    private SoakMain(long datagrams) {
        this.datagrams = datagrams;
    }

    /** Runs the soak, or with {@code gateway} as its argument the gateway that is soaked. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("gateway")) {
            runGateway();
        } else {
            long datagrams = arguments.length > 0 ? Long.parseLong(arguments[0]) : 10_000_000;
            System.exit(new SoakMain(datagrams).soak() ? 0 : 1);
        }
    }

    private static void runGateway() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        UdpSettings udp = new UdpSettings(
                loopback, 0, SourceFilter.LOCAL, UdpSettings.SourceKind.AUTO, 1_000_000, 4 << 20,
                Precision.AUTO);
        TcpSettings tcp = new TcpSettings(
                loopback, 0, SourceFilter.LOCAL, 1, 10_000_000_000L, 10_000_000_000L,
                10_000_000_000L);
        try (TemporaryDirectory state = new TemporaryDirectory();
                Gateway gateway = new Gateway(
                        new GatewaySettings(
                                udp, tcp, ControlSettings.NONE, TestSettings.store(state.path()),
                                TestSettings.series()),
                        new Fatal())) {
            gateway.start();
            System.out.println(gateway.udpPort() + " " + gateway.tcpPort());
            while (System.in.read() >= 0) {
                // until the soak closes this process's input
            }
        }
    }

    private boolean soak() throws Exception {
        Process gateway = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UnlockExperimentalVMOptions", "-XX:+UseEpsilonGC", "-Xmx24m",
                "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), SoakMain.class.getName(), "gateway")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String[] ports = gateway.inputReader().readLine().split(" ");
            open(Integer.parseInt(ports[0]), Integer.parseInt(ports[1]));
            long begunNs = System.nanoTime();
            sendAll();
            return report(begunNs, gateway.isAlive());
        } finally {
            gateway.getOutputStream().close();
            if (!gateway.waitFor(10, TimeUnit.SECONDS)) {
                gateway.destroyForcibly();
            }
        }
    }

    private void open(int udpPort, int tcpPort) throws IOException {
        for (int i = 0; i < SENDERS; i++) {
            senders[i] = DatagramChannel.open(StandardProtocolFamily.INET);
            senders[i].bind(new InetSocketAddress("127.0.0." + (2 + i), 0));
            senders[i].connect(new InetSocketAddress("127.0.0.1", udpPort));
        }
        poll = new Socket(InetAddress.getLoopbackAddress(), tcpPort);
        poll.setTcpNoDelay(true);
        poll.setSoTimeout((int) TimeUnit.NANOSECONDS.toMillis(PATIENCE_NS));
        replies = new BufferedReader(
                new InputStreamReader(poll.getInputStream(), StandardCharsets.US_ASCII));
    }

    private void sendAll() throws IOException {
        long tenth = Math.max(1, datagrams / 10);
        for (long sent = 0; sent < datagrams; sent++) {
            if (sent % WINDOW == 0) {
                await(sent);
            }
            if (sent % tenth == 0) {
                System.out.println("soak: " + sent + " of " + datagrams + " datagrams");
            }
            send((int) (sent % SENDERS), sent);
        }
        await(datagrams);
    }

    private void send(int sender, long number) throws IOException {
        String line = "temp,sensor=s" + sender + ",room=attic value=" + number % 100 + ".25";
        datagram.clear();
        datagram.put(line.getBytes(StandardCharsets.US_ASCII)).flip();
        senders[sender].write(datagram);
    }

    /** Waits until everything sent is accounted for. */
    private void await(long sent) throws IOException {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        Map<String, Long> stats = stats();
        while (stats.get("received") + stats.get("kernel_dropped") < sent) {
            if (System.nanoTime() > deadlineNs) {
                throw new IOException("not accounted for: sent=" + sent + " stats=" + stats);
            }
            stats = stats();
        }
    }

    private Map<String, Long> stats() throws IOException {
        poll.getOutputStream().write("STATS\n".getBytes(StandardCharsets.US_ASCII));
        Map<String, Long> stats = new HashMap<>();
        for (String line = replies.readLine(); !line.equals("END"); line = replies.readLine()) {
            String[] words = line.split(" ", 3);
            if (words.length == 2) {
                stats.put(words[0], Long.parseLong(words[1]));
            }
        }
        return stats;
    }

    private boolean report(long begunNs, boolean alive) throws IOException {
        Map<String, Long> stats = stats();
        long received = stats.get("received");
        boolean adds = received + stats.get("kernel_dropped") == datagrams
                && stats.get("stored") == received
                && received >= datagrams / 100 * 99;
        System.out.println("soak: " + (alive && adds ? "passed" : "FAILED") + ", sent=" + datagrams
                + " received=" + received + " kernel_dropped=" + stats.get("kernel_dropped")
                + " stored=" + stats.get("stored") + " seconds="
                + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begunNs));
        return alive && adds;
    }

    /** A gateway whose loop has died ends the process, as on a Pi. */
    private static final class Fatal implements GatewayListener {
        @Override
        public void onFailed(Throwable failure) {
            failure.printStackTrace();
            Runtime.getRuntime().halt(70);
        }
    }
}
