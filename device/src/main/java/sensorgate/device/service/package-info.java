/**
 * What systemd gives and is told: passed sockets, READY, status, watchdog. Uses no package
 * above {@code client}.
 */
package sensorgate.device.service;

