/**
 * The command {@code watch}: the readings as a live table. Uses no package above
 * {@code client}.
 */
package sensorgate.device.watch;

