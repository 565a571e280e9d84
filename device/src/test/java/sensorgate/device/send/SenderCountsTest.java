package sensorgate.device.send;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SenderCountsTest {

    private static final List<String> STATS = List.of(
            "received 12",
            "last_denied [fe80::1f]:7 1764000000000000000 a v=1",
            "sender 10.0.0.1 received=9 stored=8 rejected=7 last_seen=1764000000000000000",
            "sender [fe80::1f] received=3 stored=2 rejected=1 last_seen=1764000000000000000 new=4");

    @Test
    void readsTheSenderTheCountersAndTheLastOffenders() {
        SenderCounts counts = SenderCounts.of(STATS, "[fe80::1f]");
        assertEquals(3, counts.received());
        assertEquals(2, counts.stored());
        assertEquals(1, counts.rejected());
        assertEquals(3, counts.lines());
        assertEquals(12, counts.count("received"));
        assertEquals("[fe80::1f]:7", counts.last("denied"));
    }

    @Test
    void countsNothingForASenderThatWasNotHeard() {
        SenderCounts counts = SenderCounts.of(STATS, "10.0.0.2");
        assertEquals(0, counts.received());
        assertEquals(0, counts.lines());
        assertEquals(0, counts.count("denied"));
    }
}
