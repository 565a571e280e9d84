package sensorgate.device.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.support.Deadline;
import sensorgate.device.support.GatewayProcess;

/**
 * A gateway in a process of its own whose disk fails, with sensors that send and a controller that
 * polls all the while. It lives several lives on one state directory; the controller goes on with
 * its cursor. The ledger must add up in each life: what was sent was received or counted by the
 * kernel, and what was counted as stored has been read or told as LOST.
 */
final class DiskRig {

    /** A reply that takes longer has waited for the disk: faults last at least twice as long. */
    static final long WAITED_MS = 1_500;

    private static final int TIMEOUT_MS = 12_000;

    private final Path state;
    private final FaultyCalls faults;
    private final List<String> settings = new ArrayList<>(List.of(
            "--udp.port=0", "--tcp.port=0", "--state.checkpoint=1s",
            "--udp.receive-buffer=1m", "--tcp.controllers=2"));
    private final List<String> seen = new ArrayList<>();
    private final List<String> lostLines = new ArrayList<>();
    private final StringBuilder report = new StringBuilder();

    private int padBytes;
    private String flush = "200ms";
    private GatewayProcess gateway;
    private Sensors sensors;
    private Controller controller;
    private String firstCursor;
    private String cursor;
    private long nextNumber;

    /** The newest reading of each sensor that a poll has seen, -1 if none. */
    private final long[] values = {-1, -1, -1, -1};

    /** What the lives before counted as stored, and what their reader was told as lost. */
    private long stored;
    private long lost;

    /** Its state is in {@code state}; {@code work}, where its rules are, is on another disk. */
    DiskRig(Path work, Path state, String journalSize) {
        this.state = state;
        faults = new FaultyCalls(work, state);
        settings.add("--journal.size=" + journalSize);
    }

    /** Points are longer from the next start on, so that the ring goes round sooner. */
    DiskRig withPad(int bytes) {
        padBytes = bytes;
        return this;
    }

    /** How often the journal is forced; 200 ms unless a test needs less often. */
    DiskRig withFlush(String interval) {
        flush = interval;
        return this;
    }

    FaultyCalls faults() {
        return faults;
    }

    Path journal() {
        return state.resolve("journal");
    }

    Sensors sensors() {
        return sensors;
    }

    Controller controller() {
        return controller;
    }

    /** Waits until it holds or the gateway has died; {@code failure} says that it does not. */
    private void await(String failure, Callable<Boolean> condition) throws Exception {
        try {
            Deadline.await(() -> condition.call() || !gateway.isAlive());
        } catch (AssertionError e) {
            throw new AssertionError(failure + facts(), e);
        }
        assertLives();
    }

    // ---- its lives

    /** Starts it, and the sensors and the controller when it is ready. */
    void start() throws Exception {
        launch();
        beginTraffic();
    }

    /** Starts it after a kill: no reading is older than a poll has seen it. */
    void startAgain() throws Exception {
        launch();
        checkReadings();
        beginTraffic();
    }

    private void beginTraffic() throws Exception {
        sensors = new Sensors(gateway.udpPort(), nextNumber, padBytes);
        controller = new Controller(gateway.tcp(), sensors, cursor);
        awaitPolls(5);
    }

    private void launch() throws Exception {
        List<String> all = new ArrayList<>(settings);
        all.add("--state.flush=" + flush);
        gateway = GatewayProcess.start(state, faults.environment(), all.toArray(String[]::new));
        gateway.awaitReady();
        if (firstCursor == null) {
            Controller.Reply reply = ask("SINCE 0");
            assertEquals(List.of(), reply.lines());
            firstCursor = reply.end();
            cursor = firstCursor;
        }
    }

    /** Lets sensors send and the controller poll for so long, and demands that both can. */
    void goOnFor(double seconds) throws Exception {
        long rounds = controller.rounds();
        sensors.awaitSeconds(seconds);
        assertLives();
        assertTrue(
                controller.rounds() > rounds,
                () -> "no poll was answered for " + seconds + " s" + facts());
    }

    /** Returns once the controller has asked for everything so often. */
    void awaitPolls(int count) throws Exception {
        long until = controller.rounds() + count;
        await(
                "polls are not answered",
                () -> controller.rounds() >= until || !controller.failures().isEmpty());
    }

    /** Returns once the journal is forced to the disk again. */
    void awaitForced() throws Exception {
        long forces = controller.stat("journal_forces");
        await(
                "the journal is not forced any more",
                () -> controller.stat("journal_forces") > forces + 1);
    }

    private void assertLives() {
        assertTrue(gateway.isAlive(), () -> "the gateway has died" + facts());
        assertEquals(List.of(), controller.failures(), this::facts);
    }

    /** Nothing is sent any more; returns once the controller has all, and checks the ledger. */
    void settle() throws Exception {
        sensors.stop();
        await("not all is received, and read or LOST", this::isSettled);
        awaitPolls(2);
        assertLives();
        assertEquals(
                sensors.sent(), controller.stat("received") + controller.stat("kernel_dropped"),
                this::facts);
        assertEquals(controller.stat("received"), controller.stat("stored"), this::facts);
        assertTrue(
                controller.stat("points_not_written") <= controller.stat("stored"), this::facts);
        assertEquals(
                controller.stat("stored"), readOrLost(), this::facts);
        endLife();
    }

    private boolean isSettled() {
        boolean isReceived = controller.stat("received") + controller.stat("kernel_dropped")
                == sensors.sent();
        return isReceived && controller.stat("stored") <= readOrLost();
    }

    /** Of this life's points. */
    private long readOrLost() {
        long points = controller.points().stream().filter(sensors::hasSent).count();
        return points + controller.lost() - controller.lostAtFirst();
    }

    /** Keeps what this life's controller has seen. */
    private void endLife() throws InterruptedException {
        controller.close();
        sensors.close();
        report.append(facts());
        seen.addAll(controller.points());
        lostLines.addAll(controller.lostLines());
        lost += controller.lost();
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(values[i], controller.value(i));
        }
        stored += controller.stat("stored");
        cursor = controller.cursor();
        nextNumber = sensors.nextNumber();
    }

    /** Ends it as systemd does. */
    void stop() throws Exception {
        gateway.terminate();
        assertEquals(ExitCode.GOOD, gateway.awaitExit(), () -> gateway.said().toString());
    }

    /** Begins to end it; returns its exit code. */
    int stopAmidTraffic() throws Exception {
        gateway.terminate();
        int code = gateway.awaitExit();
        endLife();
        return code;
    }

    /** Kills it amid datagrams and polls; what the controller saw is kept. */
    void kill() throws Exception {
        gateway.kill();
        gateway.awaitExit();
        endLife();
    }

    // ---- checks

    /** No reply has waited for the disk, and no reading has. */
    void checkLatency() {
        assertTrue(controller.worstOfAllMs() < WAITED_MS, this::facts);
        assertTrue(controller.outdatedMsMax() < WAITED_MS, this::facts);
    }

    private void checkReadings() throws Exception {
        for (int i = 0; i < Sensors.COUNT; i++) {
            if (values[i] >= 0) {
                Controller.Reply reply = ask("VALUE " + Sensors.series(i) + " n");
                String value = String.join("", reply.lines());
                assertTrue(
                        value.matches("\\d+") && Long.parseLong(value) >= values[i],
                        "seen=" + values[i] + ", now=" + value + reply.end() + report);
            }
        }
    }

    /** Starts on a disk that works, and reads everything again. */
    List<String> readAllAgain() throws Exception {
        launch();
        return readAll();
    }

    /** Starts on a disk that works; a reader may be told that its journal is gone. */
    void checkStarts() throws Exception {
        launch();
        readAllOrNot();
    }

    /** Asks for everything; an answer must come, even if it is an error. */
    void readAllOrNot() throws Exception {
        Controller.Reply reply = ask("SINCE " + firstCursor);
        report.append("\n  SINCE with the fault: ").append(reply.lines().size()).append(" lines, ")
                .append(DiskRig.lostBy(reply.lines())).append(" LOST, ").append(reply.end());
    }

    /** Everything since the first point, with the lines LOST. */
    List<String> readAll() throws Exception {
        List<String> all = new ArrayList<>();
        Controller.Reply reply = ask("SINCE " + firstCursor);
        while (!reply.lines().isEmpty()) {
            all.addAll(reply.lines());
            reply = ask("SINCE " + reply.end());
        }
        String end = reply.end();
        assertTrue(!end.startsWith("ERR"), () -> end + report + log());
        return all;
    }

    /** Each point counted as stored is there as it was seen, or told as lost. */
    void checkAllThereOrTold(List<String> again) {
        List<String> points = points(again);
        assertTrue(
                new HashSet<>(seen).containsAll(points),
                () -> "points that nobody has seen: " + without(points, seen) + report);
        assertEquals(
                stored, points.size() + lostBy(again),
                () -> "points=" + points.size() + ", LOST " + lostBy(again)
                        + ", missing=" + without(seen, points).size() + report + log());
    }

    /** Nothing is missing that a poll has seen, and no reading is older. */
    void checkAllThere(List<String> again) throws Exception {
        checkReadings();
        assertEquals(
                List.of(), without(seen, points(again)),
                () -> "missing points" + report + log());
    }

    static List<String> points(List<String> lines) {
        return lines.stream().filter(line -> Controller.lostBy(line) < 0).toList();
    }

    static long lostBy(List<String> lines) {
        return lines.stream().mapToLong(Controller::lostBy).filter(n -> n > 0).sum();
    }

    private static List<String> without(List<String> these, List<String> those) {
        Set<String> there = new HashSet<>(those);
        return these.stream().filter(line -> !there.contains(line)).toList();
    }

    /** How many of the points are missing that polls have seen. */
    int missing(List<String> again) {
        return without(seen, points(again)).size();
    }

    /** Each line of the log that warns of something, except of the machine's receive buffer. */
    List<String> warnings() {
        return gateway.said().stream()
                .filter(line -> line.matches(".* (WARN|ERROR) .*"))
                .filter(line -> !line.contains("receive buffer"))
                .toList();
    }

    /** What was told as LOST in the lives that have ended. */
    long lost() {
        return lost;
    }

    List<String> lostLines() {
        return lostLines;
    }

    Controller.Reply ask(String request) throws Exception {
        try (GatewayConnection connection = GatewayConnection.open(gateway.tcp(), TIMEOUT_MS)) {
            return Controller.ask(connection, request);
        }
    }

    List<String> said() {
        return gateway.said();
    }

    /** All that this life of the gateway has said. */
    String log() {
        return "\n  " + String.join("\n  ", gateway.said()) + "\n";
    }

    /** What a failed test has to say. */
    private String facts() {
        return "\n  " + sensors.sent() + " sent, " + controller.stat("received") + " received, "
                + controller.stat("kernel_dropped") + " dropped, " + controller.stat("stored")
                + " stored, " + controller.points().size() + " read, LOST "
                + controller.lost() + " " + controller.lostLines() + ", points_not_written "
                + controller.stat("points_not_written") + ", replies_unsaved "
                + controller.stat("replies_unsaved") + "\n  " + controller.rounds()
                + " rounds of polls, worst ms " + controller.worstMs()
                + ", a reading outdated by ms " + controller.outdatedMsMax()
                + ", failures " + controller.failures()
                + (gateway.isAlive() ? "" : ", it has died") + "\n  faults: " + hits() + log();
    }

    private int hits() {
        try {
            return faults.hits().size();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** For the log of the tests: how each life went. */
    String report() {
        return report.toString();
    }

    void close() throws Exception {
        faults.clear();
        if (sensors != null) {
            sensors.close();
        }
        if (gateway != null) {
            gateway.close();
            gateway.awaitExit();
        }
        if (controller != null) {
            controller.close();
        }
    }
}
