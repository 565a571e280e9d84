package sensorgate.device;

/** What the program tells its caller when it ends; from 64 on as {@code sysexits.h} has it. */
final class ExitCode {

    /** Everything was done. */
    static final int GOOD = 0;

    /** The gateway answered ERR. */
    static final int REFUSED = 1;

    /** Something ought to be mended, and the gateway works. */
    static final int WARNINGS = 1;

    /** Something must be mended before the gateway works. */
    static final int FAULTS = 2;

    /** The command line is wrong. */
    static final int USAGE = 64;

    /** Some of the input is no line protocol. */
    static final int BAD_INPUT = 65;

    /** No gateway can be reached there. */
    static final int NOBODY_THERE = 69;

    /** The gateway failed while it ran. */
    static final int FAILED = 70;

    /** Results could not be written. */
    static final int OUTPUT_FAILED = 74;

    /** A service cannot start now, and is to be started again. */
    static final int TEMPORARY = 75;

    /** It takes a privilege that this process does not have. */
    static final int NO_PERMISSION = 77;

    /** The gateway cannot start as it is configured. */
    static final int CONFIGURATION = 78;

    private ExitCode() {}
}
