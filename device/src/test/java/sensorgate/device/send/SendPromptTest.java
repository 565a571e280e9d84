package sensorgate.device.send;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.device.cli.Streams;
import sensorgate.device.client.GatewayPlace;
import sensorgate.device.client.HostAndPort;
import sensorgate.device.support.Called;

/** {@code send} while a person types. */
@Timeout(30)
class SendPromptTest {

    private static final String UNKNOWN =
            "; UDP gives no answer, --confirm asks the gateway by TCP\n";

    @Test
    void promptsForEachLineOfAPerson() throws Exception {
        assertEquals("send> send> send> \nsent 2 points to HERE" + UNKNOWN, send(true));
    }

    @Test
    void promptsNoProgram() throws Exception {
        assertEquals("sent 2 points to HERE" + UNKNOWN, send(false));
    }

    private static String send(boolean isPerson) throws Exception {
        try (DatagramSocket gateway = new DatagramSocket(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            String to = "127.0.0.1:" + gateway.getLocalPort();
            Called called = Called.with("", streams -> new SendCommand(
                    () -> isPerson, HostAndPort::ofOwnUdp,
                    () -> GatewayPlace.ofThisMachine(List.of(), null)).run(
                    List.of("--to", to),
                    new Streams(lines("a v=1\n", "b v=2\n"), streams.out(), streams.err())));
            assertEquals("", called.err());
            return called.out().replace(to, "HERE");
        }
    }

    /** Gives one line for each read, as a terminal does. */
    private static InputStream lines(String... lines) {
        return new InputStream() {
            private int next;

            @Override
            public int read() {
                throw new AssertionError("not used");
            }

            @Override
            public int read(byte[] bytes, int from, int length) {
                if (next == lines.length) {
                    return -1;
                }
                byte[] line = lines[next++].getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(line, 0, bytes, from, line.length);
                return line.length;
            }
        };
    }
}
