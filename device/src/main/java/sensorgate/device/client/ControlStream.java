package sensorgate.device.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A connection to a control socket. Reads and writes time out, unlike those of the JDK's blocking
 * channels. Belongs to one thread.
 */
public final class ControlStream implements ByteChannel {

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
        return Channels.newInputStream(this);
    }

    public OutputStream output() {
        return Channels.newOutputStream(this);
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        try (selector) {
            channel.close();
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int count = channel.read(into);
        while (count == 0) {
            await(SelectionKey.OP_READ);
            count = channel.read(into);
        }
        return count;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int count = channel.write(bytes);
        while (bytes.hasRemaining()) {
            await(SelectionKey.OP_WRITE);
            count += channel.write(bytes);
        }
        return count;
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
