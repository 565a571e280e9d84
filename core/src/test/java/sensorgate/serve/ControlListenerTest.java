package sensorgate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.line.Precision;
import sensorgate.support.Await;
import sensorgate.support.TemporaryDirectory;
import sensorgate.support.TestController;
import sensorgate.support.TestGateway;
import sensorgate.support.TestSensor;
import sensorgate.support.TestTool;

/** The tools of this machine and the controller, over real sockets. */
@Timeout(30)
final class ControlListenerTest {

    private static final int TOOLS_MAX = 32;
    private static final int WRITE_TIMEOUT_MS = 400;
    private static final int BIG_READINGS = 500;
    private static final int DUMPS_TOO_MANY = 60;

    private final TemporaryDirectory directory = new TemporaryDirectory();
    private TestGateway gateway;

    @AfterEach
    void close() {
        gateway.close();
        directory.close();
    }

    @Test
    void answersAsTcpDoes() {
        start();
        store("temp,room=attic value=21.5 1");
        TestController controller = gateway.controller("127.0.0.2");
        TestTool tool = gateway.tool();
        for (String request : List.of(
                "value temp,room=attic value\r", "GET temp,room=attic", "LIST", "DUMP temp",
                "SINCE 0 10", "HELP", "NONSENSE", "VALUE a b", "x".repeat(3_000), "", "PING")) {
            controller.send(request + "\nPING\n");
            tool.send(request + "\nPING\n");
            assertEquals(linesUpToPong(controller), linesUpToPong(tool), request);
        }
        tool.send("STATS\n");
        assertTrue(tool.readLinesToEnd().contains("control_connections 1"));
    }

    @Test
    void manyToolsAreAnsweredAtOnceAndTheControllerKeepsItsConnection() throws Exception {
        start();
        store("temp,room=attic value=21.5 1");
        TestController controller = gateway.controller("127.0.0.1");
        assertEquals("PONG", controller.ask("PING"));
        List<TestTool> tools = IntStream.range(0, TOOLS_MAX)
                .mapToObj(_ -> gateway.tool()).toList();
        List<Thread> threads = tools.stream().map(ControlListenerTest::poll).toList();
        for (int i = 0; i < 200; i++) {
            assertEquals("21.5", controller.ask("VALUE temp,room=attic value"));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals("PONG", controller.ask("PING"));
        assertEquals(1, gateway.count("controllers_accepted"));
        assertEquals(TOOLS_MAX * 300L, gateway.count("control_requests"));
        assertEquals(TOOLS_MAX, gateway.count("control_open"));
        assertEquals(1, gateway.events().size(), () -> gateway.events().toString());
    }

    @Test
    void tellsOneTooManyThatItIsBusy() {
        start();
        List<TestTool> tools = IntStream.range(0, TOOLS_MAX)
                .mapToObj(_ -> gateway.tool()).toList();
        tools.forEach(tool -> assertEquals("PONG", tool.ask("PING")));
        TestTool late = gateway.tool();
        assertEquals(
                "ERR busy 32 tools are connected already: end one of them", late.readLine());
        assertTrue(late.isEnded());
        assertEquals(1, gateway.count("control_busy"));
        tools.getFirst().close();
        gateway.awaitCount("control_open", TOOLS_MAX - 1);
        assertEquals("PONG", gateway.tool().ask("PING"));
        assertEquals("PONG", tools.getLast().ask("PING"));
    }

    @Test
    void cutsOffAToolThatDoesNotReadWhileOthersAreAnswered() {
        gateway = setup().writeTimeoutMs(WRITE_TIMEOUT_MS).start();
        storeBig();
        TestController controller = gateway.controller("127.0.0.2");
        TestTool idle = gateway.tool();
        TestTool slow = gateway.tool();
        slow.send("DUMP\n".repeat(DUMPS_TOO_MANY));
        TestTool other = gateway.tool();
        int answered = 0;
        while (gateway.count("control_write_timeout") == 0) {
            assertEquals("PONG", other.ask("PING"));
            assertEquals("PONG", controller.ask("PING"));
            answered++;
        }
        assertTrue(answered > 0);
        assertEquals("PONG", idle.ask("PING"));
        assertEquals(3, gateway.count("control_connections"));
        gateway.awaitCount("control_open", 2);
    }

    @Test
    void doesNotCutOffAToolThatReadsSlowly() {
        gateway = setup().writeTimeoutMs(WRITE_TIMEOUT_MS).start();
        storeBig();
        TestTool slow = gateway.tool();
        slow.send("DUMP\n".repeat(4));
        long deadlineNs = System.nanoTime() + 4 * WRITE_TIMEOUT_MS * 1_000_000L;
        int lines = 0;
        while (System.nanoTime() < deadlineNs) {
            slow.readLine();
            lines++;
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
        while (lines < 4 * (BIG_READINGS + 1)) {
            slow.readLine();
            lines++;
        }
        assertEquals("PONG", slow.ask("PING"));
        assertEquals(0, gateway.count("control_write_timeout"));
    }

    @Test
    void answersWhateverBytesItIsSentAndGoesOn() {
        start();
        long seed = Long.getLong("sensorgate.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            byte[] garbage = new byte[random.nextInt(8_000)];
            for (int at = 0; at < garbage.length; at++) {
                garbage[at] = (byte) random.nextInt(255); // 255 would begin a command of telnet
            }
            TestTool tool = gateway.tool();
            tool.send("PING\n"); // without a first line of text, it is sent away
            assertEquals("PONG", tool.readLine());
            tool.send(garbage);
            if (random.nextBoolean()) {
                tool.send("\nPING\n");
                String line = tool.readLine();
                while (!line.equals("PONG")) {
                    assertTrue(line.startsWith("ERR "), "seed=" + seed + ": " + line);
                    line = tool.readLine();
                }
            }
            tool.close();
        }
        assertEquals("PONG", gateway.tool().ask("PING"));
    }

    @Test
    void refusesAToolThatSpeaksHttpAndOneThatSendsNoText() {
        start();
        TestTool web = gateway.tool();
        web.send("POST /x HTTP/1.1\r\nHost: x\r\n\r\nSTATS\r\n");
        assertEquals("HTTP/1.1 400 Bad Request\r", web.readLine());
        TestTool binary = gateway.tool();
        binary.send(new byte[] {0x16, 3, 1, 2});
        assertTrue(binary.isEnded());
        gateway.awaitCount("control_foreign", 2);
        assertEquals(0, gateway.count("control_requests"));
    }

    @Test
    void skipsALineThatIsTooLongHoweverLongItIs() {
        start();
        TestTool tool = gateway.tool();
        tool.send("x".repeat(1_000_000));
        tool.send("\nPING\n");
        assertTrue(tool.readLine().startsWith("ERR length "));
        assertEquals("PONG", tool.readLine());
        assertEquals(1, gateway.count("control_requests_too_long"));
        assertEquals(1, gateway.count("control_requests_failed"));
        assertEquals(0, gateway.count("requests"));
    }

    @Test
    void answersARequestWhoseToolSaysThatItSendsNoMore() {
        start();
        TestTool tool = gateway.tool();
        tool.send("PING\nPING");
        tool.endInput();
        assertEquals("PONG", tool.readLine());
        assertEquals("PONG", tool.readLine());
        assertNull(tool.readLine());
        gateway.awaitCount("control_closed", 1);
    }

    @Test
    void closesAtQuit() {
        start();
        TestTool tool = gateway.tool();
        tool.send("PING\nQUIT\nPING\n");
        assertEquals("PONG", tool.readLine());
        Await.until("it is closed", () -> isOver(tool));
        gateway.awaitCount("control_closed", 1);
    }

    @Test
    void oneToolsReplyIsNotMixedWithAnothers() {
        start();
        store("temp,room=attic value=21.5 1\ntemp,room=cellar value=12 2");
        TestTool first = gateway.tool();
        TestTool second = gateway.tool();
        first.send("GET temp,room=");
        second.send("GET temp,room=cellar\nVALUE temp,room=cellar value\n");
        assertEquals(List.of("temp,room=cellar value=12 2"), second.readLinesToEnd());
        first.send("attic\n");
        assertEquals(List.of("temp,room=attic value=21.5 1"), first.readLinesToEnd());
        assertEquals("12", second.readLine());
    }

    @Test
    void aToolSeesAPointThatItWasToldIsStored() {
        start();
        TestTool tool = gateway.tool();
        String cursor = tool.ask("SINCE now").substring("END ".length());
        store("temp,room=attic value=21.5 1");
        assertEquals("temp,room=attic value=21.5 1", tool.ask("SINCE " + cursor));
        assertTrue(tool.readLine().startsWith("END "));
    }

    @Test
    void theWatchdogKnowsItsThread() {
        start();
        assertTrue(gateway.gateway().loops().stream()
                .filter(loop -> loop.name().equals("control"))
                .anyMatch(loop -> {
                    long rounds = loop.rounds().getAsLong();
                    loop.wake().run();
                    Await.until("it goes round", () -> loop.rounds().getAsLong() > rounds);
                    return true;
                }));
    }

    private static Thread poll(TestTool tool) {
        return Thread.startVirtualThread(() -> {
            for (int i = 0; i < 100; i++) {
                assertEquals("21.5", tool.ask("VALUE temp,room=attic value"));
                tool.send("STATS\nPING\n");
                tool.readLinesToEnd();
                assertEquals("PONG", tool.readLine());
            }
        });
    }

    /** What was not read when it was closed may come as a reset. */
    private static boolean isOver(TestTool tool) {
        try {
            return tool.isEnded();
        } catch (UncheckedIOException _) {
            return true;
        }
    }

    private static List<String> linesUpToPong(TestController controller) {
        List<String> lines = new ArrayList<>();
        do {
            lines.add(controller.readLine());
        } while (!lines.getLast().equals("PONG"));
        return lines;
    }

    private static List<String> linesUpToPong(TestTool tool) {
        List<String> lines = new ArrayList<>();
        do {
            lines.add(tool.readLine());
        } while (!lines.getLast().equals("PONG"));
        return lines;
    }

    private TestGateway.Setup setup() {
        return new TestGateway.Setup()
                .precision(Precision.NS)
                .control(directory.path().resolve("control.sock"));
    }

    private void start() {
        gateway = setup().start();
    }

    private void store(String datagram) {
        long stored = gateway.count("stored");
        gateway.sensor("127.0.0.9").send(datagram);
        gateway.awaitCount("stored", stored + datagram.lines().count());
    }

    private void storeBig() {
        TestSensor sensor = gateway.sensor("127.0.0.9");
        for (int i = 0; i < BIG_READINGS; i++) {
            sensor.send("big,n=" + i + " s=\"" + "x".repeat(900) + "\" 1");
            gateway.awaitCount("stored", i + 1);
        }
    }
}
