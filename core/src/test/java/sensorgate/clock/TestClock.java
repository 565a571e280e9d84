package sensorgate.clock;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** The watch over the clock of a machine that a test simulates. */
public final class TestClock {

    private TestClock() {}

    /**
     * A watch over these clocks. The machine never sleeps.
     *
     * @param wallMs the machine's clock, milliseconds since 1970
     * @param ticksNs the steady clock
     * @param isServed true once a time server has set the clock in this boot
     */
    public static MachineClock of(
            LongSupplier wallMs, LongSupplier ticksNs, BooleanSupplier isServed) {
        Evidence evidence = new Evidence("systemd-timesyncd", 1);
        TimeProgram program = () -> isServed.getAsBoolean() ? evidence : null;
        return new MachineClock(wallMs, ticksNs, ticksNs, List.of(program), _ -> { }, _ -> { });
    }
}
