package sensorgate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.address.SourceFilter;
import sensorgate.count.Contests;
import sensorgate.count.Senders;
import sensorgate.count.Stat;
import sensorgate.poll.PollCommands;
import sensorgate.poll.StatsText;
import sensorgate.port.ControlPort;
import sensorgate.port.Port;
import sensorgate.port.StarvedSocket;
import sensorgate.port.TcpPort;
import sensorgate.support.FakeTicks;
import sensorgate.support.PollSide;
import sensorgate.support.RecordedEvents;
import sensorgate.support.TemporaryDirectory;
import sensorgate.support.TestController;
import sensorgate.support.TestStore;
import sensorgate.support.TestTool;

/**
 * Listeners that cannot accept, as without a free descriptor, leave the kernel's queue alone for a
 * second: real sockets, but a clock that only the test moves.
 */
@Timeout(20)
final class FailedAcceptTest {

    private static final long TIMEOUT_MS = 10_000;

    private final FakeTicks ticks = new FakeTicks();

    private interface Step {

        void take() throws IOException;
    }

    @Test
    void theControllersListenerPausesAfterAFailedAccept() throws Exception {
        TcpPort port = StarvedSocket.tcpPort(new InetSocketAddress("127.0.0.1", 0));
        StarvedSocket.starve(port, true);
        TcpLedger ledger = new TcpLedger();
        try (TurnListener listener = controllersListener(port, ledger);
                TestController controller = new TestController("127.0.0.1", port.number())) {
            assertPauses(port, ledger.stats(), "controllers_accept_failed", controller,
                    listener::poll);
            listener.stop();
            listener.run(); // only ends the connection
        }
    }

    @Test
    void endsAPauseInTimeThoughAControllerHasItsTurnAndAnotherWaits() throws Exception {
        TcpPort port = StarvedSocket.tcpPort(new InetSocketAddress("127.0.0.1", 0));
        TcpLedger ledger = new TcpLedger();
        try (TurnListener listener = controllersListener(port, ledger);
                TestController _ = new TestController("127.0.0.1", port.number())) {
            listener.poll();
            try (TestController _ = new TestController("127.0.0.2", port.number())) {
                listener.poll();
                assertEquals(2, count(ledger.stats(), "controllers_accepted"));
                StarvedSocket.starve(port, true);
                try (TestController _ = new TestController("127.0.0.3", port.number())) {
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
            ControlPort port = StarvedSocket.controlPort(path);
            StarvedSocket.starve(port, true);
            ConnectionLedger ledger = new ConnectionLedger("control_", "tests");
            try (ManyListener listener = new ManyListener(
                            port, RunningControlListener.limits(TIMEOUT_MS),
                            () -> dialogue(new RequestLedger("control_", "tests")), ledger, ticks);
                    TestTool tool = new TestTool(path)) {
                assertPauses(port, ledger.localStats(), "control_accept_failed", tool,
                        listener::poll);
                listener.stop();
                listener.run(); // only ends the connection
            }
        }
    }

    /** Each step has a connection wait in the kernel's queue. */
    private void assertPauses(
            Port port, List<Stat> stats, String failures, PollSide side,
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
        StarvedSocket.starve(port, false);
        ticks.advanceMs(1_000);
        step.take();
        step.take();
        side.send("PING\n");
        step.take();
        assertEquals("PONG", side.readLine());
        assertEquals(2, count(stats, failures));
    }

    private TurnListener controllersListener(TcpPort port, TcpLedger ledger) {
        TcpSettings settings =
                new TcpSettings(
                        null, 0, SourceFilter.LOCAL, 1, TIMEOUT_MS * 1_000_000,
                        TIMEOUT_MS * 1_000_000, TIMEOUT_MS * 1_000_000);
        return new TurnListener(
                port, settings, () -> dialogue(ledger.requests()), ledger,
                new RecordedEvents(), ticks);
    }

    private Dialogue dialogue(RequestLedger ledger) {
        PollCommands commands = new PollCommands(
                TestStore.inMemory(1),
                new StatsText(
                        List.of(), List.of(), List.of(), new TcpLedger().queue(),
                        new Contests(), new Senders()),
                ledger, null, null, ticks, System::currentTimeMillis);
        return new LineDialogue(commands, ledger);
    }

    private static long count(List<Stat> stats, String name) {
        return stats.stream()
                .filter(stat -> stat.name().equals(name))
                .mapToLong(stat -> stat.value().getAsLong())
                .sum();
    }
}
