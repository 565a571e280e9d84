/** The command {@code send}: points to a gateway, by UDP. Uses no package above {@code client}. */
package sensorgate.device.send;

