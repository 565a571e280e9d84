package sensorgate.address;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sensorgate.support.Await;
import sensorgate.support.Loopback;
import sensorgate.support.Requires;

/** Compares with what two real sockets have exchanged. */
@Timeout(20)
final class SendQueueTest {

    /** The server's address, and the client's; a socket for IPv6 takes IPv4 too. */
    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.2", "::, 127.0.0.3", "::1, ::1"})
    void tellsWhatThePeerDidNotTake(String server, String client) throws IOException {
        Requires.that(Files.exists(Path.of("/proc/net/tcp")), "Linux");
        Requires.that(!server.contains(":") || Loopback.hasIpv6(), "IPv6");
        InetAddress local = InetAddress.ofLiteral(client);
        try (ServerSocketChannel listening = ServerSocketChannel.open();
                SocketChannel reader = SocketChannel.open()) {
            listening.bind(new InetSocketAddress(InetAddress.ofLiteral(server), 0));
            int port = listening.socket().getLocalPort();
            reader.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
            reader.bind(new InetSocketAddress(local, 0));
            reader.connect(new InetSocketAddress(Loopback.peerOf(local), port));
            try (SocketChannel accepted = listening.accept()) {
                SendQueue queue = new SendQueue(port);
                SocketPlace peer = SocketPlace.of(
                        local.getAddress(), reader.socket().getLocalPort());
                assertEquals(0, queue.bytesTo(peer));
                accepted.configureBlocking(false);
                int sent = accepted.write(ByteBuffer.allocate(100_000));
                Await.until("bytes wait", () -> queue.bytesTo(peer) > 0);
                readAll(reader, sent);
                Await.until("the peer has all", () -> queue.bytesTo(peer) == 0);
            }
        }
    }

    @Test
    void knowsNothingOfAPeerThatIsNotThere() {
        SocketPlace nobody = SocketPlace.of(new byte[] {(byte) 192, 0, 2, 1}, 9);
        assertEquals(0, new SendQueue(1).bytesTo(nobody));
    }

    private static void readAll(SocketChannel reader, int bytes) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(bytes);
        while (into.hasRemaining()) {
            reader.read(into);
        }
    }
}
