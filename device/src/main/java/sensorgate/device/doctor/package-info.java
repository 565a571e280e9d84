/**
 * The command {@code doctor} looks for common faults of an installation, one check in each class.
 * Uses no package above {@code machine}.
 */
package sensorgate.device.doctor;

