package sensorgate.device.cli;

/** What the program tells its caller when it ends; from 64 on as {@code sysexits.h} has it. */
public final class ExitCode {

    /** Everything was done. */
    public static final int GOOD = 0;

    /** The gateway answered ERR. */
    public static final int REFUSED = 1;

    /** Something ought to be mended, and the gateway works. */
    public static final int WARNINGS = 1;

    /** Something must be mended before the gateway works. */
    public static final int FAULTS = 2;

    /** The command line is wrong. */
    public static final int USAGE = 64;

    /** Some of the input is no line protocol. */
    public static final int BAD_INPUT = 65;

    /** No gateway can be reached there. */
    public static final int NOBODY_THERE = 69;

    /** The gateway or the command failed while it ran. */
    public static final int FAILED = 70;

    /** Results could not be written. */
    public static final int OUTPUT_FAILED = 74;

    /** A service cannot start now, and is to be started again. */
    public static final int TEMPORARY = 75;

    /** It takes a privilege that this process does not have. */
    public static final int NO_PERMISSION = 77;

    /** The gateway cannot start as it is configured. */
    public static final int CONFIGURATION = 78;

    private ExitCode() {}
}
