/**
 * The command {@code run}: a gateway as a process, and its log. Uses no package above {@code
 * service}.
 */
package sensorgate.device.run;

