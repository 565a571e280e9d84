package sensorgate.udp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;
import sensorgate.address.IpAddress;

/**
 * Receives datagrams by {@link DatagramChannel}, on every machine with a JDK. The channel allocates
 * about 120 B whenever the sender changes; no public API avoids that. The channel cuts a long
 * datagram silently, so it gets room for the longest: the end of a long datagram lies in the slots
 * behind its own, until the next datagrams of the batch overwrite it.
 */
final class PortableDatagramSource implements DatagramSource {

    /** No UDP datagram is longer. */
    private static final int DATAGRAM_MAX = 65_535;

    private final DatagramChannel channel;
    private final Selector selector;
    private final int askedBytes;
    private final InetAddress address;
    private final int port;
    private final ByteBuffer[] slots = new ByteBuffer[SLOTS];
    private final long[] sendersHigh = new long[SLOTS];
    private final long[] sendersLow = new long[SLOTS];
    private final int[] senderPorts = new int[SLOTS];
    private final InetSocketAddress[] senders = new InetSocketAddress[SLOTS];
    private final ByteBuffer answer = ByteBuffer.allocateDirect(REPLY_BYTES_MAX);
    private final boolean isUnicast;
    private final Consumer<SelectionKey> onReady = _ -> {};
    private long dropped;
    private InetSocketAddress lastSender;
    private long lastHigh;
    private long lastLow;

    /** Opens and binds the channel. If that fails, closes what was opened and throws. */
    PortableDatagramSource(InetSocketAddress local, int receiveBufferBytes) throws IOException {
        askedBytes = receiveBufferBytes;
        address = local.getAddress().isAnyLocalAddress() ? null : local.getAddress();
        isUnicast = DatagramSources.isUnicast(address);
        channel = DatagramChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
            channel.bind(local);
            channel.configureBlocking(false);
            port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
        } catch (Throwable failure) {
            channel.close();
            throw failure;
        }
        ByteBuffer all = ByteBuffer.allocateDirect((SLOTS - 1) * SLOT_BYTES + DATAGRAM_MAX);
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = all.slice(i * SLOT_BYTES, DATAGRAM_MAX);
        }
    }

    @Override
    public int receive() {
        try {
            int count = receiveReady();
            if (count == 0) {
                selector.select(onReady, WAIT_MS);
                count = receiveReady();
            }
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int copy(int slot, byte[] into) {
        int bytes = Math.min(slots[slot].position(), SLOT_BYTES);
        slots[slot].get(0, into, 0, bytes);
        return bytes;
    }

    @Override
    public int cutBytes(int slot) {
        return Math.max(0, slots[slot].position() - SLOT_BYTES);
    }

    @Override
    public long senderHigh(int slot) {
        return sendersHigh[slot];
    }

    @Override
    public long senderLow(int slot) {
        return sendersLow[slot];
    }

    @Override
    public int senderPort(int slot) {
        return senderPorts[slot];
    }

    /** No public API tells the destination of a datagram: one address must be bound. */
    @Override
    public boolean isUnicast(int slot) {
        return isUnicast;
    }

    @Override
    public boolean reply(int slot, byte[] bytes) {
        try {
            return channel.send(answer.clear().put(bytes).flip(), senders[slot]) == bytes.length;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public synchronized long kernelDropped() {
        if (channel.isOpen()) {
            dropped = Math.max(dropped, ProcNetUdp.dropsAt(port));
        }
        return dropped;
    }

    @Override
    public ReceiveBuffer receiveBuffer() {
        try {
            return new ReceiveBuffer(
                    askedBytes, channel.getOption(StandardSocketOptions.SO_RCVBUF));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public InetAddress address() {
        return address;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void join(InetAddress group, NetworkInterface device) throws IOException {
        try {
            channel.join(group, device);
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw new IOException(e.getMessage(), e); // the interface has lost its address
        }
    }

    @Override
    public String name() {
        return "DatagramChannel";
    }

    @Override
    public synchronized void close() {
        try (selector; channel) {
            kernelDropped(); // reads the last number, for calls after close()
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int receiveReady() throws IOException {
        for (int slot = 0; slot < SLOTS; slot++) {
            slots[slot].clear();
            InetSocketAddress sender = (InetSocketAddress) channel.receive(slots[slot]);
            if (sender == null) {
                return slot;
            }
            setSender(slot, sender);
        }
        return SLOTS;
    }

    /** Compares references: the channel returns one object while the sender stays the same. */
    private void setSender(int slot, InetSocketAddress sender) {
        if (sender != lastSender) {
            byte[] address = sender.getAddress().getAddress();
            lastHigh = IpAddress.high(address);
            lastLow = IpAddress.low(address);
            lastSender = sender;
        }
        sendersHigh[slot] = lastHigh;
        sendersLow[slot] = lastLow;
        senderPorts[slot] = sender.getPort();
        senders[slot] = sender;
    }
}
