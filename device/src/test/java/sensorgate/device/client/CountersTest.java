package sensorgate.device.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sensorgate.count.Stat;

class CountersTest {

    @Test
    void tellsWhereEverythingEnded() {
        assertEquals(
                "5 received, 0 denied, 6 lines, 5 stored, 1 rejected_value",
                Counters.totals(List.of(
                        stat("received", 5), stat("denied", 0), stat("lines", 6), stat("blank", 2),
                        stat("stored", 5), stat("rejected_value", 1), stat("rejected_tag", 0),
                        stat("readings", 4), stat("controllers_denied", 0))));
    }

    @Test
    void readsCountersAndGaugesOfAReply() {
        assertEquals(
                Map.of("received", 5L, "reading_newest_age_ms", -1L),
                Counters.of(List.of(
                        "received 5", "reading_newest_age_ms -1",
                        "last_denied 10.0.0.7:4210 1764000000000000000",
                        "sender 10.0.0.7 received=1 stored=1 rejected=0 last_seen=7")));
    }

    private static Stat stat(String name, long value) {
        Stat stat = Stat.counter(name, "", "", () -> value);
        return name.contains("rejected") || name.contains("denied") ? stat.loss("") : stat;
    }
}
