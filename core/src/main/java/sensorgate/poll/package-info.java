/**
 * The poll protocol: requests, replies, and their texts. Uses no package above {@code serve}.
 */
package sensorgate.poll;

