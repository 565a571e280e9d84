package sensorgate.clock;

/**
 * What is known about the machine's clock.
 *
 * <pre>
 *              evidence                     step without new evidence
 *   UNKNOWN ──────────────▶ SYNCHRONISED ─────────────────────────────▶ SET
 *      │ five minutes          ▲      ▲          new evidence            │
 *      ▼          evidence     │      └──────────────────────────────────┘
 *    NEVER ────────────────────┘
 * </pre>
 *
 * @param trust whether the clock is right
 * @param source the program that has set the clock, for people; empty if no program has
 * @param sinceNs since when the clock is trusted so, on the steady clock
 * @param steppedNs the sum of all steps since the gateway started, forward minus back
 * @param untilNs what arrived before this moment of {@link System#nanoTime()} is dated by
 *         {@code offsetNs}: the last step that was seen before the clock first was right;
 *         {@link Long#MIN_VALUE} while there was no such step
 * @param offsetNs the clock minus {@link System#nanoTime()} at that moment, 0 without a step
 */
public record ClockState(
        Trust trust, String source, long sinceNs, long steppedNs, long untilNs, long offsetNs) {

    /** Whether the clock is right. */
    public enum Trust {
        /** The gateway has just started and has heard of no time server yet. */
        UNKNOWN,
        /** Minutes have passed without a time server, which may still come. */
        NEVER,
        /** A time server has set the clock. A loss of the time server changes nothing. */
        SYNCHRONISED,
        /** Somebody has set the clock after a time server did. */
        SET
    }

    /** True if the clock is right as far as is known. */
    public boolean isRight() {
        return trust == Trust.SYNCHRONISED;
    }

    /** True once the clock has been right: from then on a step corrects nothing before it. */
    public boolean wasRight() {
        return trust == Trust.SYNCHRONISED || trust == Trust.SET;
    }
}
