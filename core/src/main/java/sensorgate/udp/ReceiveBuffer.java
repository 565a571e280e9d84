package sensorgate.udp;

/**
 * The kernel's receive buffer of the UDP socket, as {@code SO_RCVBUF} counts it (bytes that can be
 * asked for; the kernel reserves twice as much for its own book-keeping).
 *
 * @param askedBytes what was asked for
 * @param grantedBytes what was granted, less where {@code net.core.rmem_max} capped it
 */
public record ReceiveBuffer(int askedBytes, int grantedBytes) {

    /** Kernel memory that a datagram of about 100 B takes when it comes from a network card. */
    private static final int NETWORK_CARD_BYTES = 1815;

    /** True if the kernel gave less than was asked for. */
    public boolean isCapped() {
        return grantedBytes < askedBytes;
    }

    /**
     * How many short datagrams (100 B) from a network card wait in the buffer before one is
     * dropped.
     */
    public int datagrams() {
        return (int) (2L * grantedBytes / NETWORK_CARD_BYTES);
    }
}
