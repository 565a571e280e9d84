package sensorgate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.address.SourceFilter;
import sensorgate.count.Senders;
import sensorgate.count.Stat;
import sensorgate.poll.PollCommands;
import sensorgate.poll.StatsText;
import sensorgate.support.FakeTicks;
import sensorgate.support.PollSide;
import sensorgate.support.RecordedEvents;
import sensorgate.support.TemporaryDirectory;
import sensorgate.support.TestController;
import sensorgate.support.TestStore;
import sensorgate.support.TestTool;

/**
 * What becomes of the kernel's queue while no connection can be had from it: real sockets, but a
 * clock that only the test moves.
 */
@Timeout(20)
final class ListeningSocketTest {

    private static final long TIMEOUT_MS = 10_000;

    private final FakeTicks ticks = new FakeTicks();

    private interface Step {

        void take() throws IOException;
    }

    /** One that has no descriptors for connections, until it is given some. */
    private static final class StarvedSocket extends ListeningSocket {

        private boolean isStarved = true;

        private StarvedSocket(ServerSocketChannel bound) throws IOException {
            super(bound, Selector.open());
        }

        static StarvedSocket at(ServerSocketChannel server, SocketAddress address)
                throws IOException {
            server.configureBlocking(false);
            return new StarvedSocket(server.bind(address));
        }

        @Override
        SocketChannel next() throws IOException {
            if (isStarved) {
                throw new IOException("Too many open files");
            }
            return super.next();
        }
    }

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

    @Test
    void theControllersListenerPausesAfterAFailedAccept() throws Exception {
        StarvedSocket socket = StarvedSocket.at(
                ServerSocketChannel.open(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        TcpLedger ledger = new TcpLedger();
        try (TurnListener listener = controllersListener(socket, ledger);
                TestController controller = new TestController("127.0.0.1", socket.port())) {
            assertPauses(socket, ledger.stats(), "controllers_accept_failed", controller,
                    listener::poll);
            listener.stop();
            listener.run(); // only ends the connection
        }
    }

    @Test
    void endsAPauseInTimeThoughAControllerHasItsTurnAndAnotherWaits() throws Exception {
        StarvedSocket socket = StarvedSocket.at(
                ServerSocketChannel.open(), new InetSocketAddress("127.0.0.1", 0));
        socket.isStarved = false;
        TcpLedger ledger = new TcpLedger();
        try (TurnListener listener = controllersListener(socket, ledger);
                TestController _ = new TestController("127.0.0.1", socket.port())) {
            listener.poll();
            try (TestController _ = new TestController("127.0.0.2", socket.port())) {
                listener.poll();
                assertEquals(2, count(ledger.stats(), "controllers_accepted"));
                socket.isStarved = true;
                try (TestController _ = new TestController("127.0.0.3", socket.port())) {
                    listener.poll();
                    assertEquals(1, count(ledger.stats(), "controllers_accept_failed"));
                    assertEquals(1_001, listener.timeoutMs());
                }
            }
            listener.stop();
            listener.run(); // only ends the connections
        }
    }

    @Test
    void theToolsListenerPausesAfterAFailedAccept() throws Exception {
        try (TemporaryDirectory directory = new TemporaryDirectory()) {
            Path path = directory.path().resolve("control.sock");
            StarvedSocket socket = StarvedSocket.at(
                    ServerSocketChannel.open(StandardProtocolFamily.UNIX),
                    UnixDomainSocketAddress.of(path));
            socket.isStarved = false; // the port looks whether anybody came before it
            ControlPort port = new ControlPort(path, socket);
            socket.isStarved = true;
            ConnectionLedger ledger = new ConnectionLedger("control_", "tests");
            try (ManyListener listener = new ManyListener(
                            port, RunningControlListener.limits(TIMEOUT_MS),
                            () -> dialogue(new RequestLedger("control_", "tests")), ledger, ticks);
                    TestTool tool = new TestTool(path)) {
                assertPauses(socket, ledger.localStats(), "control_accept_failed", tool,
                        listener::poll);
                listener.stop();
                listener.run(); // only ends the connection
            }
        }
    }

    /** Each step has a connection wait in the kernel's queue. */
    private void assertPauses(
            StarvedSocket socket, List<Stat> stats, String failures, PollSide side,
            Step step) throws IOException {
        step.take();
        assertEquals(1, count(stats, failures));
        ticks.advanceMs(999);
        step.take();
        assertEquals(1, count(stats, failures), "the queue is left alone");
        ticks.advanceMs(1);
        step.take(); // the pause ends
        step.take();
        assertEquals(2, count(stats, failures));
        socket.isStarved = false;
        ticks.advanceMs(1_000);
        step.take();
        step.take();
        side.send("PING\n");
        step.take();
        assertEquals("PONG", side.readLine());
        assertEquals(2, count(stats, failures));
    }

    private TurnListener controllersListener(StarvedSocket socket, TcpLedger ledger) {
        TcpSettings settings =
                new TcpSettings(
                        null, 0, SourceFilter.LOCAL, 1, TIMEOUT_MS * 1_000_000,
                        TIMEOUT_MS * 1_000_000, TIMEOUT_MS * 1_000_000);
        return new TurnListener(
                new TcpPort(socket), settings, () -> dialogue(ledger.requests()), ledger,
                new RecordedEvents(), ticks);
    }

    private Dialogue dialogue(RequestLedger ledger) {
        PollCommands commands = new PollCommands(
                TestStore.inMemory(1), new StatsText(List.of(), List.of(), new Senders()), ledger,
                null, ticks, System::currentTimeMillis);
        return new LineDialogue(commands, ledger);
    }

    private static long count(List<Stat> stats, String name) {
        return stats.stream()
                .filter(stat -> stat.name().equals(name))
                .mapToLong(stat -> stat.value().getAsLong())
                .sum();
    }
}
