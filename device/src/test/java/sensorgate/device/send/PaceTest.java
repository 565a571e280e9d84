package sensorgate.device.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {

    private long nowNs = -1_000_000_000;
    private long sleptNs;

    @Test
    void spreadsDatagramsEvenly() {
        Pace pace = pace(1_000);
        for (int i = 0; i < 1_001; i++) {
            pace.await();
        }
        assertEquals(1_000_000_000, sleptNs);
    }

    @Test
    void sendsWithoutBoundsWhenToldSo() {
        Pace pace = pace(0);
        for (int i = 0; i < 1_000; i++) {
            pace.await();
        }
        assertEquals(0, sleptNs);
    }

    @Test
    void doesNotCatchUpAPauseInOneBurst() {
        Pace pace = pace(1_000);
        pace.await();
        nowNs += 3_600_000_000_000L;
        for (int i = 0; i < 1_000; i++) {
            pace.await();
        }
        assertTrue(sleptNs >= 990_000_000, () -> "slept " + sleptNs);
    }

    private Pace pace(int rate) {
        return new Pace(rate, () -> nowNs, ns -> {
            sleptNs += ns;
            nowNs += ns;
        });
    }
}
