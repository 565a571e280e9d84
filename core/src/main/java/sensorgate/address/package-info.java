/**
 * IP addresses as two longs, their text, allow-lists of networks, and the kernel's tables of
 * sockets. Uses no package above {@code count}.
 */
package sensorgate.address;

