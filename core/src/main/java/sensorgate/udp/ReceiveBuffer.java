package sensorgate.udp;

/**
 * The size of the kernel's receive buffer of the UDP socket, as {@code SO_RCVBUF} counts. The
 * kernel reserves twice as much, for its own book-keeping.
 *
 * @param askedBytes the size that the gateway asked for
 * @param grantedBytes the size that the kernel granted, less if {@code net.core.rmem_max} is less
 */
public record ReceiveBuffer(int askedBytes, int grantedBytes) {

    /** Kernel memory of a datagram of about 100 B that came from a network card. */
    private static final int NETWORK_CARD_BYTES = 1815;

    /** True if the kernel granted less than the gateway asked for. */
    public boolean isCapped() {
        return grantedBytes < askedBytes;
    }

    /** How many short datagrams (100 B) from a network card fit in the buffer. */
    public int datagrams() {
        return (int) (2L * grantedBytes / NETWORK_CARD_BYTES);
    }
}
