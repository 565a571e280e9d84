/**
 * Line protocol over bytes, as pure functions: scan a line, write a line. Uses no other
 * package.
 */
package sensorgate.line;

