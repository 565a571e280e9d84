package sensorgate.udp;

import java.net.InetAddress;
import sensorgate.address.SourceFilter;

/**
 * Where datagrams come from: a bound UDP socket and {@value #SLOTS} slots of {@value #SLOT_BYTES}
 * bytes that hold the latest batch. Owned by the UDP thread, but for {@link #kernelDropped()},
 * which any thread may ask.
 */
public interface DatagramSource extends AutoCloseable {

    /** The largest batch. */
    int SLOTS = 64;

    /** The longest datagram that is read whole. */
    int SLOT_BYTES = 1024;

    /** How long {@link #receive()} waits at the most, so that its thread can be ended. */
    int WAIT_MS = 250;

    /**
     * Waits for datagrams, for {@value #WAIT_MS} ms at the most, and takes the batch that is there.
     *
     * @return how many datagrams were taken, 0 if none came
     */
    int receive();

    /** Copies the datagram in a slot, or what was read of it, and returns its length. */
    int copy(int slot, byte[] into);

    /** True if the datagram was longer than its slot. */
    boolean isOversize(int slot);

    /** The upper half of the sender's address, see {@link SourceFilter}. */
    long senderHigh(int slot);

    /** The lower half of the sender's address. */
    long senderLow(int slot);

    /** The sender's port. */
    int senderPort(int slot);

    /**
     * How many datagrams the kernel has dropped at this socket while it was open. Any thread. The
     * portable source can tell only for all sockets of its port, and allocates to do so.
     */
    long kernelDropped();

    /** How many it had dropped at an inherited socket before this source took it over. */
    long kernelDroppedBefore();

    /** The kernel's receive buffer. */
    ReceiveBuffer receiveBuffer();

    /** The address it is bound to, {@code null} for every one. */
    InetAddress address();

    /** The port it is bound to. */
    int port();

    /** The call that receives, for people. */
    String name();

    /** Closes the socket; the UDP thread has ended. */
    @Override
    void close();
}
