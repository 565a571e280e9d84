package sensorgate.device.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class ClockStepTest {

    @Test
    void saysHowFarAndInWhichDirection() {
        assertEquals("8 h forward", ClockStep.of(28_800_000));
        assertEquals("8 h back", ClockStep.of(-28_800_000));
        assertEquals("", ClockStep.of(999));
        assertEquals("", ClockStep.of(-999));
    }
}
