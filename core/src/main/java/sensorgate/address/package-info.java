/**
 * IP addresses as two longs, their text, allow-lists of networks, the kernel's tables of sockets,
 * and why an address cannot be bound. Uses no package above {@code count}.
 */
package sensorgate.address;

