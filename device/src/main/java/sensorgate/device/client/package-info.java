/**
 * How tools talk to a running gateway: by the control socket or by TCP. Uses no package above
 * {@code machine}.
 */
package sensorgate.device.client;

