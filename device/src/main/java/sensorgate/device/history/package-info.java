/**
 * The command {@code history}: what the journal holds of one reading, as table, chart and CSV. Uses
 * no package above {@code client}.
 */
package sensorgate.device.history;

