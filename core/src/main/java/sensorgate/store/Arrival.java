package sensorgate.store;

import sensorgate.journal.Clocks;

/** The arrival of a point, on each of the clocks that count. Belongs to one thread. */
final class Arrival {

    /** The machine's clock as it was, nanoseconds since 1970, as the journal has it. */
    long stampedNs;

    /** On the steady clock of the boot, which is that of {@link System#nanoTime()}. */
    long ticksNs;

    /** The number of the boot; {@link Clocks#NO_BOOT} if it is not known. */
    int boot;

    /** True if the point has no time of its own: its time is its arrival. */
    boolean isTime;

    /** True if an earlier process received the point. */
    boolean isRestored;

    /**
     * On the clock of {@link System#nanoTime()}, as if gateways had listened at all times: the time
     * since then is the silence while a gateway listened.
     */
    long heardNs;

    /** Sets the arrival of a point whose boot is not known. */
    Arrival ofUnknownBoot(long newStampedNs) {
        stampedNs = newStampedNs;
        ticksNs = 0;
        boot = Clocks.NO_BOOT;
        isTime = false;
        return this;
    }

    /** The arrival for {@link Rhythm}: the clocks of two processes have nothing in common. */
    long rhythmNs() {
        return isRestored ? stampedNs : heardNs;
    }
}
