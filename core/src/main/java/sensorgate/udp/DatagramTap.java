package sensorgate.udp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Shows tools each datagram as it arrives. While no tool looks, there is no ring: the UDP thread
 * reads one reference a batch and does nothing more. While a tool looks, the UDP thread copies each
 * datagram into the ring. The UDP thread wakes nobody and waits for nobody, so a slow tool misses
 * datagrams.
 */
public final class DatagramTap {

    private static final VarHandle RING = ringHandle();

    /** The first tool makes the ring, the last one drops it: most gateways never need 300 KB. */
    private TapRing ring;
    private int readers;
    private final int udpPort;
    private final long nsPerTick;

    /** A tap without readers. Tools are told the port and the unit of timestamps. */
    public DatagramTap(int udpPort, long nsPerTick) {
        this.udpPort = udpPort;
        this.nsPerTick = nsPerTick;
    }

    public int udpPort() {
        return udpPort;
    }

    public long nsPerTick() {
        return nsPerTick;
    }

    /** Opens a reader, which sees every datagram from now on. Any thread. */
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

    /** The ring for datagrams, {@code null} while no tool looks. Any thread. */
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
