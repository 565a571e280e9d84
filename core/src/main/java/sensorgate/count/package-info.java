/**
 * Counters, gauges and their help: rates, the last offenders, the senders, sequence locks, loops,
 * and the keys that messages name. Uses no other package of the core.
 */
package sensorgate.count;

