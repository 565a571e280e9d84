/**
 * The configuration file and the command line's settings, checked whole; the command {@code
 * check}. Uses no package above {@code text}.
 */
package sensorgate.device.config;

