/**
 * The connection of a tool to a running gateway, by the control socket or by TCP. Uses no package
 * above {@code config}.
 */
package sensorgate.device.client;

