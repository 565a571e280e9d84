/**
 * The command {@code doctor}: what usually goes wrong, one check a class. Uses no package above
 * {@code client}.
 */
package sensorgate.device.doctor;

