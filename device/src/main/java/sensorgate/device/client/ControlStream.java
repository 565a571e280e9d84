package sensorgate.device.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A connection to a control socket. Reads and writes time out, unlike those of the JDK's blocking
 * channels. Belongs to one thread.
 */
public final class ControlStream implements Closeable {

    private int timeoutMs;
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    private ControlStream(SocketChannel channel, Path socket, int timeoutMs) throws IOException {
        this.channel = channel;
        this.timeoutMs = timeoutMs;
        channel.configureBlocking(false); // a Unix socket connects at once or fails
        channel.connect(UnixDomainSocketAddress.of(socket));
        selector = Selector.open();
        key = channel.register(selector, 0);
    }

    /** Connects; each read or write then waits at most {@code timeoutMs}, 0 is without limit. */
    public static ControlStream connect(Path socket, int timeoutMs) throws IOException {
        SocketChannel channel = open();
        try {
            return new ControlStream(channel, socket, timeoutMs);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Sets how long a read or write waits from now on, 0 is without limit. */
    void setTimeoutMs(int timeoutMs) {
        this.timeoutMs = timeoutMs;
    }

    public InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return length == 0 ? 0 : ControlStream.this.read(
                        ByteBuffer.wrap(into, from, length));
            }
        };
    }

    public OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                ControlStream.this.write(ByteBuffer.wrap(bytes, from, length));
            }
        };
    }

    @Override
    public void close() throws IOException {
        try (selector) {
            channel.close();
        }
    }

    private int read(ByteBuffer into) throws IOException {
        int count = channel.read(into);
        while (count == 0) {
            await(SelectionKey.OP_READ);
            count = channel.read(into);
        }
        return count;
    }

    private void write(ByteBuffer bytes) throws IOException {
        channel.write(bytes);
        while (bytes.hasRemaining()) {
            await(SelectionKey.OP_WRITE);
            channel.write(bytes);
        }
    }

    private void await(int operation) throws IOException {
        key.interestOps(operation);
        if (selector.select(timeoutMs) == 0) {
            throw new SocketTimeoutException();
        }
        selector.selectedKeys().clear();
    }

    private static SocketChannel open() throws IOException {
        try {
            return SocketChannel.open(StandardProtocolFamily.UNIX);
        } catch (UnsupportedOperationException e) {
            throw new IOException("this system has no Unix-domain sockets", e);
        }
    }
}
