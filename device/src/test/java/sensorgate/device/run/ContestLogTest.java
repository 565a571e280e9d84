package sensorgate.device.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sensorgate.count.Contests;

class ContestLogTest {

    private static final long MAPPED_IPV4 = 0xFFFF_0000_0000L;

    private final List<String> lines = new ArrayList<>();
    private final Contests contests = new Contests();
    private final ContestLog log = new ContestLog(contests::all, lines::add);

    @Test
    void logsASeriesOnceWhateverFieldsAndTurnsFollow() {
        log.run();
        put("temp,room=attic", "value", 7);
        log.run();
        put("temp,room=attic", "humidity", 7);
        put("temp,room=attic", "value", 8);
        log.run();
        assertEquals(
                List.of("192.168.1.7 and [fe80::1] write the same reading in turns:"
                        + " temp,room=attic value; if these are two devices, give one of them"
                        + " another tag"),
                lines);
    }

    @Test
    void logsAFloodOfSeriesInBoundedLines() {
        for (int i = 0; i < 3 * ContestLog.LINES_MAX; i++) {
            put("series" + i, "v", 1);
            log.run();
        }
        assertEquals(ContestLog.LINES_MAX, lines.size());
    }

    @Test
    void hasNoControlCharactersOfASensorInTheLog() {
        put("temp,room=\u001b[2J", "v\u0007", 1);
        log.run();
        assertEquals(
                List.of(), lines.getFirst().chars().filter(c -> c < ' ').boxed().toList(),
                lines::toString);
    }

    private void put(String series, String field, int sender) {
        byte[] name = (series + field).getBytes(StandardCharsets.UTF_8);
        contests.put(
                0, MAPPED_IPV4 | 0xC0A80100L | sender, 0xFE80_0000_0000_0000L, 1, 5, name, 0,
                series.getBytes(StandardCharsets.UTF_8).length, name.length);
    }
}
