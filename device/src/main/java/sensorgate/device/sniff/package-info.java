/**
 * The command {@code sniff}: what arrives, from the gateway or from the wire, and what becomes
 * of it. Uses no package above {@code client}.
 */
package sensorgate.device.sniff;

