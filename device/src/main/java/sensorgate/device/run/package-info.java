/**
 * The command {@code run}: runs a gateway as a process and writes the log. Uses no package above
 * {@code service}.
 */
package sensorgate.device.run;

