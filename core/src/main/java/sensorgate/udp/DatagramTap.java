package sensorgate.udp;

import java.util.concurrent.atomic.AtomicReference;
import sensorgate.line.Precision;

/**
 * Shows tools each datagram as it arrives. While no tool looks, there is no ring: the UDP thread
 * reads one reference a batch and does nothing more. While a tool looks, the UDP thread copies each
 * datagram into the ring. The UDP thread wakes nobody and waits for nobody, so a slow tool misses
 * datagrams.
 */
public final class DatagramTap {

    /** The first tool makes the ring, the last one drops it: most gateways never need 650 KB. */
    private final AtomicReference<TapRing> ring = new AtomicReference<>();
    private int readers;
    private final int udpPort;
    private volatile Precision precision;

    /** A tap without readers. Tools are told the port and the unit of timestamps. */
    public DatagramTap(int udpPort, Precision precision) {
        this.udpPort = udpPort;
        this.precision = precision;
    }

    public int udpPort() {
        return udpPort;
    }

    public Precision precision() {
        return precision;
    }

    void precision(Precision otherPrecision) {
        precision = otherPrecision;
    }

    /** Opens a reader, which sees every datagram from now on. Any thread. */
    public synchronized TapReader open() {
        if (readers++ == 0) {
            ring.setRelease(new TapRing());
        }
        return new TapReader(this, ring());
    }

    synchronized void leave() {
        if (--readers == 0) {
            ring.setRelease(null);
        }
    }

    /** The ring for datagrams, {@code null} while no tool looks. Any thread. */
    public TapRing ring() {
        return ring.getAcquire();
    }
}
