/**
 * The latest readings, their checkpoint, the cursors of the journal's readers, and the thread that
 * writes table and journal to the disk. Uses no package above {@code journal}.
 */
package sensorgate.store;

