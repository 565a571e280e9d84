/**
 * The command {@code forget}: removes readings that nobody sends any more. Uses no package above
 * {@code service}.
 */
package sensorgate.device.forget;
