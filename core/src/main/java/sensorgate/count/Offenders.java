package sensorgate.count;

import java.util.Arrays;

/**
 * The last rejected sender for each of a few causes: address, time and the first bytes sent. One
 * thread writes, any thread reads.
 */
public final class Offenders {

    static final int EXCERPT_BYTES = 64;

    private final SequenceLocks locks;
    private final Offender[] offenders;

    public Offenders(int causes) {
        locks = new SequenceLocks(causes);
        offenders = new Offender[causes];
        Arrays.setAll(offenders, _ -> new Offender());
    }

    /** Notes an offender. Writer only. */
    public void put(
            int cause, long high, long low, int port, long timeNs, byte[] sent, int from, int to) {
        locks.beginWrite(cause);
        offenders[cause].set(high, low, port, timeNs, sent, from, to - from);
        locks.endWrite(cause);
    }

    /** Copies the last offender; false if there was none. Any thread. */
    public boolean read(int cause, Offender into) {
        final Offender last = offenders[cause];
        int number;
        do {
            number = locks.beginRead(cause);
            into.set(
                    last.addressHigh(), last.addressLow(), last.port(), last.timeNs(),
                    last.excerpt(), 0, last.excerptBytes());
        } while (!locks.isUnchanged(cause, number));
        return number != 0;
    }
}
