package sensorgate.clock;

/**
 * A program that sets the clock says that the clock agrees with a time server.
 *
 * @param source the program, for people
 * @param stamp when the program compared the clock last, in a unit of its own: another stamp means
 *         another comparison
 */
record Evidence(String source, long stamp) {}
