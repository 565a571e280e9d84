package sensorgate.serve;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import sensorgate.address.IpAddress;

/**
 * One controller's connection, the one that is answered or one that waits, or a local tool's. There
 * is a fixed number of them, used over and over. Belongs to its listener's thread.
 */
final class PollConnection {

    private final RequestLines lines = new RequestLines();
    private SocketChannel channel;
    private SelectionKey key;
    private long addressHigh;
    private long addressLow;
    private int port;
    private long openedNs;
    private boolean answered;

    /** Takes a connection that was just accepted; it is to be closed even if this fails. */
    void open(SocketChannel accepted, long nowNs) throws IOException {
        channel = accepted;
        openedNs = nowNs;
        answered = false;
        key = null;
        lines.reset();
        channel.configureBlocking(false);
    }

    /** The same by TCP, where it comes from somewhere. */
    void openTcp(SocketChannel accepted, long nowNs) throws IOException {
        open(accepted, nowNs);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
        byte[] address = remote.getAddress().getAddress();
        addressHigh = IpAddress.high(address);
        addressLow = IpAddress.low(address);
        port = remote.getPort();
    }

    void setKey(SelectionKey key) {
        this.key = key;
    }

    SocketChannel channel() {
        return channel;
    }

    RequestLines lines() {
        return lines;
    }

    long addressHigh() {
        return addressHigh;
    }

    long addressLow() {
        return addressLow;
    }

    int port() {
        return port;
    }

    /** When it was accepted. */
    long openedNs() {
        return openedNs;
    }

    /** True once it has been given a whole reply. */
    boolean isAnswered() {
        return answered;
    }

    void setAnswered() {
        answered = true;
    }

    boolean isSameAddress(PollConnection other) {
        return addressHigh == other.addressHigh && addressLow == other.addressLow;
    }

    boolean isKey(SelectionKey ready) {
        return key == ready;
    }

    /** Waits for these operations only; asks the kernel only when that is a change. */
    void interest(int operations) {
        if (key.interestOps() != operations) {
            key.interestOps(operations);
        }
    }

    /**
     * Reads what a waiting controller has sent; true if it has gone and left no request behind. One
     * that sent its requests and closed its side still wants the replies.
     */
    boolean isGone() {
        try {
            lines.read(channel);
            return lines.isEnded() && lines.isEmpty();
        } catch (IOException _) {
            return true;
        }
    }

    void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // it is gone, which is what was wanted
        }
    }

    /** Address and port, for people; allocates. */
    @Override
    public String toString() {
        return IpAddress.of(addressHigh, addressLow, port);
    }
}
