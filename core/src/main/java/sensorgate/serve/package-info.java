/**
 * Listeners that serve the connections of a port, and the dialogues that speak a protocol on the
 * connections. Uses no package above {@code port}; knows no protocol.
 */
package sensorgate.serve;

