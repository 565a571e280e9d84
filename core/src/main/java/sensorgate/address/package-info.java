/**
 * IP addresses as two longs, their text, and allow-lists of networks. Uses no package above
 * {@code count}.
 */
package sensorgate.address;

