package sensorgate.count;

import java.util.function.LongSupplier;

/**
 * One line of STATS.
 *
 * @param name lower case words joined by underscores
 * @param kind whether the number only rises
 * @param unit what the number counts: {@code datagrams}, {@code ms}; empty if the name says enough
 * @param help one sentence for the user
 * @param remedy the user's way to stop the loss that the number counts, empty if there is none;
 *         {@code null} if the number counts no loss
 * @param value read by any thread, allocates nothing
 */
public record Stat(
        String name, Kind kind, String unit, String help, String remedy, LongSupplier value) {

    public enum Kind {
        /** Begins at zero and only rises. */
        COUNTER,
        /** Rises and falls. */
        GAUGE
    }

    public static Stat counter(String name, String unit, String help, LongSupplier value) {
        return new Stat(name, Kind.COUNTER, unit, help, null, value);
    }

    public static Stat gauge(String name, String unit, String help, LongSupplier value) {
        return new Stat(name, Kind.GAUGE, unit, help, null, value);
    }

    /** This number, as one that counts lost data; {@code remedy} may be empty. */
    public Stat loss(String remedy) {
        return new Stat(name, kind, unit, help, remedy, value);
    }

    /** True if the number counts data that reached the machine and was not kept or answered. */
    public boolean isLoss() {
        return remedy != null;
    }
}
