package sensorgate.port;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.support.FakeTicks;

@Timeout(20)
final class ListeningSocketTest {

    private final FakeTicks ticks = new FakeTicks();

    @Test
    void leavesTheQueueAloneForASecond() throws IOException {
        try (ListeningSocket socket = ListeningSocket.bind(
                ServerSocketChannel.open(), new InetSocketAddress(0))) {
            SelectionKey key = socket.selector().keys().iterator().next();
            assertEquals(Long.MAX_VALUE, socket.pauseNs(ticks.getAsLong()));
            assertEquals(SelectionKey.OP_ACCEPT, key.interestOps());

            socket.pause(ticks.getAsLong());
            ticks.advanceMs(999);
            socket.endPause(ticks.getAsLong());
            assertEquals(0, key.interestOps());
            assertEquals(1_000_000, socket.pauseNs(ticks.getAsLong()));

            ticks.advanceMs(1);
            socket.endPause(ticks.getAsLong());
            assertEquals(SelectionKey.OP_ACCEPT, key.interestOps());
            assertEquals(Long.MAX_VALUE, socket.pauseNs(ticks.getAsLong()));
        }
    }
}
