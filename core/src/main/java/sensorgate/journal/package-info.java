/**
 * Every accepted point in a ring of checksummed records: appending, scanning at the start,
 * reading by cursor, waiting for points. Uses no package above {@code disk}.
 */
package sensorgate.journal;

