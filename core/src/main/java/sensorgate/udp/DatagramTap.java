package sensorgate.udp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Where tools see each datagram as it arrives. While none looks there is no ring, and the UDP
 * thread reads one reference a batch and does nothing more. While one does, each datagram is copied
 * once more; nobody is woken for it and nothing waits, so tools that are slow miss some.
 */
public final class DatagramTap {

    private static final VarHandle RING = ringHandle();

    /** Made by the first tool and dropped after the last: 300 KB that most gateways never need. */
    private TapRing ring;
    private int readers;
    private final int udpPort;
    private final long nsPerTick;

    /** A tap at which nobody looks yet; port and unit are told to whoever does. */
    public DatagramTap(int udpPort, long nsPerTick) {
        this.udpPort = udpPort;
        this.nsPerTick = nsPerTick;
    }

    /** The port that the datagrams arrive at. */
    public int udpPort() {
        return udpPort;
    }

    /** The unit that their timestamps are read in, nanoseconds. */
    public long nsPerTick() {
        return nsPerTick;
    }

    /** Begins to look; what comes from now on is seen. Any thread. */
    public synchronized TapReader open() {
        if (readers++ == 0) {
            RING.setRelease(this, new TapRing());
        }
        return new TapReader(this, ring);
    }

    synchronized void leave() {
        if (--readers == 0) {
            RING.setRelease(this, null);
        }
    }

    /** Where to put datagrams, {@code null} while nobody looks. */
    public TapRing ring() {
        return (TapRing) RING.getAcquire(this);
    }

    private static VarHandle ringHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(DatagramTap.class, "ring", TapRing.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
