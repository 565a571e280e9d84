/**
 * Reads the configuration file and the command line's settings and reports every mistake; the
 * command {@code check}. Uses no package above {@code text}.
 */
package sensorgate.device.config;

