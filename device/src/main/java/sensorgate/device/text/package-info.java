/**
 * Text for people and programs: columns, counts, JSON, escapes. Uses no package above
 * {@code cli}.
 */
package sensorgate.device.text;
