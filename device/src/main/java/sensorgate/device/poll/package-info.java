/**
 * The command {@code poll}: requests to a gateway, and its points as they arrive. Uses no package
 * above {@code client}.
 */
package sensorgate.device.poll;

