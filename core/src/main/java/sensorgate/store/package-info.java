/**
 * The latest readings, their checkpoint, and the thread that keeps both and the journal on the
 * disk. Uses no package above {@code journal}.
 */
package sensorgate.store;

