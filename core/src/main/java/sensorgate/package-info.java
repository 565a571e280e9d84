/**
 * Wires the parts of a gateway: starts them in order and closes them in reverse. May use every
 * other package.
 */
package sensorgate;

