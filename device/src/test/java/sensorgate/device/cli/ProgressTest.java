package sensorgate.device.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private long nowNs;

    @Test
    void saysNothingOfWhatTakesNoTime() {
        Progress progress = new Progress(terminal(), () -> nowNs);
        nowNs = 999_999_999;
        progress.points(5);
        progress.clear();
        assertEquals("", written.toString(StandardCharsets.UTF_8));
    }

    @Test
    void saysOnceASecondHowFarItIs() {
        Progress progress = new Progress(terminal(), () -> nowNs);
        nowNs = 1_000_000_000;
        progress.points(5);
        progress.points(6);
        nowNs = 2_000_000_000;
        progress.points(7);
        progress.clear();
        assertEquals(
                "\r\033[Ksent 5 points\r\033[Ksent 7 points\r\033[K",
                written.toString(StandardCharsets.UTF_8));
    }

    @Test
    void showsABarTenTimesASecondAndTakesItAway() {
        Progress progress = new Progress(terminal(), () -> nowNs);
        progress.clear();
        progress.bar(0.5, "half");
        nowNs = 99_999_999;
        progress.bar(0.6, "not yet");
        nowNs = 100_000_000;
        progress.bar(7, "all");
        progress.clear();
        progress.clear();
        assertEquals(
                "\r\033[K[" + "#".repeat(15) + " ".repeat(15) + "] half"
                        + "\r\033[K[" + "#".repeat(30) + "] all\r\033[K",
                written.toString(StandardCharsets.UTF_8));
    }

    @Test
    void saysNothingWhereNobodyWatches() {
        Progress progress = new Progress(null, () -> nowNs);
        nowNs = 5_000_000_000L;
        progress.points(5);
        progress.bar(0.5, "half");
        progress.clear();
    }

    private PrintStream terminal() {
        return new PrintStream(written, false, StandardCharsets.UTF_8);
    }
}
