package sensorgate.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.address.SourceFilter;
import sensorgate.linux.Libc;
import sensorgate.port.TcpPort;
import sensorgate.support.Await;
import sensorgate.support.FakeTicks;
import sensorgate.support.RecordedEvents;
import sensorgate.support.Requires;
import sensorgate.support.TestController;

/** Replies of any length that are read slowly or not at all: real sockets, a clock of the test. */
@Timeout(30)
final class UnreadReplyTest {

    private static final long TURN_MS = 30_000;
    private static final long IDLE_MS = 20_000;
    private static final long WRITE_TIMEOUT_MS = 10_000;
    private static final int SMALL_BUFFER_BYTES = 4096;
    private static final int MIB = 1 << 20;

    private final FakeTicks ticks = new FakeTicks();
    private final TcpLedger ledger = new TcpLedger();
    private final RecordedEvents events = new RecordedEvents();
    private final TcpPort port;
    private final TurnListener listener;
    private TestController reader;

    UnreadReplyTest() throws IOException {
        port = TcpPort.open(new InetSocketAddress("127.0.0.1", 0), WRITE_TIMEOUT_MS * 1_000_000);
        TcpSettings settings = new TcpSettings(
                null, 0, SourceFilter.LOCAL, 1, TURN_MS * 1_000_000, IDLE_MS * 1_000_000,
                WRITE_TIMEOUT_MS * 1_000_000);
        listener = new TurnListener(
                port, settings, () -> new LineDialogue(new Bulk(), ledger.requests()), ledger,
                events, ticks);
    }

    @AfterEach
    void close() {
        listener.stop();
        listener.run(); // only ends the connections that are left
        listener.close();
        reader.close();
    }

    @Test
    void aReplyThatNobodyReadsEndsTheConnection() throws IOException {
        ask(SMALL_BUFFER_BYTES, 8 * MIB);
        ticks.advanceMs(WRITE_TIMEOUT_MS - 1);
        step();
        assertEquals(0, ledger.writeTimeouts.get());
        ticks.advanceMs(1);
        step();
        assertEquals(1, ledger.writeTimeouts.get());
        assertTrue(events.list().getLast().endsWith(": it did not read its reply"));
    }

    /** The kernel has the whole reply, but the peer's kernel has not. */
    @Test
    void aReplyThatOnlyTheKernelTookEndsTheConnection() throws IOException {
        Requires.that(Libc.isSupported(), "64-bit Linux");
        ask(SMALL_BUFFER_BYTES, 48 * 1024);
        ticks.advanceMs(WRITE_TIMEOUT_MS - 1);
        step();
        assertEquals(0, ledger.writeTimeouts.get());
        ticks.advanceMs(1);
        step();
        assertEquals(1, ledger.writeTimeouts.get());
    }

    @Test
    void aReplyThatWasReadLeavesTheConnectionAlone() throws IOException {
        ask(SMALL_BUFFER_BYTES, 48 * 1024);
        read(48 * 1024);
        ticks.advanceMs(WRITE_TIMEOUT_MS);
        step();
        ticks.advanceMs(WRITE_TIMEOUT_MS);
        step();
        assertEquals(0, ledger.writeTimeouts.get());
        reader.send("16\n");
        step();
        read(16);
    }

    @Test
    void readingALittleNowAndThenIsNotReading() throws IOException {
        ask(SMALL_BUFFER_BYTES, 8 * MIB);
        ticks.advanceMs(8_000);
        read(64 * 1024);
        step();
        assertEquals(0, ledger.writeTimeouts.get());
        ticks.advanceMs(2_000);
        read(64 * 1024);
        step();
        assertEquals(1, ledger.writeTimeouts.get());
    }

    @Test
    void aLongReplyMayTakeTheTimeoutForEachMegabyte() throws IOException {
        ask(SMALL_BUFFER_BYTES, 5 * MIB);
        for (int i = 0; i < 5; i++) {
            ticks.advanceMs(WRITE_TIMEOUT_MS - 1);
            read(MIB);
        }
        step();
        assertEquals(0, ledger.writeTimeouts.get());
        reader.send("16\n");
        step();
        read(16);
    }

    @Test
    void aLongReplyMayTakeTheTimeoutInTotalOnceTheTurnIsOver() throws IOException {
        ask(SMALL_BUFFER_BYTES, 16 * MIB);
        try (TestController waits = new TestController("127.0.0.3", port.number())) {
            waits.send("16\n");
            step();
            for (int i = 0; i < 3; i++) { // almost the whole turn
                ticks.advanceMs(WRITE_TIMEOUT_MS - 1);
                read(MIB);
                step();
            }
            ticks.advanceMs(3);
            step();
            assertEquals(0, ledger.writeTimeouts.get());
            ticks.advanceMs(WRITE_TIMEOUT_MS - 1);
            read(MIB + MIB / 2);
            step();
            assertEquals(0, ledger.writeTimeouts.get());
            ticks.advanceMs(1);
            step();
            assertEquals(1, ledger.writeTimeouts.get());
            assertEquals(16, waits.discard(16));
        }
    }

    /** Asks for a reply of this size; the gateway writes until the kernel takes no more. */
    private void ask(int receiveBufferBytes, int bytes) throws IOException {
        reader = new TestController("127.0.0.2", port.number(), receiveBufferBytes);
        reader.send(bytes + "\n");
        step();
        step();
        step();
    }

    /** Reads while the listener writes. */
    private void read(int bytes) throws IOException {
        int left = bytes;
        while (left > 0) {
            step();
            Await.until("bytes", () -> !reader.isQuiet() || stepped());
            left -= reader.discard(left);
        }
    }

    private boolean stepped() {
        try {
            step();
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void step() throws IOException {
        listener.wake();
        listener.poll();
    }

    /** Answers a number with as many bytes: lines of 16 bytes. */
    private static final class Bulk implements Responder {

        private static final String LINE = "x".repeat(15) + '\n';

        private int left;

        @Override
        public void begin(byte[] request, int from, int to, ReplyBuffer reply) {
            left = Integer.parseInt(new String(request, from, to - from, US_ASCII));
        }

        @Override
        public void beginTooLong(ReplyBuffer reply) {
            throw new AssertionError("too long");
        }

        @Override
        public boolean resume(ReplyBuffer reply) {
            while (left > 0 && reply.hasRoomForLine()) {
                reply.append(LINE);
                left -= LINE.length();
            }
            return left <= 0;
        }

        @Override
        public boolean isQuit() {
            return false;
        }

        @Override
        public void reset() {
            left = 0;
        }
    }
}
