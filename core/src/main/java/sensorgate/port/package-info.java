/**
 * Bound sockets that others connect to: the TCP port and the control socket of this machine. Knows
 * nothing of connections once they are accepted. Uses no package above {@code linux}.
 */
package sensorgate.port;
