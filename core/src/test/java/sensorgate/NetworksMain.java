package sensorgate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import sensorgate.address.MulticastGroup;
import sensorgate.address.SourceFilter;
import sensorgate.count.Stat;
import sensorgate.line.Precision;
import sensorgate.port.ControlSettings;
import sensorgate.store.SeriesSettings;
import sensorgate.support.TestSettings;
import sensorgate.support.TestStore;
import sensorgate.udp.UdpSettings;

/** Runs in a network namespace as the gateway's machine, and in another one as the sensor. */
final class NetworksMain {

    private static final long PATIENCE_S = 15;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final List<String> notTold = new ArrayList<>();
    private final Process sensor;
    private final BufferedReader fromSensor;
    private final PrintStream toSensor;
    private Gateway gateway;
    private int sent;

    private NetworksMain(Process sensor) {
        this.sensor = sensor;
        fromSensor = new BufferedReader(
                new InputStreamReader(sensor.getInputStream(), StandardCharsets.UTF_8));
        toSensor = new PrintStream(sensor.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("sensor")) {
            beSensor();
            return;
        }
        List<String> command = new ArrayList<>(List.of("unshare", "-n"));
        command.addAll(List.of(arguments).subList(1, arguments.length));
        Process sensor = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            new NetworksMain(sensor).run(UdpSettings.SourceKind.valueOf(arguments[0]));
        } finally {
            sensor.destroyForcibly();
        }
    }

    // ---- the gateway's machine

    private void run(UdpSettings.SourceKind source) throws Exception {
        fromSensor.readLine(); // its namespace is there
        cable("cable", "10.0.0", "fd00::");
        there("addr add 192.0.2.2/24 dev cable");
        there("addr add 2001:db8::2/64 dev cable nodad");
        there("addr add 2001:db8:0:1::2/64 dev cable nodad");
        here("addr add 192.0.2.1/24 dev cable");
        here("-6 route add 2001:db8::/32 dev cable");
        UdpSettings udp = new UdpSettings(
                null, 0, SourceFilter.LOCAL, source, 0, 1 << 20, Precision.AUTO)
                .joining(MulticastGroup.parse("239.1.2.3, ff05::1234"));
        GatewaySettings settings = new GatewaySettings(
                udp, TestSettings.tcp(), ControlSettings.NONE,
                TestStore.settings(null), SeriesSettings.of(100));
        gateway = new Gateway(settings, new GatewayListener() {

            @Override
            public void onNetworks(String what) {
                told.add(what);
            }

            @Override
            public void onTrouble(String what) {
                told.add(what);
            }
        });
        try {
            gateway.start();
            follow();
        } finally {
            gateway.close();
        }
    }

    private void follow() throws Exception {
        send("192.0.2.2", "192.0.2.1", "");
        send("2001:db8::2", "fd00::1", ", no public network");
        here("addr add 2001:db8::1/64 dev cable nodad");
        awaitTold("local ");
        send("2001:db8::2", "2001:db8::1", ", added");
        send("2001:db8:0:1::2", "2001:db8::1", ", another network");
        poll("2001:db8::2", "2001:db8::1", "added");
        here("addr del 2001:db8::1/64 dev cable");
        awaitTold("local ");
        send("2001:db8::2", "fd00::1", ", removed");
        poll("2001:db8::2", "fd00::1", "removed");
        send("10.0.0.2", "255.255.255.255", "");
        send("10.0.0.2", "10.0.0.255", "");
        send("10.0.0.2", "239.1.2.3", "");
        send("fd00::2", "ff05::1234", "");
        send("10.0.0.2", "239.9.9.9", ", not joined");
        cable("later", "10.1.0", "fd01::");
        awaitTold("receives multicast group 239.1.2.3 on later");
        send("10.1.0.2", "239.1.2.3", ", later");
    }

    /** Sends one datagram, and a second one that is always received and so ends the wait. */
    private void send(String from, String to, String note) throws Exception {
        long received = count("received");
        long denied = count("denied");
        ask("send " + from + " " + to + " " + gateway.udpPort() + " n v=" + ++sent);
        ask("send 10.0.0.2 10.0.0.1 " + gateway.udpPort() + " last v=" + sent);
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!isLastStored() && System.nanoTime() < deadlineNs) {
            Thread.onSpinWait();
        }
        boolean isReceived = count("received") == received + 2;
        boolean isDenied = count("denied") == denied + 1;
        System.out.println(from + " to " + to + note + ": "
                + (isReceived ? "received" : isDenied ? "denied" : "nothing"));
    }

    private boolean isLastStored() throws IOException {
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), gateway.tcpPort())) {
            socket.getOutputStream().write("VALUE last v\nQUIT\n".getBytes(
                    StandardCharsets.US_ASCII));
            String reply = new String(
                    socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return reply.equals(sent + "\n");
        }
    }

    private void poll(String from, String to, String note) throws IOException {
        System.out.println("poll from " + from + ", " + note + ": "
                + (ask("poll " + from + " " + to + " " + gateway.tcpPort()).equals("PONG")
                ? "answered"
                : "refused"));
    }

    /** The events before this one are not printed: their order is that of the interfaces. */
    private void awaitTold(String beginning) throws InterruptedException {
        String event = told.poll(PATIENCE_S, TimeUnit.SECONDS);
        while (event != null && !event.startsWith(beginning)) {
            notTold.add(event);
            event = told.poll(PATIENCE_S, TimeUnit.SECONDS);
        }
        System.out.println("told " + (event == null ? "only " + notTold : event));
    }

    private long count(String name) {
        return gateway.stats().stream()
                .filter(stat -> stat.name().equals(name))
                .map(Stat::value)
                .findFirst()
                .orElseThrow()
                .getAsLong();
    }

    private String ask(String request) throws IOException {
        toSensor.println(request);
        return fromSensor.readLine();
    }

    /** A pair of interfaces, one end here with address 1 and one there with address 2. */
    private void cable(String name, String ipv4, String ipv6) throws Exception {
        here("link add " + name + " type veth peer name " + name + " netns " + sensor.pid());
        here("addr add " + ipv4 + ".1/24 brd + dev " + name);
        here("addr add " + ipv6 + "1/64 dev " + name + " nodad");
        there("addr add " + ipv4 + ".2/24 brd + dev " + name);
        there("addr add " + ipv6 + "2/64 dev " + name + " nodad");
        here("link set " + name + " up");
        there("link set " + name + " up");
    }

    private void here(String words) throws Exception {
        ip(List.of(), words);
    }

    private void there(String words) throws Exception {
        ip(List.of("nsenter", "-t", String.valueOf(sensor.pid()), "-n"), words);
    }

    private static void ip(List<String> before, String words) throws Exception {
        List<String> command = new ArrayList<>(before);
        command.add("ip");
        command.addAll(Arrays.asList(words.split(" ")));
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (process.waitFor() != 0) {
            throw new IOException("failed: " + String.join(" ", command));
        }
    }

    // ---- the sensor

    private static void beSensor() throws IOException {
        System.out.println("ready");
        BufferedReader requests = new BufferedReader(
                new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String request = requests.readLine();
        while (request != null) {
            String[] words = request.split(" ", 5);
            InetAddress from = InetAddress.ofLiteral(words[1]);
            InetSocketAddress to = new InetSocketAddress(
                    InetAddress.ofLiteral(words[2]), Integer.parseInt(words[3]));
            System.out.println(words[0].equals("send") ? send(from, to, words[4]) : poll(from, to));
            request = requests.readLine();
        }
    }

    private static String send(InetAddress from, InetSocketAddress to, String text)
            throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket socket = to.getAddress().isMulticastAddress()
                ? multicast(from)
                : new DatagramSocket(new InetSocketAddress(from, 0))) {
            socket.send(new DatagramPacket(bytes, bytes.length, to));
            return "sent";
        }
    }

    private static DatagramSocket multicast(InetAddress from) throws IOException {
        MulticastSocket socket = new MulticastSocket(new InetSocketAddress(from, 0));
        socket.setOption(
                StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByInetAddress(from));
        return socket;
    }

    /** The reply to PING; a gateway may refuse by a reply or by closing the connection. */
    private static String poll(InetAddress from, InetSocketAddress to) {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(from, 0));
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_S));
            socket.connect(to, (int) TimeUnit.SECONDS.toMillis(PATIENCE_S));
            socket.getOutputStream().write("PING\n".getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(
                    socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
        } catch (IOException _) {
            return "closed";
        }
    }
}
