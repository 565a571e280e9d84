package sensorgate.count;

import java.util.function.LongSupplier;

/**
 * One of the gateway's threads that goes round and round, for whoever wants to know that it still
 * does.
 *
 * @param name its thread's name
 * @param rounds how often it has gone round; read by any thread, allocates nothing
 * @param wake has it go round soon if it only waits for something to do; any thread, allocates
 *         nothing
 */
public record Loop(String name, LongSupplier rounds, Runnable wake) {}
