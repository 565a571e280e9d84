package sensorgate.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ReceiveBufferTest {

    @Test
    void isCappedWhenLessWasGrantedThanAskedFor() {
        assertTrue(new ReceiveBuffer(4 << 20, 212_992).isCapped());
        assertFalse(new ReceiveBuffer(212_992, 212_992).isCapped());
        assertFalse(new ReceiveBuffer(1, 2_304).isCapped(), "the kernel has a least size");
    }

    /** The kernel reserves twice the granted bytes; a short datagram takes 1815 of them. */
    @Test
    void tellsHowManyDatagramsWait() {
        assertEquals(0, new ReceiveBuffer(0, 0).datagrams());
        assertEquals(2, new ReceiveBuffer(1_815, 1_815).datagrams());
        assertEquals(1, new ReceiveBuffer(1_814, 1_814).datagrams(), "none waits by half");
        assertEquals(234, new ReceiveBuffer(4 << 20, 212_992).datagrams());
        assertEquals(4_621, new ReceiveBuffer(4 << 20, 4 << 20).datagrams());
    }

    @Test
    void countsInTheGreatestBufferToo() {
        int greatest = Integer.MAX_VALUE;
        assertEquals(2_366_373, new ReceiveBuffer(greatest, greatest).datagrams());
    }
}
