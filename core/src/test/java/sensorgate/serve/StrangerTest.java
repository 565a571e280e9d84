package sensorgate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is told by the first line not to speak the poll protocol. */
final class StrangerTest {

    @ParameterizedTest
    @ValueSource(strings = {
        "GET / HTTP/1.1\r\n", "POST /x HTTP/1.0\n", "HEAD /a?b=c HTTP/1.1\r\nHost: x\r\n",
        "OPTIONS * HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "CONNECT a:443 HTTP/1.1\r\n",
        "PROPFIND /dav HTTP/1.1\r\n", "get / HTTP/1.1\r", "GET http://x/ HTTP/1.1\r\n"})
    void httpIsTold(String text) {
        assertEquals(Stranger.Kind.HTTP, kind(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /", "POST /", "OPTIONS /", "PUT http://x/"})
    void aFirstLineThatIsTooLongIsHttpByItsBeginning(String begin) {
        assertEquals(Stranger.Kind.HTTP, kind(begin + "x".repeat(1_100)));
        assertEquals(Stranger.Kind.NONE, kind(begin + "x".repeat(900)));
    }

    @Test
    void anotherLineThatIsTooLongIsNone() {
        assertEquals(Stranger.Kind.NONE, kind("GET temp" + "x".repeat(2_000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "PING", "PING\n", "GET /\n", "GET / HTTP/1.1", "GET HTTP/1.1\n", "GET /x\\ HTTP/1.1\n",
        "VALUE nginx HTTP/1.1\n", "VALUE temp,room=k\u00fcche value\r\n", "\t PING\n",
        "PI\b\bHELP\u001b[A\u007f\n", "HTTP/1.1 200 OK\n", "ssh-2.0\n", "PING\n\0"})
    void aRequestIsNone(String text) {
        assertEquals(Stranger.Kind.NONE, kind(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH_10.0\r\n", "SSH-1.99-x", "SSH-"})
    void sshIsTold(String text) {
        assertEquals(Stranger.Kind.SSH, kind(text));
    }

    /** TLS, SSL 2, Modbus, MQTT, PostgreSQL, and a byte that UTF-8 does not have. */
    @ParameterizedTest
    @ValueSource(strings = {
        "\u0016\u0003\u0001", "\u0080\u002e\u0001\u0003", "\0\u0001\0\0\0\u0006\u0001\u0003",
        "\u0010\u0010\0\u0004MQTT", "\0\0\0\u0008\u0004\u00d2\u0016\u002f", "ab\u00fe\u0041"})
    void whatIsNoTextIsBinary(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(Stranger.Kind.BINARY, Stranger.of(bytes, 0, bytes.length, false));
    }

    @Test
    void aLastLineNeedsNoEnd() {
        byte[] bytes = "GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII);
        assertEquals(Stranger.Kind.HTTP, Stranger.of(bytes, 0, bytes.length, true));
    }

    /** RFC 9112: status line, header fields, an empty line, as many bytes as announced. */
    @Test
    void theRefusalOfHttpIsWellFormed() {
        String[] parts = refusal("GET / HTTP/1.1").split("\r\n\r\n", -1);
        assertEquals(2, parts.length);
        assertTrue(parts[0].startsWith("HTTP/1.1 400 Bad Request\r\n"));
        assertTrue(parts[0].contains("\r\nConnection: close\r\n"));
        assertTrue(parts[0].endsWith("\r\nContent-Length: " + parts[1].length()));
        assertTrue(parts[1].contains("poll port"));
        assertEquals(parts[0] + "\r\n\r\n", refusal("HEAD / HTTP/1.1"));
    }

    private static String refusal(String request) {
        ReplyBuffer reply = new ReplyBuffer();
        byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
        Stranger.refuseHttp(bytes, 0, bytes.length, reply);
        return reply.toString();
    }

    private static Stranger.Kind kind(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Stranger.of(bytes, 0, bytes.length, false);
    }
}
