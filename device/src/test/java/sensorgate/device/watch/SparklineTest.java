package sensorgate.device.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Values as bars. */
final class SparklineTest {

    @Test
    void goesFromTheLeastToTheGreatest() {
        assertEquals("▁▂▃▄▅▆▇█", Sparkline.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8}, 40));
        assertEquals("█▁", Sparkline.of(new double[] {5.5, -5.5}, 40));
    }

    @Test
    void isLevelWhereNothingChanges() {
        assertEquals("▄▄▄", Sparkline.of(new double[] {7, 7, 7}, 40));
        assertEquals("▄", Sparkline.of(new double[] {0}, 40));
        assertEquals("", Sparkline.of(new double[0], 40));
    }

    @Test
    void showsTheLastOnes() {
        assertEquals("▁█", Sparkline.of(new double[] {100, 1, 2}, 2));
        assertEquals("", Sparkline.of(new double[] {1, 2}, 0));
    }

    @Test
    void bearsTheGreatestNumbers() {
        double most = Double.MAX_VALUE;
        assertEquals("▁█▅", Sparkline.of(new double[] {-most, most, 0}, 40));
    }
}
