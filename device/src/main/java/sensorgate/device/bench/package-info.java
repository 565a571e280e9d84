/**
 * The command {@code bench}: the speed of a gateway on this machine. Uses no package above
 * {@code send}.
 */
package sensorgate.device.bench;

