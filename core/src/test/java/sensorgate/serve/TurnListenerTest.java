package sensorgate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.line.Precision;
import sensorgate.support.Await;
import sensorgate.support.Loopback;
import sensorgate.support.OpenDescriptors;
import sensorgate.support.Requires;
import sensorgate.support.TestController;
import sensorgate.support.TestGateway;
import sensorgate.support.TestSensor;

/**
 * Controllers at a whole gateway, over real sockets. That every connection ended for one counted
 * cause is checked after each test, when its gateway closes.
 */
@Timeout(30)
final class TurnListenerTest {

    private static final int BIG_READINGS = 500;
    private static final int BIG_READING_BYTES = 900;
    private static final int SMALL_BUFFER_BYTES = 4096;
    private static final int WRITE_TIMEOUT_MS = 400;

    /** More than the buffers of both sides hold, wherever the kernel lets them grow to. */
    private static final int DUMPS_TOO_MANY = 60;

    private TestGateway gateway;

    @AfterEach
    void close() {
        gateway.close();
    }

    // ---- requests and replies

    @Test
    void sendsAShortReplyInOneWrite() {
        start();
        store("big s=\"" + "x".repeat(1000) + "\" 1");
        TestController controller = gateway.controller("127.0.0.2");
        for (int i = 0; i < 200; i++) {
            controller.send("GET big\n");
            String reply = controller.readOnce();
            assertEquals("big s=\"" + "x".repeat(1000) + "\" 1\nEND\n", reply);
        }
    }

    @Test
    void sendsAReplyOf1024BytesInOneWrite() {
        start();
        String first = "temp,room=attic value=21.5 1\n";
        String second = "long s=\"\" 1\n";
        int missing = 1024 - first.length() - second.length() - "END\n".length();
        store(first + second.replace("\"\"", '"' + "x".repeat(missing) + '"'));
        TestController controller = gateway.controller("127.0.0.2");
        for (int i = 0; i < 200; i++) {
            controller.send("DUMP\n");
            String reply = controller.readOnce();
            assertEquals(1024, reply.length());
            assertTrue(reply.endsWith("\nEND\n"), reply);
        }
    }

    @Test
    void answersTenThousandRequestsSentInOneWrite() {
        start();
        TestController controller = gateway.controller("127.0.0.2");
        controller.send("PING\n".repeat(10_000));
        for (int i = 0; i < 10_000; i++) {
            assertEquals("PONG", controller.readLine());
        }
        assertTrue(controller.isQuiet());
        assertEquals(10_000, gateway.count("requests"));
    }

    @Test
    void answersPipelinedRequestsOfAllKindsInTheirOrder() {
        start();
        store("temp,room=attic value=21.5 1");
        TestController controller = gateway.controller("127.0.0.2");
        int rounds = 500;
        controller.send(("value temp,room=attic value\r\n"
                + "NONSENSE\n"
                + "GET temp,room=attic\n"
                + "x".repeat(3000) + "\n"
                + "ping\r\n").repeat(rounds));
        for (int i = 0; i < rounds; i++) {
            assertEquals("21.5", controller.readLine());
            assertTrue(controller.readLine().startsWith("ERR verb "));
            assertEquals(
                    List.of("temp,room=attic value=21.5 1"), controller.readLinesToEnd());
            assertTrue(controller.readLine().startsWith("ERR length "));
            assertEquals("PONG", controller.readLine());
        }
        assertTrue(controller.isQuiet());
        assertEquals(5L * rounds, gateway.count("requests"));
        assertEquals(2L * rounds, gateway.count("requests_failed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "PING\n", "PING\r\n", "ping\r", "  PiNg  \r\n", "PING\r\0", "\u00ff\u00fd\u0003PING\r\n"})
    void takesAnyLineEndAndAnyCaseAndTelnetsNegotiation(String request) {
        start();
        TestController controller = gateway.controller("127.0.0.2");
        controller.send(request.getBytes(StandardCharsets.ISO_8859_1));
        assertEquals("PONG", controller.readLine());
    }

    @ParameterizedTest
    @ValueSource(ints = {1025, 1026, 1027, 4096, 4097, 100_000})
    void answersALineThatIsTooLongOnceAndGoesOn(int bytes) {
        start();
        TestController controller = gateway.controller("127.0.0.2");
        for (String lineEnd : List.of("\n", "\r\n", "\r")) {
            controller.send("x".repeat(bytes) + lineEnd + "PING\n");
            assertTrue(controller.readLine().startsWith("ERR length "));
            assertEquals("PONG", controller.readLine());
        }
        assertTrue(controller.isQuiet());
        assertEquals(3, gateway.count("requests_too_long"));
        assertEquals(6, gateway.count("requests"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void takesALineOf1024Bytes(String lineEnd) {
        start();
        TestController controller = gateway.controller("127.0.0.2");
        controller.send("PING" + " ".repeat(1020) + lineEnd);
        assertEquals("PONG", controller.readLine());
        assertEquals(0, gateway.count("requests_too_long"));
    }

    @Test
    void answersALastRequestThatHasNoLineEnd() {
        start();
        TestController controller = gateway.controller("127.0.0.2");
        controller.send("PING\nPING");
        controller.endInput();
        assertEquals("PONG", controller.readLine());
        assertEquals("PONG", controller.readLine());
        assertTrue(controller.isEnded());
        gateway.awaitCount("controllers_closed", 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1025, 2000, 5000})
    void answersALastRequestThatIsTooLongAndHasNoLineEnd(int bytes) {
        start();
        TestController controller = gateway.controller("127.0.0.2");
        controller.send("x".repeat(bytes));
        controller.endInput();
        String reply = controller.readLine();
        assertTrue(reply != null && reply.startsWith("ERR length "), "reply: " + reply);
        assertTrue(controller.isEnded());
        assertEquals(1, gateway.count("requests_too_long"));
    }

    @Test
    void quitEndsTheConnectionAfterTheRepliesBeforeIt() {
        start();
        TestController controller = gateway.controller("127.0.0.2");
        controller.send("PING\nQUIT\nPING\n");
        assertEquals("PONG", controller.readLine());
        assertNull(controller.readLine());
        gateway.awaitCount("controllers_closed", 1);
        assertEquals(2, gateway.count("requests"));
    }

    @Test
    void answersOverIpv6() {
        Requires.that(Loopback.hasIpv6(), "IPv6 on the loopback interface");
        start();
        TestController controller = gateway.controller("::1");
        assertEquals("PONG", controller.ask("PING"));
        controller.close();
        gateway.awaitCount("controllers_closed", 1);
        assertTrue(gateway.events().getFirst().startsWith("connected [::1]:"));
    }

    // ---- controllers that do not read

    @Test
    void cutsOffAControllerThatDoesNotReadWhileReadingsGoOnBeingStored() {
        startWithBigDump();
        TestController reader = gateway.controller("127.0.0.2", SMALL_BUFFER_BYTES);
        reader.send("DUMP\n".repeat(DUMPS_TOO_MANY));
        gateway.awaitCount("controllers_accepted", 1);
        TestSensor sensor = gateway.sensor("127.0.0.2");
        long storedBefore = gateway.count("stored");
        long sent = 0;
        while (gateway.count("controllers_write_timeout") == 0) {
            sensor.send("during v=1");
            Await.untilEquals("stored", storedBefore + ++sent, gateway.counter("stored"));
        }
        assertTrue(sent > 10, "stored meanwhile: " + sent);
        assertEquals(0, gateway.count("kernel_dropped"));
        assertEquals("PONG", gateway.controller("127.0.0.3").ask("PING"));
        assertTrue(gateway.events().get(1).endsWith(": it did not read its reply"));
    }

    /** It reads each reply in time; all twelve take longer than the write timeout. */
    @Test
    void servesAControllerThatReadsSlowlyButSteadily() {
        startWithBigDump(1_500);
        TestController reader = gateway.controller("127.0.0.2", 64 * 1024);
        reader.send("DUMP\n".repeat(12) + "QUIT\n");
        long readBytes = 0;
        int count = 0;
        while (count >= 0) {
            readBytes += count;
            LockSupport.parkNanos(10_000_000);
            count = reader.discard(16 * 1024);
        }
        assertEquals(0, gateway.count("controllers_write_timeout"), "cut off after " + readBytes);
        assertTrue(readBytes > 12 * BIG_READINGS * BIG_READING_BYTES, "read " + readBytes);
        gateway.awaitCount("controllers_closed", 1);
    }

    @Test
    void countsAControllerThatVanishesInTheMiddleOfAReplyAsLost() {
        startWithBigDump();
        TestController reader = gateway.controller("127.0.0.2", SMALL_BUFFER_BYTES);
        reader.send("DUMP\n".repeat(DUMPS_TOO_MANY));
        assertTrue(reader.discard(1) > 0);
        reader.reset();
        gateway.awaitCount("controllers_lost", 1);
        assertEquals("PONG", gateway.controller("127.0.0.3").ask("PING"));
        assertTrue(gateway.events().get(1).endsWith(": the connection was lost"));
    }

    @Test
    void countsAControllerThatVanishesBetweenRequestsAsLost() {
        start();
        TestController controller = gateway.controller("127.0.0.2");
        assertEquals("PONG", controller.ask("PING"));
        controller.reset();
        gateway.awaitCount("controllers_lost", 1);
    }

    // ---- one at a time

    @Test
    void theSecondIsAnsweredWhenTheFirstLeaves() {
        start();
        TestController first = gateway.controller("127.0.0.2");
        assertEquals("PONG", first.ask("PING"));
        TestController second = gateway.controller("127.0.0.3");
        second.send("PING\n");
        gateway.awaitCount("controllers_accepted", 2);
        assertEquals("PONG", first.ask("PING"));
        assertTrue(second.isQuiet());
        first.close();
        assertEquals("PONG", second.readLine());
    }

    @Test
    void aSilentFirstYieldsToTheSecondInTime() {
        gateway = new TestGateway.Setup().idleMs(200).start();
        TestController first = gateway.controller("127.0.0.2");
        assertEquals("PONG", first.ask("PING"));
        assertEquals("PONG", gateway.controller("127.0.0.3").ask("PING"));
        assertTrue(first.isEnded());
        assertEquals(1, gateway.count("controllers_yielded"));
    }

    @Test
    void thoseThatWaitAreAnsweredInTheOrderInWhichTheyCame() {
        start();
        List<TestController> controllers = IntStream.rangeClosed(2, 22)
                .mapToObj(host -> gateway.controller("127.0.0." + host))
                .toList();
        List<String> expected = new ArrayList<>();
        for (TestController controller : controllers) {
            controller.send("PING\n");
            assertEquals("PONG", controller.readLine());
            controller.close();
            expected.add("connected " + controller.name());
            expected.add("left " + controller.name() + ": it closed the connection");
        }
        gateway.awaitCount("controllers_closed", controllers.size());
        Await.until("every event", () -> gateway.events().size() == expected.size());
        assertEquals(expected, gateway.events());
    }

    @Test
    void closesAConnectionThatIsNotAllowedAndRemembersWhoItWas() {
        gateway = new TestGateway.Setup().tcpAllow("127.0.0.2, ::1").start();
        TestController denied = gateway.controller("127.0.0.9");
        assertTrue(denied.readLine().startsWith("ERR denied 127.0.0.9 "));
        assertTrue(denied.isEnded());
        assertEquals(1, gateway.count("controllers_denied"));
        assertEquals(denied.name(), gateway.gateway().lastOffender("controllers_denied"));
        assertEquals("PONG", gateway.controller("127.0.0.2").ask("PING"));
        assertFalse(gateway.events().getFirst().contains("127.0.0.9"));
    }

    @Test
    void tellsHowEveryConnectionEnded() {
        gateway = new TestGateway.Setup().tcpAllow("127.0.0.0/28").idleMs(100).start();
        assertTrue(gateway.controller("127.0.0.99").readLine().startsWith("ERR denied "));
        gateway.controller("127.0.0.2").ask("PING");
        gateway.controller("127.0.0.2").ask("PING");
        TestController third = gateway.controller("127.0.0.3");
        assertEquals("PONG", third.ask("PING"));
        third.reset();
        gateway.awaitCount("controllers_lost", 1);
        TestController last = gateway.controller("127.0.0.4");
        last.send("STATS\n");
        List<String> stats = last.readLinesToEnd();
        assertTrue(stats.containsAll(List.of(
                "controllers_accepted 5", "controllers_denied 1", "controllers_replaced 1",
                "controllers_yielded 1", "controllers_lost 1", "controllers_closed 0",
                "controllers_write_timeout 0", "controllers_request_timeout 0",
                "controllers_busy 0", "tcp_foreign 0", "controllers_accept_failed 0")),
                stats.toString());
    }

    @Test
    void leavesNoDescriptorBehindWhereConnectionsComeAndGo() {
        Requires.that(OpenDescriptors.canBeSeen(), "/proc");
        start();
        comeAndGo(10);
        int before = OpenDescriptors.withoutFiles().size();
        comeAndGo(300);
        Await.until("no more than " + before + " descriptors",
                () -> OpenDescriptors.withoutFiles().size() <= before);
    }

    private void comeAndGo(int times) {
        for (int i = 0; i < times; i++) {
            try (TestController controller =
                    new TestController("127.0.0.2", gateway.gateway().tcpPort())) {
                assertEquals("PONG", controller.ask("PING"));
            }
        }
    }

    private void start() {
        gateway = new TestGateway.Setup().precision(Precision.NS).start();
    }

    /** A gateway whose DUMP is about half a megabyte, and whose write timeout is short. */
    private void startWithBigDump() {
        startWithBigDump(WRITE_TIMEOUT_MS);
    }

    private void startWithBigDump(long writeTimeoutMs) {
        gateway = new TestGateway.Setup().writeTimeoutMs(writeTimeoutMs).start();
        TestSensor sensor = gateway.sensor("127.0.0.2");
        for (int i = 0; i < BIG_READINGS; i++) {
            sensor.send("big" + i + " s=\"" + "x".repeat(BIG_READING_BYTES) + "\"");
            if (i % 50 == 49) { // as many as any kernel's receive buffer holds
                gateway.awaitCount("stored", i + 1);
            }
        }
    }

    private void store(String lines) {
        gateway.sensor("127.0.0.2").send(lines);
        gateway.awaitCount("stored", lines.lines().count());
    }
}
