package sensorgate.device.forget;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.GatewayPlace;
import sensorgate.device.support.Called;
import sensorgate.device.support.Deadline;
import sensorgate.device.support.GatewayProcess;

/** {@code sensorgate forget}, against a gateway in a process of its own. */
@Timeout(120)
final class ForgetCommandTest {

    private static final int TIMEOUT_MS = 15_000;
    private static final int KILLS = 5;

    @TempDir
    private Path directory;
    private GatewayProcess gateway;

    @AfterEach
    void kill() {
        if (gateway != null) {
            gateway.kill();
        }
    }

    @Test
    void forgetsOneReadingWithoutAsking() throws Exception {
        start();
        send("temp,room=attic,floor=2 value=21.5");
        Called called = forget("temp,floor=2,room=attic");
        assertEquals(ExitCode.GOOD, called.exitCode(), called.err());
        assertTrue(called.out().startsWith(
                "temp,floor=2,room=attic value=21.5   silent for "), called.out());
        assertTrue(called.out().contains("forgot 1 reading; the journal keeps"), called.out());
        assertTrue(called.out().contains("comes back"), called.out());
        assertEquals(List.of(), list());
    }

    @Test
    void asksBeforeItForgetsSeveral() throws Exception {
        start();
        send("m a=1,b=2");
        for (String answer : new String[] {"", "\n", "n\n", "never\n"}) {
            Called no = answered(answer, "m");
            assertEquals(ExitCode.REFUSED, no.exitCode());
            assertTrue(no.out().contains("Forget these 2 readings? [y/N]"), no.out());
            assertTrue(no.out().contains("nothing is forgotten"), no.out());
        }
        assertEquals(List.of("m"), list());
        Called yes = answered("y\n", "m");
        assertEquals(ExitCode.GOOD, yes.exitCode(), yes.err());
        assertEquals(List.of(), list());
    }

    @Test
    void needsYesWhereNobodyCanBeAsked() throws Exception {
        start();
        send("m a=1,b=2");
        forget("m").assertFailed(ExitCode.USAGE, "2 readings", "--yes");
        assertEquals(List.of("m"), list());
        assertEquals(ExitCode.GOOD, forget("m", "a").exitCode(), "a single reading");
        send("m a=1");
        assertEquals(ExitCode.GOOD, forget("m", "--yes").exitCode());
        assertEquals(List.of(), list());
    }

    @Test
    void forgetsWhatWasSilentForLong() throws Exception {
        start();
        send("m a=1,b=2");
        Called none = forget("--silent-for", "30d");
        assertEquals(ExitCode.GOOD, none.exitCode());
        assertEquals("no reading was silent for 30d: none forgotten\n", none.out());
        assertEquals(ExitCode.GOOD, forget("--silent-for=0s", "--yes").exitCode());
        assertEquals(List.of(), list());
    }

    @Test
    void saysThatThereIsNoSuchReading() throws Exception {
        start();
        send("m a=1");
        forget("n").assertFailed(ExitCode.REFUSED, "no such reading", "LIST");
        forget("m", "b").assertFailed(ExitCode.REFUSED, "no such reading");
        assertEquals(List.of("m"), list());
    }

    @Test
    void refusesArgumentsThatItCannotUse() {
        Called.with("forget").assertUsage("SERIES", "--silent-for");
        Called.with("forget", "a", "b", "c").assertUsage("SERIES");
        Called.with("forget", "m", "--silent-for", "1d").assertUsage("takes no series");
        Called.with("forget", "--silent-for", "soon").assertUsage("'soon'", "30d");
        Called.with("forget", "--silent-for", "999999999d").assertUsage("'999999999d'");
        Called.with("forget", "a\nb").assertUsage("'a\\nb'");
        Called.with("forget", "m,").assertUsage("'m,'", "measurement,tag=value");
        Called.with("forget", "living room").assertUsage("'living room'", "\\ and a space");
        Called.with("forget", "m", "a=1").assertUsage("'m' with FIELD 'a=1'");
        Called.with("forget", "m", "--at", "192.168.1.5").assertUsage("not a control socket");
    }

    @Test
    void saysThatNoGatewayAnswers() {
        Called.with("forget", "m", "--at", directory.resolve("none").toString())
                .assertFailed(ExitCode.NOBODY_THERE, "sensorgate run");
    }

    /** What forget has said is true although the gateway is killed at that moment. */
    @Test
    void whatIsForgottenStaysForgottenWhenTheGatewayIsKilled() throws Exception {
        for (int i = 0; i < KILLS; i++) {
            start();
            send("kept,n=" + i + " v=1\ngone,n=" + i + " v=1,w=2");
            assertEquals(ExitCode.GOOD, forget("gone,n=" + i, "--yes").exitCode());
            gateway.kill();
            gateway.awaitExit();
        }
        start();
        assertEquals(
                List.of("kept,n=0", "kept,n=1", "kept,n=2", "kept,n=3", "kept,n=4"), list());
    }

    private void start() throws Exception {
        gateway = GatewayProcess.start(
                Files.createDirectories(directory.resolve("state")), "--udp.port=0",
                "--tcp.port=0", "--control.socket=" + socket()).awaitReady();
    }

    /** Sends a datagram, and waits until its last series is there. */
    private void send(String datagram) throws Exception {
        byte[] bytes = datagram.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket sensor = new DatagramSocket();
                GatewayConnection connection = connect()) {
            long before = stored(connection);
            sensor.send(new DatagramPacket(
                    bytes, bytes.length, new InetSocketAddress("127.0.0.1", gateway.udpPort())));
            long expected = before + datagram.lines().count();
            Deadline.await(() -> stored(connection) == expected);
        }
    }

    private static long stored(GatewayConnection connection) {
        try {
            return connection.ask("STATS").lines().stream()
                    .filter(line -> line.startsWith("stored "))
                    .mapToLong(line -> Long.parseLong(line.substring("stored ".length())))
                    .findFirst().orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> list() throws Exception {
        try (GatewayConnection connection = connect()) {
            return connection.ask("LIST").lines();
        }
    }

    private GatewayConnection connect() throws Exception {
        return GatewayConnection.open(GatewayPlace.parse(socket()), TIMEOUT_MS);
    }

    private String socket() {
        return directory.resolve("control.sock").toString();
    }

    private Called forget(String... words) throws Exception {
        return called("", false, words);
    }

    private Called answered(String answer, String... words) throws Exception {
        return called(answer, true, words);
    }

    private Called called(String answer, boolean isTerminal, String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.add("--at=" + socket());
        if (!isTerminal) {
            arguments.addFirst("forget");
            return Called.with(arguments.toArray(String[]::new));
        }
        try {
            return Called.with(
                    answer, streams -> new ForgetCommand(() -> true).run(arguments, streams));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
