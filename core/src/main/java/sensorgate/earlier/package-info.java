/**
 * Reads the journals that version 1 of the format wrote (files that begin with {@code SGRING1}), so
 * that a start can carry their points over. Uses no package above {@code disk}.
 */
package sensorgate.earlier;
