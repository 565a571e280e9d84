package sensorgate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.support.TestController;
import sensorgate.support.TestGateway;

/** Clients of other protocols at the poll port of a whole gateway. */
@Timeout(30)
final class ForeignClientTest {

    private final TestGateway gateway = new TestGateway.Setup().start();

    @AfterEach
    void close() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "GET / HTTP/1.1\r\nHost: pi\r\n\r\n", "HEAD / HTTP/1.0\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"})
    void httpIsRefusedInItsOwnLanguage(String request) {
        TestController web = gateway.controller("127.0.0.2");
        web.send(request);
        String reply = readToEnd(web);
        assertTrue(reply.startsWith("HTTP/1.1 400 Bad Request\r\n"), reply);
        assertEquals(1, gateway.count("tcp_foreign"));
        assertEquals(0, gateway.count("requests"));
    }

    /** Any web page that somebody on this network opens may send this. */
    @Test
    void theBodyOfAPostIsNeverARequest() {
        TestController web = gateway.controller("127.0.0.2");
        web.send("POST /x HTTP/1.1\r\nContent-Type: text/plain\r\n\r\nSTATS\r\nQUIT\r\n");
        assertTrue(readToEnd(web).startsWith("HTTP/1.1 400 "));
        assertEquals(0, gateway.count("requests"));
    }

    @Test
    void neitherIsABodyInAnotherSegmentNorAreManyOfThem() {
        TestController web = gateway.controller("127.0.0.2");
        web.send("POST /x HT");
        web.send("TP/1.1\r\nContent-Length: 900000\r\n\r\n");
        assertEquals("HTTP/1.1 400 Bad Request\r", web.readLine());
        web.send("STATS\r\n".repeat(10));
        assertTrue(readToEnd(web).contains("poll port"));
        web.send("STATS\r\n"); // thrown away, so that no reset destroys the reply
        assertEquals(0, gateway.count("requests"));
    }

    @Test
    void aLongUrlIsHttpToo() {
        TestController web = gateway.controller("127.0.0.2");
        web.send("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nSTATS\r\n\r\nSTATS\r\n");
        assertTrue(readToEnd(web).startsWith("HTTP/1.1 400 "));
        assertEquals(0, gateway.count("requests"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\nSTATS\n",
        "SSH-2.0-OpenSSH_10.0\r\nSTATS\r\n", "\u0001\u0002STATS\n", "\n\n\u0001STATS\n"})
    void othersAreClosedWithoutAWord(String hello) {
        TestController other = gateway.controller("127.0.0.2");
        other.send(hello.getBytes(StandardCharsets.ISO_8859_1));
        String reply = readToEnd(other);
        assertTrue(reply.isEmpty() || reply.matches("(ERR verb [^\n]*\n){2}"), reply);
        assertEquals(1, gateway.count("tcp_foreign"));
        assertEquals("PONG", gateway.controller("127.0.0.3").ask("PING"));
    }

    @Test
    void whoItWasStandsInStats() {
        TestController other = gateway.controller("127.0.0.2");
        other.send("SSH-2.0-x\r\n");
        assertTrue(other.isEnded());
        TestController controller = gateway.controller("127.0.0.3");
        controller.send("STATS\n");
        assertTrue(controller.readLinesToEnd().stream().anyMatch(line -> line.matches(
                "last_tcp_foreign " + other.name() + " \\d+ SSH-2\\.0-x\\\\x0d\\\\x0a")));
    }

    @Test
    void onlyTheFirstLineCounts() {
        TestController controller = gateway.controller("127.0.0.2");
        assertEquals("PONG", controller.ask("PING"));
        assertTrue(controller.ask("GET / HTTP/1.1").startsWith("ERR "));
        assertTrue(controller.ask("\u0001").startsWith("ERR "));
        assertEquals("PONG", controller.ask("PING"));
    }

    private static String readToEnd(TestController client) {
        StringBuilder text = new StringBuilder();
        for (String line = client.readLine(); line != null; line = client.readLine()) {
            text.append(line).append('\n');
        }
        return text.toString();
    }
}
