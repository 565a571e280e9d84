package sensorgate.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A controller at an address of its own on the loopback network. Gives up reading after 10 s. */
public final class TestController extends PollSide {

    private static final int READ_TIMEOUT_MS = 10_000;

    private final Socket socket = new Socket();
    private final byte[] buffer = new byte[256 * 1024];
    private final String name;
    private int next;
    private int limit;

    /** Connects from this address to the loopback address of its family. */
    public TestController(String address, int port) {
        this(address, port, 0);
    }

    /** Connects with a small receive buffer, so that a reply soon stops for want of a reader. */
    public TestController(String address, int port, int receiveBufferBytes) {
        InetAddress local = InetAddress.ofLiteral(address);
        try {
            if (receiveBufferBytes > 0) {
                socket.setReceiveBufferSize(receiveBufferBytes);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(READ_TIMEOUT_MS);
            socket.bind(new InetSocketAddress(local, 0));
            socket.connect(new InetSocketAddress(Loopback.peerOf(local), port), READ_TIMEOUT_MS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        name = address + ":" + socket.getLocalPort();
    }

    @Override
    public void send(String text) {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends bytes as they are. */
    public void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What one {@code recv} gives, as Home Assistant's tcp sensor calls it. */
    public String readOnce() {
        if (next < limit || !fill()) {
            throw new AssertionError("read before, or the connection has ended");
        }
        next = limit;
        return new String(buffer, 0, limit, StandardCharsets.UTF_8);
    }

    /** Reads at most {@code bytesMax} bytes that are there; returns their number, -1 at the end. */
    public int discard(int bytesMax) {
        try {
            return socket.getInputStream().read(buffer, 0, Math.min(bytesMax, buffer.length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** True if nothing has come that was not read; says nothing about what comes next. */
    public boolean isQuiet() {
        try {
            return next == limit && socket.getInputStream().available() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that no more requests come, and still reads. */
    public void endInput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the connection as a crash does: the other side gets a reset. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
        close();
    }

    /** Its IPv4 address and its port as the gateway tells them: {@code 127.0.0.2:40100}. */
    public String name() {
        return name;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    int read() {
        return next < limit || fill() ? buffer[next++] & 0xFF : -1;
    }

    private boolean fill() {
        try {
            int count = socket.getInputStream().read(buffer);
            next = 0;
            limit = Math.max(count, 0);
            return count > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
