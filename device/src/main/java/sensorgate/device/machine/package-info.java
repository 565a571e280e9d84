/**
 * What {@code /proc} and the system say about this machine, its processes and its sockets. Uses
 * no package above {@code config}.
 */
package sensorgate.device.machine;

