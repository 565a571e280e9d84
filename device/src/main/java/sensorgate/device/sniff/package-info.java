/**
 * The command {@code sniff}: shows datagrams, from the gateway or from the wire, and what becomes
 * of them. Uses no package above {@code machine}.
 */
package sensorgate.device.sniff;

