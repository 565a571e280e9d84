/**
 * What a sensor did wrong, and the line that it must send instead. Uses no package above
 * {@code text}.
 */
package sensorgate.device.hint;
