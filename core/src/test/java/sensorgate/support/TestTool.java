package sensorgate.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A tool of this machine, connected to a control socket. A read waits until its test gives up. */
public final class TestTool implements AutoCloseable {

    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024).limit(0);

    /** Connects. */
    public TestTool(Path socket) {
        try {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends text as it is; waits while the gateway takes no more. */
    public void send(String text) {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends bytes as they are. */
    public void send(byte[] bytes) {
        try {
            ByteBuffer unsent = ByteBuffer.wrap(bytes);
            while (unsent.hasRemaining()) {
                channel.write(unsent);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a request and returns the first line of the reply. */
    public String ask(String request) {
        send(request + "\n");
        return readLine();
    }

    /** The next line of a reply without its end, or {@code null} at the connection's end. */
    public String readLine() {
        StringBuilder line = new StringBuilder();
        int b = read();
        while (b >= 0 && b != '\n') {
            line.append((char) b);
            b = read();
        }
        return b < 0 && line.isEmpty() ? null : line.toString();
    }

    /** The lines of a reply up to its END, which is left out. */
    public List<String> readLinesToEnd() {
        List<String> lines = new ArrayList<>();
        String line = readLine();
        while (!"END".equals(line)) {
            if (line == null) {
                throw new AssertionError("the connection ended after " + lines);
            }
            lines.add(line);
            line = readLine();
        }
        return lines;
    }

    /** True if the gateway has closed the connection and left nothing to read. */
    public boolean isEnded() {
        return read() < 0;
    }

    /** Says that no more requests come, and still reads. */
    public void endInput() {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int read() {
        return buffer.hasRemaining() || fill() ? buffer.get() & 0xFF : -1;
    }

    private boolean fill() {
        try {
            int count = channel.read(buffer.clear());
            buffer.flip();
            return count > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
