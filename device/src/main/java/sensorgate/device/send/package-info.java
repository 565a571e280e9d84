/**
 * The command {@code send}. Uses no package above {@code client}.
 */
package sensorgate.device.send;

