/**
 * The program: {@code main} finds the command that was asked for and runs it. May use every
 * other package.
 */
package sensorgate.device;

