/**
 * The service manager's side: passed sockets, READY, the status line, the watchdog's beats. Uses no
 * package above {@code client}.
 */
package sensorgate.device.service;

