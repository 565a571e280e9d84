package sensorgate.device.send;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.client.HostAndPort;

/**
 * Sends datagrams to one address and notices if nobody listens there: the kernel at that address
 * answers with ICMP "port unreachable", which a connected socket reports at its next call.
 */
final class DatagramSender implements AutoCloseable {

    private static final long REFUSAL_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final HostAndPort to;
    private final DatagramChannel channel;

    private DatagramSender(HostAndPort to, DatagramChannel channel) {
        this.to = to;
        this.channel = channel;
    }

    static DatagramSender connect(HostAndPort to) throws NobodyThereException {
        InetSocketAddress address = to.resolve();
        try {
            return new DatagramSender(to, DatagramChannel.open().connect(address));
        } catch (IOException e) {
            throw unreachable(to, e);
        }
    }

    /** The socket's own address and port, which the gateway sees unless a router changes them. */
    InetSocketAddress from() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    void send(byte[] bytes, int from, int to) throws NobodyThereException {
        try {
            channel.write(ByteBuffer.wrap(bytes, from, to - from));
        } catch (IOException e) {
            throw unreachable(this.to, e);
        }
    }

    /** Waits 200 ms for a refusal of the sent datagrams. The sender cannot send afterwards. */
    void awaitRefusal() throws NobodyThereException {
        try (Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            ByteBuffer ignored = ByteBuffer.allocate(1);
            long deadlineNs = System.nanoTime() + REFUSAL_WAIT_NS;
            long leftNs = REFUSAL_WAIT_NS;
            while (leftNs > 0) {
                selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(leftNs)));
                selector.selectedKeys().clear();
                channel.read(ignored.clear()); // throws if a datagram was refused
                leftNs = deadlineNs - System.nanoTime();
            }
        } catch (IOException e) {
            throw unreachable(to, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // all datagrams are sent
        }
    }

    private static NobodyThereException unreachable(HostAndPort to, IOException cause) {
        String message = cause instanceof PortUnreachableException
                ? "nobody listens at " + to + " (UDP): start the gateway with 'sensorgate run',"
                        + " or name its address with --to"
                : "cannot send to " + to + " (UDP): " + cause.getMessage();
        return new NobodyThereException(message, cause);
    }
}
