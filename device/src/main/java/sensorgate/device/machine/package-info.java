/**
 * Asks {@code /proc} and the programs of the system about this machine, its processes and its
 * sockets. Uses no package above {@code client}.
 */
package sensorgate.device.machine;

