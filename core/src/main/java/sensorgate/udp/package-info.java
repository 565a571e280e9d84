/**
 * Receives datagrams, decides what becomes of each, and shows them to those who look. Uses no
 * package above {@code store}.
 */
package sensorgate.udp;

