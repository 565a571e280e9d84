package sensorgate.count;

import java.util.function.LongSupplier;

/**
 * The loop of one of the gateway's threads, for a watchdog that checks whether the loop still runs.
 *
 * @param name the name of the thread
 * @param rounds the number of rounds so far; any thread, allocates nothing
 * @param wake starts a round soon if the loop waits for work; any thread, allocates nothing
 */
public record Loop(String name, LongSupplier rounds, Runnable wake) {}
