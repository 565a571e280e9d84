/** Text for people and programs: columns, counts, JSON, escapes. Uses {@code cli}. */
package sensorgate.device.text;

