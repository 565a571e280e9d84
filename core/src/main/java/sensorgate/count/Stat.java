package sensorgate.count;

import java.util.function.LongSupplier;

/**
 * One line of STATS: a counter (it only rises) or a gauge.
 *
 * @param name lower case words joined by underscores, unit last
 * @param value read by any thread, allocates nothing
 */
public record Stat(String name, LongSupplier value) {}
