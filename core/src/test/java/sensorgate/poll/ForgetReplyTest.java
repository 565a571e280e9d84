package sensorgate.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.line.Precision;
import sensorgate.store.SeriesSettings;
import sensorgate.support.TestGateway;
import sensorgate.support.TestSensor;
import sensorgate.support.TestTool;

/** FORGET by the control socket of a running gateway. */
@Timeout(60)
final class ForgetReplyTest {

    @TempDir
    private Path directory;

    @Test
    void forgetsASeriesWhateverTheOrderOfItsTags() {
        try (TestGateway gateway = start(null)) {
            TestTool tool = send(gateway, "m,a=1,b=2 v=1,w=2\nm,a=1 v=3", 2);
            assertEquals(List.of("FORGOTTEN 2"), ask(tool, "FORGET SERIES m,b=2,a=1"));
            assertEquals(List.of("m,a=1"), ask(tool, "LIST"));
            assertEquals(2, gateway.count("readings_forgotten"));
            assertEquals(1, gateway.count("readings"));
            assertEquals(List.of("FORGOTTEN 0"), ask(tool, "FORGET SERIES m,b=2,a=1"));
        }
    }

    @Test
    void showsWhatItWouldForgetAndForgetsNothing() {
        try (TestGateway gateway = start(null)) {
            TestTool tool = send(gateway, "m v=1,w=2 7\nn v=3 8", 2);
            assertEquals(
                    List.of("0 m v=1 7", "0 m w=2 7"), ask(tool, "FORGET SHOW SERIES m"));
            assertEquals(List.of("0 m w=2 7"), ask(tool, "FORGET SHOW SERIES m w"));
            assertEquals(List.of(), ask(tool, "FORGET SHOW SERIES m x"));
            assertEquals(List.of(), ask(tool, "FORGET SHOW SILENT 1h"));
            assertEquals(3, ask(tool, "FORGET SHOW SILENT 0s").size());
            assertEquals(3, gateway.count("readings"));
        }
    }

    @Test
    void forgetsOneFieldOrWhatIsSilent() {
        try (TestGateway gateway = start(null)) {
            TestTool tool = send(gateway, "SILENT v=1,w=2 7\nSHOW v=3 8", 2);
            assertEquals(List.of("FORGOTTEN 1"), ask(tool, "forget series SILENT w"));
            assertEquals(List.of("FORGOTTEN 0"), ask(tool, "FORGET SILENT 1h"));
            assertEquals(List.of("FORGOTTEN 2"), ask(tool, "FORGET SILENT 0s"));
            assertEquals(0, gateway.count("readings"));
        }
    }

    /** As {@code printf 'FORGET SERIES m\nPING' | nc -N} does. */
    @Test
    void aToolThatSendsNoMoreStillGetsItsReply() {
        try (TestGateway gateway = start(null)) {
            TestTool tool = send(gateway, "m v=1 7", 1);
            tool.send("FORGET SERIES m\nPING");
            tool.endInput();
            assertEquals("FORGOTTEN 1", tool.readLine());
            assertEquals("END", tool.readLine());
            assertEquals("PONG", tool.readLine());
            assertTrue(tool.isEnded());
            gateway.awaitCount("control_closed", 1);
        }
    }

    @Test
    void aSensorThatSendsAgainBringsItsReadingBack() {
        try (TestGateway gateway = start(null)) {
            TestTool tool = send(gateway, "m v=1 7", 1);
            ask(tool, "FORGET SERIES m");
            send(gateway, "m v=2 8", 2);
            assertEquals(List.of("m v=2 8"), ask(tool, "GET m"));
            assertEquals("m v=1 7", one(tool, "SINCE 0"), "the journal has both points");
            assertEquals("m v=2 8", tool.readLine());
        }
    }

    /** The reply says that a checkpoint without the reading is on the disk. */
    @Test
    void theReplyComesOnceTheCheckpointIsWritten() throws IOException {
        Path state = Files.createDirectory(directory.resolve("state"));
        try (TestGateway gateway = start(state)) {
            TestTool tool = send(gateway, "gone v=1 7\nkept v=1 7", 2);
            assertEquals(List.of("FORGOTTEN 1"), ask(tool, "FORGET SERIES gone"));
            String checkpoint = Files.readString(state.resolve("checkpoint"));
            assertTrue(checkpoint.contains("kept v=1 7"), checkpoint);
            assertTrue(!checkpoint.contains("gone"), checkpoint);
        }
        try (TestGateway gateway = start(state)) {
            assertEquals(List.of("kept"), ask(gateway.tool(), "LIST"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "FORGET | usage", "FORGET m | usage", "FORGET SERIES | usage", "FORGET SHOW | usage",
        "FORGET SERIES m v x | usage", "FORGET SERIES m, | series", "FORGET SILENT | age",
        "FORGET SILENT soon | age", "FORGET SILENT 1d 2d | usage", "FORGET SHOW SHOW m | usage",
    })
    void refusesAnythingElse(String request, String code) {
        try (TestGateway gateway = start(null)) {
            TestTool tool = send(gateway, "m v=1", 1);
            tool.send(request + "\n");
            String reply = tool.readLine();
            assertTrue(reply.startsWith("ERR " + code + " "), reply);
            assertEquals(1, gateway.count("readings"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FORGET SERIES m", "FORGET SHOW SILENT 0s"})
    void aControllerMayNotForget(String request) {
        try (TestGateway gateway = start(null)) {
            send(gateway, "m v=1", 1);
            String reply = gateway.controller("127.0.0.2").ask(request);
            assertTrue(reply.startsWith("ERR local "), reply);
            assertEquals(1, gateway.count("readings"));
        }
    }

    @Test
    void oneSenderBeyondItsShareIsRejectedByName() {
        try (TestGateway gateway = new TestGateway.Setup().precision(Precision.NS)
                .series(new SeriesSettings(8, SeriesSettings.NEVER, 2))
                .control(directory.resolve("control.sock"))
                .start()) {
            TestTool tool = send(gateway, "a v=1\nb v=1", 2);
            gateway.sensor("127.0.0.1").send("c v=1");
            gateway.awaitCount("rejected_per_sender", 1);
            assertEquals(gateway.count("lines"), gateway.count("stored")
                    + gateway.count("rejected_per_sender"));
            assertTrue(
                    ask(tool, "STATS").stream().anyMatch(
                            line -> line.startsWith("last_rejected_per_sender 127.0.0.1:")
                                    && line.endsWith(" c v=1")));
        }
    }

    @Test
    void latePointsAreStoredAndCounted() {
        try (TestGateway gateway = start(null)) {
            long nowS = System.currentTimeMillis() / 1000;
            TestTool tool = send(gateway,
                    "power watts=500 " + (nowS - 1) + "000000000\n"
                    + "power watts=480,volts=230 " + (nowS - 600) + "000000000", 2);
            assertEquals("500", one(tool, "VALUE power watts 5m"));
            assertTrue(one(tool, "VALUE power volts 5m").startsWith("ERR stale the reading is 60"));
            assertEquals(1, gateway.count("points_late"));
            assertEquals(1, gateway.count("readings_late"));
            assertEquals(2, gateway.count("readings_stored"));
        }
    }

    private TestGateway start(Path state) {
        return new TestGateway.Setup().precision(Precision.NS)
                .directory(state).control(directory.resolve("control.sock")).start();
    }

    /** Sends a datagram, and waits until the counter of stored lines has this value. */
    private static TestTool send(TestGateway gateway, String datagram, long stored) {
        TestSensor sensor = gateway.sensor("127.0.0.1");
        sensor.send(datagram);
        gateway.awaitCount("stored", stored);
        return gateway.tool();
    }

    private static String one(TestTool tool, String request) {
        tool.send(request + "\n");
        return tool.readLine();
    }

    private static List<String> ask(TestTool tool, String request) {
        tool.send(request + "\n");
        return tool.readLinesToEnd();
    }
}
