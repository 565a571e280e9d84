/**
 * Counters, gauges and what belongs to them: rates, the last offenders, the senders, sequence
 * locks, loops. Uses {@code line} and {@code linux}.
 */
package sensorgate.count;

