package sensorgate.device.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.support.Called;
import sensorgate.device.support.Deadline;
import sensorgate.device.support.NotifyReceiver;
import sensorgate.device.support.Program;
import sensorgate.device.support.SocketHolder;
import sensorgate.linux.Libc;
import sensorgate.support.Requires;

/** The program as a service: the sockets passed to it, and its reports to the manager. */
@Timeout(120)
class ServiceTest {

    @TempDir
    private Path directory;

    @BeforeAll
    static void needsLinux() {
        Requires.that(Libc.isSupported() && Files.exists(Path.of("/bin/sh")), "64-bit Linux");
    }

    // ---- reports to the manager

    @Test
    void tellsThatItIsReadyItsStatusAndThatItStops() throws Exception {
        try (NotifyReceiver manager = new NotifyReceiver();
                Program program = Program.start(notifying(
                        manager, "--udp.port=0", "--tcp.port=0", "--state.directory=none"))) {
            String port = program.awaitLine("UDP listens on \\*:(\\d+) ");
            program.awaitLine("ready$");
            manager.await("STATUS=no reading since the start, 0 readings of 4096");
            send(Integer.parseInt(port), "127.0.0.1", "temp value=21.5");
            manager.await("STATUS=\\d+\\.\\d+ readings/s, the last \\d+ s ago,"
                    + " 1 reading of 4096");
            assertTrue(manager.received().contains("READY=1")); // before or after the first status
            program.terminate();
            manager.await("STOPPING=1");
            assertEquals(ExitCode.GOOD, program.awaitExit());
            assertEquals("FDSTORE=1\nFDNAME=udp\nFDPOLL=0", manager.received().getFirst());
            assertTrue(
                    manager.received().stream().noneMatch(text -> text.contains("WATCHDOG")),
                    "no watchdog is set");
        }
    }

    @Test
    void beatsForTheWatchdogWhileNothingHappens() throws Exception {
        ProcessBuilder command;
        try (NotifyReceiver manager = new NotifyReceiver()) {
            command = notifying(
                    manager, "--udp.port=0", "--tcp.port=0", "--state.flush=1h",
                    "--state.directory=" + directory.resolve("state"));
            command.environment().put("WATCHDOG_USEC", "600000");
            try (Program program = Program.start(command)) {
                program.awaitLine("ready$");
                for (int i = 0; i < 5; i++) {
                    manager.await("WATCHDOG=1");
                }
                program.terminate();
                manager.await("STOPPING=1");
                assertEquals(ExitCode.GOOD, program.awaitExit());
                assertTrue(
                        program.seen().stream().noneMatch(line -> line.contains("watchdog")),
                        program.seen().toString());
            }
        }
    }

    @Test
    void isToBeTriedAgainWhereItCannotHaveWhatItNeeds() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        try (NotifyReceiver manager = new NotifyReceiver();
                Program program = Program.start(notifying(
                        manager, "--udp.port=0", "--tcp.port=0", "--state.directory=" + file))) {
            manager.await("STATUS=cannot keep state in .*; tries again");
            program.awaitLine("cannot keep state in .*; tries again in 10 s$");
            assertEquals(ExitCode.TEMPORARY, program.awaitExit());
        }
    }

    @Test
    void tellsWhyItDoesNotStart() throws Exception {
        try (NotifyReceiver manager = new NotifyReceiver();
                Program program = Program.start(notifying(manager, "--udp.prot=1", "--x.y=1"))) {
            assertEquals(ExitCode.CONFIGURATION, program.awaitExit());
            manager.await("STATUS=--udp\\.prot: unknown key, did you mean udp\\.port\\?"
                    + " \\(and 1 more\\)");
        }
    }

    @Test
    void runsThoughNobodyListensToIt() throws Exception {
        ProcessBuilder command = Program.command(
                List.of(), "run", "--udp.port=0", "--tcp.port=0", "--state.directory=none");
        command.environment().put("NOTIFY_SOCKET", directory.resolve("nobody").toString());
        command.environment().put("WATCHDOG_USEC", "200000");
        try (Program program = Program.start(command)) {
            program.awaitLine("WARN .*service manager, NOTIFY_SOCKET: connect failed: ");
            program.awaitLine("ready$");
            program.terminate();
            program.awaitLine("INFO stopped: ");
            assertEquals(ExitCode.GOOD, program.awaitExit());
        }
    }

    // ---- passed sockets

    @Test
    void losesNothingThatIsSentWhileItIsStartedAgain() throws Exception {
        int datagrams = 600;
        try (Program holder = holding(null, "udp", 1, 3, "--state.directory=" + directory,
                "--journal.size=256k")) {
            int port = Integer.parseInt(holder.awaitLine("^holds (\\d+)$"));
            send(port, "127.0.0.3", "count n=0i"); // before a gateway runs
            Thread sender = Thread.ofVirtual().start(() -> IntStream.range(1, datagrams)
                    .forEach(i -> {
                        send(port, "127.0.0.3", "count n=" + i + "i");
                        LockSupport.parkNanos(5_000_000);
                    }));
            for (int starts = 0; starts < 2; starts++) {
                long pid = Long.parseLong(holder.awaitLine("^began (\\d+)$"));
                holder.awaitLine("INFO ready$");
                ProcessHandle.of(pid).orElseThrow().destroy();
                holder.awaitLine("^ended 0$");
            }
            String tcpPort = holder.awaitLine("TCP listens on \\S+:(\\d+) ");
            holder.awaitLine("INFO ready$");
            sender.join();
            Deadline.await(() -> values(tcpPort).size() == datagrams);
            assertEquals(IntStream.range(0, datagrams).boxed().toList(), values(tcpPort));
        }
    }

    @Test
    void closesThePassedSocketIfTheConfigurationNamesAnotherPort() throws Exception {
        try (NotifyReceiver manager = new NotifyReceiver();
                Program holder = holding(
                        manager, "udp", 1, 1, "--state.directory=none", "--udp.port=0",
                        "--udp.address=127.0.0.1")) {
            String port = holder.awaitLine("^holds (\\d+)$");
            holder.awaitLine("the UDP socket of the last start, 127\\.0\\.0\\.3:" + port
                    + ", is closed: ");
            holder.awaitLine("UDP listens on 127\\.0\\.0\\.1:");
            manager.await("FDSTOREREMOVE=1");
            assertEquals(
                    "FDSTORE=1\nFDNAME=udp\nFDPOLL=0", manager.await("FDSTORE=1"));
        }
    }

    @Test
    void givesTheManagerNoSecondCopyOfThePassedSocket() throws Exception {
        try (NotifyReceiver manager = new NotifyReceiver();
                Program holder = holding(manager, "udp", 1, 1, "--state.directory=none")) {
            holder.awaitLine("UDP listens on 127\\.0\\.0\\.3:");
            manager.await("READY=1");
            assertTrue(
                    manager.received().stream().noneMatch(text -> text.contains("FDSTORE")),
                    manager.received().toString());
        }
    }

    @Test
    void refusesWhatIsNoUdpSocket() throws Exception {
        assertRefuses("tcp", 1, "^cannot take over the inherited UDP socket: descriptor 3 cannot be"
                + " used, .*pass one UDP socket");
    }

    @Test
    void refusesSeveralSockets() throws Exception {
        assertRefuses("udp", 2, "^.* one UDP socket.* LISTEN_FDS=2 \\(sensorgate\\.socket\\): ");
    }

    @Test
    void opensItsOwnSocketForThePortableSource() throws Exception {
        try (Program holder = holding(
                null, "udp", 1, 1, "--state.directory=none", "--udp.source=portable",
                "--udp.port=0")) {
            holder.awaitLine("takes datagrams by DatagramChannel");
            holder.awaitLine("ready$");
        }
    }

    private void assertRefuses(String kind, int count, String regex, String... settings)
            throws Exception {
        List<String> more = new ArrayList<>(List.of(settings));
        more.add("--state.directory=" + directory.resolve("none"));
        try (Program holder = holding(null, kind, count, 1, more.toArray(String[]::new))) {
            holder.awaitLine(regex);
            holder.awaitLine("^ended " + ExitCode.CONFIGURATION + "$");
            assertTrue(Files.notExists(directory.resolve("none")), "something was opened");
        }
    }

    /** Passes a socket of 127.0.0.3 to the gateway, {@code times} times. */
    private static Program holding(
            NotifyReceiver manager, String kind, int count, int times, String... settings)
            throws IOException {
        List<String> gateway = new ArrayList<>(List.of("run", "--tcp.port=0"));
        if (!List.of(settings).toString().contains("--udp.port=")) {
            gateway.addAll(List.of("--udp.port=0", "--udp.address=127.0.0.3"));
        }
        gateway.addAll(List.of(settings));
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), SocketHolder.class.getName(),
                kind, String.valueOf(count), String.valueOf(times)));
        command.addAll(Program.command(List.of(), gateway.toArray(String[]::new)).command());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("STATE_DIRECTORY");
        if (manager != null) {
            builder.environment().put("NOTIFY_SOCKET", manager.name());
        }
        return Program.start(builder);
    }

    private static ProcessBuilder notifying(NotifyReceiver manager, String... settings) {
        List<String> arguments = new ArrayList<>(List.of("run"));
        arguments.addAll(List.of(settings));
        ProcessBuilder builder =
                Program.command(List.of(), arguments.toArray(String[]::new));
        builder.environment().put("NOTIFY_SOCKET", manager.name());
        return builder;
    }

    private static List<Integer> values(String tcpPort) {
        return Called.with("poll", "--at=127.0.0.1:" + tcpPort, "SINCE", "0", "1000").out().lines()
                .filter(line -> line.startsWith("count "))
                .map(line -> Integer.valueOf(line.replaceAll("^count n=([0-9]+)i .*", "$1")))
                .toList();
    }

    private static void send(int port, String to, String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            socket.send(new DatagramPacket(bytes, bytes.length, new InetSocketAddress(to, port)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
