package sensorgate.count;

/**
 * The last rejected sender for each of a few causes: address, time and the first bytes sent. One
 * thread writes, any thread reads.
 */
public final class Offenders {

    static final int EXCERPT_BYTES = 64;

    private final SequenceLocks locks;
    private final byte[] excerpts;
    private final int[] excerptBytes;
    private final long[] addressHigh;
    private final long[] addressLow;
    private final int[] ports;
    private final long[] timesNs;

    /** An empty table for {@code causes} causes. */
    public Offenders(int causes) {
        locks = new SequenceLocks(causes);
        excerpts = new byte[causes * EXCERPT_BYTES];
        excerptBytes = new int[causes];
        addressHigh = new long[causes];
        addressLow = new long[causes];
        ports = new int[causes];
        timesNs = new long[causes];
    }

    /** Notes an offender. Writer only. */
    public void put(
            int cause, long high, long low, int port, long timeNs, byte[] sent, int from, int to) {
        int length = Math.min(to - from, EXCERPT_BYTES);
        locks.beginWrite(cause);
        System.arraycopy(sent, from, excerpts, cause * EXCERPT_BYTES, length);
        excerptBytes[cause] = length;
        addressHigh[cause] = high;
        addressLow[cause] = low;
        ports[cause] = port;
        timesNs[cause] = timeNs;
        locks.endWrite(cause);
    }

    /** Copies the last offender; false if there was none. Any thread. */
    public boolean read(int cause, Offender into) {
        int number;
        do {
            number = locks.beginRead(cause);
            into.excerptBytes = excerptBytes[cause];
            into.addressHigh = addressHigh[cause];
            into.addressLow = addressLow[cause];
            into.port = ports[cause];
            into.timeNs = timesNs[cause];
            System.arraycopy(
                    excerpts, cause * EXCERPT_BYTES, into.excerpt, 0, into.excerptBytes);
        } while (!locks.isUnchanged(cause, number));
        return number != 0;
    }
}
