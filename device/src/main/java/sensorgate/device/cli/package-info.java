/**
 * The things that every command needs: arguments, output, exit codes, signals. Uses no other
 * package of the device.
 */
package sensorgate.device.cli;

