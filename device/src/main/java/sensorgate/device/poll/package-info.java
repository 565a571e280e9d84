/**
 * The command {@code poll}. Uses no package above {@code client}.
 */
package sensorgate.device.poll;

