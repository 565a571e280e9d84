/**
 * The command {@code watch}: the readings as a table that renews itself. Uses no package above
 * {@code client}.
 */
package sensorgate.device.watch;

