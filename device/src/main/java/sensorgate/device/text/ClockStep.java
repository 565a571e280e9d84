package sensorgate.device.text;

/** How far a clock was set, in words. */
public final class ClockStep {

    /** A step of less is not worth a word. */
    private static final long TOLD_MS = 1_000;

    private ClockStep() {}

    /** {@code 8 h forward}; empty for a step of less than a second, milliseconds. */
    public static String of(long steppedMs) {
        return Math.abs(steppedMs) < TOLD_MS
                ? ""
                : DurationText.about(Math.abs(steppedMs) * 1_000_000)
                        + (steppedMs > 0 ? " forward" : " back");
    }
}
