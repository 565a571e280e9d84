package sensorgate.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import sensorgate.address.SourceFilter;
import sensorgate.line.LineScanner;

/**
 * A bound UDP socket and {@value #SLOTS} slots of {@value #SLOT_BYTES} bytes that hold the latest
 * batch of datagrams. Belongs to the UDP thread; any thread may call {@link #kernelDropped()}.
 */
public interface DatagramSource extends AutoCloseable {

    int SLOTS = 64;

    /** Two buffers of the longest line: senders such as Proxmox VE fill an Ethernet frame. */
    int SLOT_BYTES = 2 * LineScanner.LINE_MAX;

    int REPLY_BYTES_MAX = 64;

    /** {@link #receive()} waits no longer than this, so that its thread can end. */
    int WAIT_MS = 250;

    /**
     * Waits for datagrams, at most {@value #WAIT_MS} ms, and receives one batch.
     *
     * @return the number of datagrams, 0 if none came
     */
    int receive();

    /** Copies the bytes in a slot and returns their number. */
    int copy(int slot, byte[] into);

    /** How many bytes the sender sent beyond the slot; 0 if the datagram is whole. */
    int cutBytes(int slot);

    /** The upper half of the sender's address, see {@link SourceFilter}. */
    long senderHigh(int slot);

    long senderLow(int slot);

    int senderPort(int slot);

    /**
     * True if the datagram is known to have been sent to this machine alone, not to a broadcast or
     * multicast address. A source on all addresses may learn destinations only after the first
     * call: that costs the kernel time for each datagram, which most gateways never need.
     */
    boolean isUnicast(int slot);

    /**
     * Sends a datagram of at most {@value #REPLY_BYTES_MAX} bytes to the sender, without waiting.
     *
     * @return false if the kernel did not take it
     */
    boolean reply(int slot, byte[] bytes);

    /**
     * How many datagrams the kernel has dropped at this socket since it was opened. Any thread. The
     * portable source knows only the sum for all sockets of its port, and allocates.
     */
    long kernelDropped();

    /** How many datagrams the kernel dropped at an inherited socket before this process. */
    default long kernelDroppedBefore() {
        return 0;
    }

    ReceiveBuffer receiveBuffer();

    /** The local address, {@code null} for all addresses. */
    InetAddress address();

    int port();

    /** The descriptor of the socket, -1 if the source knows none. */
    default int descriptor() {
        return -1;
    }

    /**
     * Receives what is sent to a multicast group on an interface. Does nothing if the socket has
     * joined the group there. Any thread, but not during {@link #close()}.
     *
     * @throws IOException if the kernel refuses; the message says why
     */
    default void join(InetAddress group, NetworkInterface device) throws IOException {
        throw new IOException(name() + " receives no multicast");
    }

    /** The name of the call that receives, for people. */
    String name();

    /** Closes the socket. Call it once the UDP thread has ended. */
    @Override
    void close();
}
