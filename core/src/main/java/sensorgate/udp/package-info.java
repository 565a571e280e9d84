/**
 * Receives datagrams, decides what becomes of each one, and shows them to tools. Uses no package
 * above {@code store}.
 */
package sensorgate.udp;

