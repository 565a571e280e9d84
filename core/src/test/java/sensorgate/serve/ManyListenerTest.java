package sensorgate.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.address.SourceFilter;
import sensorgate.port.TcpPort;
import sensorgate.support.FakeTicks;

/**
 * A binary protocol by TCP, as a Modbus master speaks one: frames of at most 260 bytes, the first
 * byte of which is the length of what follows. Real sockets, but a clock that only the test moves.
 */
@Timeout(20)
final class ManyListenerTest {

    private static final int CONNECTIONS_MAX = 3;
    private static final long IDLE_MS = 60_000;
    private static final long WRITE_TIMEOUT_MS = 10_000;

    private final FakeTicks ticks = new FakeTicks();
    private final ConnectionLedger ledger = new ConnectionLedger("frames_", "tests");
    private final List<AutoCloseable> opened = new ArrayList<>();
    private TcpPort port;
    private ManyListener listener;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
        listener.stop();
        listener.run(); // only ends the connections that are left
        listener.close();
    }

    @Test
    void answersFramesInPiecesAndSeveralInOneSegment() throws IOException {
        listen("127.0.0.0/8");
        Socket master = connect("127.0.0.2");
        send(master, 2, 'a');
        step();
        send(master, 'b', 1, 'c', 3, 'd');
        step();
        assertArrayEquals(new byte[] {2, 'b', 'a', 1, 'c'}, read(master, 5));
        send(master, 'e', 'f');
        step();
        assertArrayEquals(new byte[] {3, 'f', 'e', 'd'}, read(master, 4));
    }

    @Test
    void servesSeveralAtOnceAndTellsThemApart() throws IOException {
        listen("127.0.0.0/8");
        Socket first = connect("127.0.0.2");
        Socket second = connect("127.0.0.3");
        send(first, 2, 'a');
        step();
        send(second, 1, 'x');
        step();
        assertArrayEquals(new byte[] {1, 'x'}, read(second, 2));
        send(first, 'b');
        step();
        assertArrayEquals(new byte[] {2, 'b', 'a'}, read(first, 3));
        assertEquals(2, count("open"));
    }

    @Test
    void theOneThatWasSilentLongestGivesWay() throws IOException {
        listen("127.0.0.0/8");
        Socket first = connect("127.0.0.2");
        ticks.advanceMs(1);
        Socket second = connect("127.0.0.3");
        ticks.advanceMs(1);
        connect("127.0.0.4");
        ticks.advanceMs(1);
        send(first, 1, 'a');
        step();
        connect("127.0.0.5");
        assertEquals(-1, second.getInputStream().read());
        assertArrayEquals(new byte[] {1, 'a'}, read(first, 2));
        assertEquals(1, count("replaced"));
        assertEquals(CONNECTIONS_MAX, count("open"));
    }

    @Test
    void closesOneWhoseAddressIsNotAllowed() throws IOException {
        listen("127.0.0.2/32");
        Socket denied = connect("127.0.0.3");
        assertEquals(-1, denied.getInputStream().read());
        assertEquals(1, count("denied"));
        assertEquals(0, count("open"));
    }

    @Test
    void oneThatIsDeniedCostsNoneThatIsAllowedItsConnection() throws IOException {
        listen("127.0.0.2/32");
        List<Socket> allowed = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS_MAX; i++) {
            allowed.add(connect("127.0.0.2"));
        }
        assertEquals(-1, connect("127.0.0.3").getInputStream().read());
        for (Socket each : allowed) {
            send(each, 1, 'a');
            step();
            assertArrayEquals(new byte[] {1, 'a'}, read(each, 2));
        }
        assertEquals(1, count("denied"));
        assertEquals(0, count("replaced"));
    }

    /** Silence in the middle of a frame is silence. */
    @Test
    void closesOneThatIsSilentForTheIdleTime() throws IOException {
        listen("127.0.0.0/8");
        Socket master = connect("127.0.0.2");
        send(master, 5, 'a');
        step();
        ticks.advanceMs(IDLE_MS - 1);
        step();
        assertEquals(1, count("open"));
        ticks.advanceMs(1);
        step();
        assertEquals(-1, master.getInputStream().read());
        assertEquals(1, count("idle"));
    }

    @Test
    void aFrameThatIsNoneEndsTheConnection() throws IOException {
        listen("127.0.0.0/8");
        Socket master = connect("127.0.0.2");
        send(master, 1, 'a', 0);
        step();
        assertArrayEquals(new byte[] {1, 'a'}, read(master, 2));
        assertEquals(-1, master.getInputStream().read());
        assertEquals(1, count("closed"));
    }

    @Test
    void everyConnectionIsOpenOrEndedInOneCounter() throws IOException {
        listen("127.0.0.0/8");
        for (int i = 2; i < 10; i++) {
            connect("127.0.0." + i).close();
        }
        for (int i = 0; i < 10; i++) {
            ticks.advanceMs(IDLE_MS);
            step();
        }
        assertEquals(8, count("connections"));
        assertEquals(0, count("open"));
        assertEquals(8, count("closed") + count("lost") + count("replaced") + count("idle"));
        assertTrue(listener.timeoutMs() == 0, "no deadline is left");
    }

    private void listen(String allow) throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        port = TcpPort.open(any, WRITE_TIMEOUT_MS * 1_000_000);
        ConnectionLimits limits = new ConnectionLimits(
                CONNECTIONS_MAX, SourceFilter.parse(allow), IDLE_MS * 1_000_000,
                WRITE_TIMEOUT_MS * 1_000_000, null);
        listener = new ManyListener(port, limits, Frames::new, ledger, ticks);
    }

    private Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        opened.add(socket);
        socket.setSoTimeout(10_000);
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", port.number()));
        step();
        return socket;
    }

    /** One step of the listener; a clock that is ahead by a moment never lets it wait. */
    private void step() throws IOException {
        listener.wake();
        listener.poll();
        listener.wake();
        listener.poll();
    }

    private static void send(Socket socket, int... bytes) throws IOException {
        byte[] sent = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            sent[i] = (byte) bytes[i];
        }
        socket.getOutputStream().write(sent);
    }

    private static byte[] read(Socket socket, int count) throws IOException {
        return socket.getInputStream().readNBytes(count);
    }

    private long count(String name) {
        return ledger.networkStats().stream()
                .filter(stat -> stat.name().equals("frames_" + name))
                .mapToLong(stat -> stat.value().getAsLong())
                .sum();
    }

    /** Answers each frame with its bytes in reverse; a frame of nothing ends the connection. */
    private static final class Frames implements Dialogue {

        private static final int FRAME_BYTES = 260;

        private final ByteBuffer in = ByteBuffer.allocate(FRAME_BYTES);
        private final ByteBuffer out = ByteBuffer.allocate(FRAME_BYTES).limit(0);
        private boolean ended;
        private boolean quit;
        private boolean finishing;
        private long begun;
        private long answers;

        @Override
        public int read(ReadableByteChannel channel) throws IOException {
            int count = channel.read(in);
            ended |= count < 0;
            return count;
        }

        @Override
        public int answer(WritableByteChannel channel) throws IOException {
            int taken = 0;
            do {
                taken += channel.write(out);
                answers = out.hasRemaining() ? answers : begun;
            } while (!out.hasRemaining() && !finishing && begin());
            return taken;
        }

        private boolean begin() {
            if (in.position() == 0) {
                return false;
            }
            int length = in.get(0) & 0xFF;
            quit |= length == 0;
            if (quit || in.position() <= length) {
                return false;
            }
            begun++;
            out.clear().put(in.get(0));
            for (int i = length; i > 0; i--) {
                out.put(in.get(i));
            }
            out.flip();
            in.flip().position(length + 1).compact();
            return true;
        }

        @Override
        public boolean isUnread() {
            return out.hasRemaining();
        }

        @Override
        public long answers() {
            return answers;
        }

        @Override
        public void finish() {
            finishing = true;
        }

        @Override
        public boolean isEnded() {
            return ended;
        }

        @Override
        public boolean isEmpty() {
            return in.position() == 0;
        }

        @Override
        public boolean isFull() {
            return !in.hasRemaining();
        }

        @Override
        public boolean isQuit() {
            return quit || finishing;
        }

        @Override
        public void reset() {
            in.clear();
            out.limit(0);
            ended = false;
            quit = false;
            finishing = false;
        }
    }
}
