package sensorgate.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.Precision;
import sensorgate.line.Rejection;

/** The causes for which a line is rejected, and the fates of datagrams. */
final class CauseTest {

    @ParameterizedTest
    @EnumSource
    void everyFaultOfTheGrammarIsTheCauseOfItsName(Rejection rejection) {
        assertEquals(rejection.name(), Cause.of(rejection).name());
    }

    @Test
    void noFaultOfTheGrammarIsNoCause() {
        assertNull(Cause.of(null));
    }

    /** STATS prints the counters in this order, and readers of STATS know the names. */
    @Test
    void hasTheCountersThatReadersOfStatsKnow() {
        assertEquals(
                List.of(
                        "rejected_measurement", "rejected_tag", "rejected_duplicate_tag",
                        "rejected_field", "rejected_value", "rejected_range", "rejected_string",
                        "rejected_timestamp", "rejected_utf8", "rejected_oversize",
                        "rejected_reserved", "rejected_table_full", "rejected_per_sender",
                        "rejected_length"),
                Arrays.stream(Cause.values()).map(Cause::counterName).toList());
    }

    @ParameterizedTest
    @EnumSource
    void everyFateOfADatagramHasACounter(Fate fate) {
        assertTrue(new UdpLedger().stats().stream()
                .anyMatch(stat -> stat.name().equals(fate.counterName())));
    }

    @ParameterizedTest
    @CsvSource({
        "END v=1, true", "ERR v=1, true", "LOST v=1, true",
        "'LOST,a=b v=1', false", "' END  v=1', true", "'END,a=b v=1', false",
        "ENDS v=1, false", "EN v=1, false", "end v=1, false", "ERROR v=1, false",
        "m END=1, false"})
    void onlyTheWordsOfThePollProtocolAreReserved(String line, boolean isReserved) {
        byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
        Point point = new Point();
        LineScanner.scan(bytes, 0, bytes.length, Precision.NS, point);
        assertEquals(isReserved, ReservedSeries.contains(bytes, point));
    }
}
