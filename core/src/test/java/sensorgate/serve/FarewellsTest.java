package sensorgate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.support.TestController;

/** The last reply arrives, and nobody stays for longer than allowed. */
@Timeout(20)
final class FarewellsTest {

    private final Farewells farewells = new Farewells();
    private final Selector selector = Selector.open();
    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final List<TestController> clients = new ArrayList<>();
    private final List<SocketChannel> channels = new ArrayList<>();

    FarewellsTest() throws IOException {
        server.bind(new InetSocketAddress("127.0.0.1", 0));
    }

    @AfterEach
    void close() throws IOException {
        farewells.closeAll();
        clients.forEach(TestController::close);
        assertTrue(channels.stream().noneMatch(SocketChannel::isOpen));
        selector.close();
        server.close();
    }

    @Test
    void aClientThatStillSendsGetsItsLastReplyAndTheEnd() throws IOException {
        TestController client = leave(0);
        client.send("x".repeat(100_000));
        drain();
        client.send("x".repeat(100_000));
        drain();
        assertEquals("BYE", client.readLine());
        assertTrue(client.isEnded());
    }

    @Test
    void theClientsEndIsTheEnd() throws IOException {
        leave(0).close();
        while (channels.getFirst().isOpen()) {
            drain();
        }
        assertEquals(Long.MAX_VALUE, farewells.untilDeadlineNs(0));
    }

    @Test
    void nobodyStaysForLongerThanASecond() throws IOException {
        leave(5);
        leave(7);
        assertEquals(Farewells.LONGEST_NS, farewells.untilDeadlineNs(5));
        farewells.keepDeadlines(5 + Farewells.LONGEST_NS);
        assertTrue(!channels.getFirst().isOpen() && channels.getLast().isOpen());
        assertEquals(2, farewells.untilDeadlineNs(5 + Farewells.LONGEST_NS));
    }

    @Test
    void theOldestGoesIfThereAreTooMany() throws IOException {
        for (int i = 0; i <= Farewells.MAX; i++) {
            leave(i);
        }
        assertEquals(Farewells.MAX, channels.stream().filter(SocketChannel::isOpen).count());
        assertTrue(!channels.getFirst().isOpen());
    }

    private TestController leave(long nowNs) throws IOException {
        TestController client =
                new TestController("127.0.0.2", server.socket().getLocalPort());
        clients.add(client);
        SocketChannel channel = server.accept();
        channels.add(channel);
        channel.configureBlocking(false);
        channel.write(ByteBuffer.wrap("BYE\n".getBytes(StandardCharsets.US_ASCII)));
        farewells.add(channel, selector, nowNs);
        return client;
    }

    private void drain() throws IOException {
        selector.select(this::drain);
    }

    private void drain(SelectionKey key) {
        farewells.drain((Farewells.Farewell) key.attachment());
    }
}
