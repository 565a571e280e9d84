/** The command {@code late}: which sensors are silent. Uses no package above {@code client}. */
package sensorgate.device.late;
