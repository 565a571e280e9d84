package sensorgate.clock;

/** A program of this machine that may set the clock by a time server. */
interface TimeProgram {

    /**
     * Asks the program; waits at most {@link LocalQuestion#WAIT_MS}.
     *
     * @return {@code null} if the program is not there, or has reached no time server
     */
    Evidence ask();
}
