package sensorgate.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.support.GatewayProcess;
import sensorgate.device.support.WholeReply;

/**
 * Kills the gateway again and again, while it starts, receives, answers or stops, and looks whether
 * anything is gone that a controller had seen.
 */
@Timeout(300)
class KillTest {

    private static final int ROUNDS = 50;
    private static final int ROUNDS_PER_LONG_LIFE = 10;
    private static final int SENDERS = 4;
    private static final int SERIES_PER_SENDER = 3;
    private static final int BURST_MAX = 12;
    private static final int PAD_MAX = 40;
    private static final int VALUES_CHECKED = 40;

    /** The points of all rounds do not fill the journal: no point may be overwritten. */
    private static final int POINTS_PER_ROUND_MAX = 700;
    private static final String JOURNAL_SIZE = "--journal.size=4m";

    private static final int TIMEOUT_MS = 15_000;

    private static final Pattern POINT =
            Pattern.compile("(k(\\d),s=\\w+) n=(\\d+)i,x=(\"[a-z]*\") (\\d+)");

    @TempDir
    private Path directory;

    private final long seed = Long.getLong("sensorgate.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<DatagramSocket> senders = new ArrayList<>();

    /** The next number of each sender. */
    private final long[] numbers = new long[SENDERS];

    /** Every point that the controller got in a whole reply, by its one cursor. */
    private final List<String> seen = new ArrayList<>();

    /** Each reading as the last point that the controller got says it. */
    private final Map<String, String> latest = new TreeMap<>();

    /** What the reply that broke off had given. */
    private final List<String> glimpsed = new ArrayList<>();

    private String cursor = "0";

    @BeforeEach
    void bind() throws IOException {
        for (int i = 0; i < SENDERS; i++) {
            senders.add(new DatagramSocket(new InetSocketAddress("127.0.0.1", 0)));
        }
    }

    @AfterEach
    void close() {
        senders.forEach(DatagramSocket::close);
    }

    @Test
    void losesNothingThatWasSeenWhenItIsKilled() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            boolean livesLong = round % ROUNDS_PER_LONG_LIFE == ROUNDS_PER_LONG_LIFE - 1;
            try (GatewayProcess gateway = start()) {
                if (!livesLong && random.nextInt(5) == 0) {
                    gateway.killAfter(random.nextInt(500_000)); // while it starts, mostly
                } else {
                    useUntilItDies(gateway.awaitReady(), livesLong);
                }
                gateway.awaitExit();
            }
        }
        checkAtLast();
        checkAtLast(); // what a clean stop left
    }

    private GatewayProcess start() throws IOException {
        return GatewayProcess.start(
                directory, "--udp.port=0", "--tcp.port=0", JOURNAL_SIZE, "--state.flush=100ms",
                "--state.checkpoint=1s");
    }

    private void useUntilItDies(GatewayProcess gateway, boolean livesLong) throws IOException {
        try (GatewayConnection connection = GatewayConnection.open(gateway.tcp(), TIMEOUT_MS)) {
            checkWhatIsLeft(gateway, connection);
            doom(gateway, livesLong);
            sendAndPoll(gateway, connection);
        } catch (NobodyThereException _) {
            // killed, and perhaps before there was a connection
        }
    }

    /** A long life is enough for a checkpoint; some are told to stop and then not let. */
    private void doom(GatewayProcess gateway, boolean livesLong) {
        int lifeUs = livesLong
                ? 1_200_000 + random.nextInt(400_000)
                : random.nextInt(250_000);
        if (random.nextInt(5) == 0) {
            gateway.terminateAfter(lifeUs);
            lifeUs += random.nextInt(40_000);
        }
        gateway.killAfter(lifeUs);
    }

    /** Sends and polls until the connection breaks. */
    private void sendAndPoll(GatewayProcess gateway, GatewayConnection connection)
            throws IOException {
        int sent = 0;
        while (true) {
            if (sent < POINTS_PER_ROUND_MAX) {
                sent += sendBurst(gateway.udpPort());
            }
            poll(connection);
        }
    }

    private int sendBurst(int udpPort) throws IOException {
        int points = 1 + random.nextInt(BURST_MAX);
        for (int i = 0; i < points; i++) {
            int sender = random.nextInt(SENDERS);
            byte[] line = line(sender).getBytes(StandardCharsets.US_ASCII);
            senders.get(sender).send(new DatagramPacket(
                    line, line.length, new InetSocketAddress("127.0.0.1", udpPort)));
        }
        return points;
    }

    private String line(int sender) {
        StringBuilder pad = new StringBuilder();
        for (int i = random.nextInt(PAD_MAX); i > 0; i--) {
            pad.append((char) ('a' + random.nextInt(26)));
        }
        long number = numbers[sender]++;
        return "k" + sender + ",s=" + series(number) + " n=" + number + "i,x=\"" + pad + "\"";
    }

    /** One of a few that each point replaces, or one that is sent once and never again. */
    private String series(long number) {
        return random.nextInt(30) == 0
                ? "once" + number
                : String.valueOf(random.nextInt(SERIES_PER_SENDER));
    }

    // ---- the controller

    /** Reads on from the cursor; true if there was something. */
    private boolean poll(GatewayConnection connection) throws IOException {
        glimpsed.clear();
        String limit = random.nextBoolean() ? " " + (1 + random.nextInt(20)) : "";
        String next = ask(connection, "SINCE " + cursor + limit, glimpsed);
        glimpsed.forEach(this::see);
        boolean any = !glimpsed.isEmpty();
        glimpsed.clear();
        cursor = next;
        return any;
    }

    private void see(String line) {
        Matcher point = POINT.matcher(line);
        assertTrue(point.matches(), () -> line + seed());
        seen.add(line);
        String series = point.group(1);
        String time = " " + point.group(5);
        latest.put(series + " n", series + " n=" + point.group(3) + "i" + time);
        latest.put(series + " x", series + " x=" + point.group(4) + time);
    }

    /** Asks, and returns what stands behind END. */
    private String ask(GatewayConnection connection, String request, List<String> lines)
            throws IOException {
        WholeReply reply = new WholeReply();
        try {
            connection.ask(request, reply);
        } finally {
            lines.addAll(reply.lines()); // also if the gateway is killed amid the reply
        }
        assertNull(reply.error(), () -> request + seed());
        return reply.end();
    }

    // ---- checks

    /** Nothing is sent meanwhile: what is there is what outlived the process before. */
    private void checkWhatIsLeft(GatewayProcess gateway, GatewayConnection connection)
            throws IOException {
        assertFalse(
                gateway.log().stream().anyMatch(line -> line.contains(" WARN ")
                        && !line.contains("the kernel capped the receive buffer")),
                () -> gateway.log() + seed());
        int before = seen.size();
        List<String> first = List.copyOf(glimpsed);
        boolean any = true;
        while (any) {
            any = poll(connection);
        }
        int left = Math.min(seen.size(), before + first.size());
        assertEquals(first, seen.subList(before, left), this::seed);
        checkReadings(connection);
    }

    private void checkReadings(GatewayConnection connection) throws IOException {
        List<String> dump = new ArrayList<>();
        ask(connection, "DUMP", dump);
        assertEquals(new TreeSet<>(latest.values()), new TreeSet<>(dump), this::seed);
        assertEquals(latest.size(), dump.size(), this::seed);
        for (String reading : latest.keySet()) {
            if (reading.endsWith(" n") && random.nextInt(latest.size()) < VALUES_CHECKED) {
                List<String> value = new ArrayList<>();
                ask(connection, "VALUE " + reading, value);
                String line = latest.get(reading);
                String number = line.substring(line.indexOf(" n=") + 3, line.lastIndexOf('i'));
                assertEquals(List.of(number), value, this::seed);
            }
        }
    }

    private void checkAtLast() throws Exception {
        try (GatewayProcess gateway = start()) {
            gateway.awaitReady();
            try (GatewayConnection connection = GatewayConnection.open(gateway.tcp(), TIMEOUT_MS)) {
                checkWhatIsLeft(gateway, connection);
                List<String> all = new ArrayList<>();
                ask(connection, "SINCE 0", all);
                assertEquals(seen, all, this::seed);
            }
            checkNumbers();
            assertTrue(Files.exists(directory.resolve("checkpoint")), this::seed);
            gateway.terminate();
            assertEquals(ExitCode.GOOD, gateway.awaitExit(), this::seed);
        }
    }

    private void checkNumbers() {
        assertEquals(seen.size(), new HashSet<>(seen).size(), this::seed);
        Map<String, Long> lastBySender = new HashMap<>(); // each sender's points are in its order
        for (String line : seen) {
            Matcher point = POINT.matcher(line);
            assertTrue(point.matches(), this::seed);
            long number = Long.parseLong(point.group(3));
            long last = lastBySender.getOrDefault(point.group(2), -1L);
            assertTrue(number > last, () -> line + " came after " + last + seed());
            lastBySender.put(point.group(2), number);
        }
        assertEquals(SENDERS, lastBySender.size(), this::seed);
    }

    private String seed() {
        return " (-Dsensorgate.seed=" + seed + ")";
    }
}
