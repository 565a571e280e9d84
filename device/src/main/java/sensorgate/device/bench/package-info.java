/**
 * The command {@code bench}: what this machine carries, measured. Uses no package above {@code
 * send}.
 */
package sensorgate.device.bench;

