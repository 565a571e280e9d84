/**
 * Sockets that others connect to: listeners, connections, and the dialogues that speak a
 * protocol on them. Uses no package above {@code udp}; knows no protocol.
 */
package sensorgate.serve;

