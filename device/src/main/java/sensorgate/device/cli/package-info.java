/**
 * What every command has: its arguments, its output, its exit code. Uses no other package of
 * the device.
 */
package sensorgate.device.cli;

