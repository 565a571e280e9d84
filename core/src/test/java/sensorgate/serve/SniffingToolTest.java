package sensorgate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.count.Contests;
import sensorgate.count.Senders;
import sensorgate.line.Precision;
import sensorgate.poll.PollCommands;
import sensorgate.poll.StatsText;
import sensorgate.store.Store;
import sensorgate.support.Await;
import sensorgate.support.TestStore;
import sensorgate.support.TestTool;
import sensorgate.udp.DatagramTap;
import sensorgate.udp.Fate;
import sensorgate.udp.ScriptedSource;
import sensorgate.udp.TapRing;

/** However a tool that looks at datagrams ends, the UDP thread no longer copies them for it. */
@Timeout(30)
final class SniffingToolTest {

    private static final long WRITE_TIMEOUT_MS = 300;
    private static final String HEAD = "SNIFF precision=auto udp_port=8081";

    private final DatagramTap tap = new DatagramTap(8081, Precision.AUTO);
    private final ConnectionLedger ledger = new ConnectionLedger("control_", "tests");
    private final RequestLedger requests = new RequestLedger("control_", "tests");
    private final Store store = TestStore.inMemory(1);
    private RunningControlListener listener;

    @BeforeEach
    void start() throws IOException {
        listener = new RunningControlListener(WRITE_TIMEOUT_MS, this::commands, ledger, requests);
    }

    @AfterEach
    void close() throws InterruptedException {
        listener.close();
    }

    @Test
    void endsWithItsConnection() {
        sniff("SNIFF").close();
        awaitNoRing();
    }

    @Test
    void endsWithItsConnectionThoughItHasAskedForSoMany() {
        sniff("SNIFF 3").close();
        awaitNoRing();
    }

    @Test
    void endsWhenTheToolSaysThatItSendsNoMore() {
        try (TestTool tool = sniff("SNIFF")) {
            tool.endInput();
            awaitNoRing();
        }
    }

    @Test
    void endsWithTheThreadThatAnswers() throws InterruptedException {
        try (TestTool _ = sniff("SNIFF")) {
            listener.stop();
            assertNull(tap.ring());
        }
    }

    @Test
    void endsOnceItHasHadSoManyAsItAskedFor() {
        try (TestTool tool = sniff("SNIFF 1")) {
            put(tap.ring(), "a v=1");
            assertEquals(List.of("1 127.0.0.2:1 - 5 a v=1"), tool.readLinesToEnd());
            assertNull(tap.ring());
        }
    }

    @Test
    void endsOnceAToolThatDoesNotReadHasGone() {
        try (TestTool _ = sniff("SNIFF")) {
            for (int i = 0; i < 2_000; i++) { // more than its socket takes
                put(tap.ring(), "\0".repeat(1024));
            }
            assertNotNull(tap.ring());
        }
        awaitNoRing();
    }

    @Test
    void aToolThatLooksOnKeepsTheRingWhenAnotherGoes() {
        try (TestTool _ = sniff("SNIFF")) {
            TapRing ring = tap.ring();
            sniff("SNIFF").close();
            Await.untilEquals("the other has gone", 1, ledger.closed::get);
            assertEquals(ring, tap.ring());
        }
        awaitNoRing();
    }

    /** A tool that looks. */
    private TestTool sniff(String request) {
        TestTool tool = new TestTool(listener.path());
        assertEquals(HEAD, tool.ask(request));
        assertNotNull(tap.ring());
        return tool;
    }

    private static void put(TapRing ring, String datagram) {
        ScriptedSource source = new ScriptedSource(() -> {}, () -> {});
        source.add(ScriptedSource.Sent.from("127.0.0.2", 1, datagram));
        source.receive();
        ring.put(source, 0, 1, Fate.RECEIVED);
    }

    private void awaitNoRing() {
        Await.until("nobody looks", () -> tap.ring() == null);
    }

    private PollCommands commands() {
        return new PollCommands(
                store,
                new StatsText(
                        List.of(), List.of(), List.of(), new TcpLedger().queue(),
                        new Contests(), new Senders()),
                requests, tap, null, System::nanoTime, System::currentTimeMillis);
    }
}
