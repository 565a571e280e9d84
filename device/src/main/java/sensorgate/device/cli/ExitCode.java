package sensorgate.device.cli;

import java.util.List;
import java.util.Map;

/** The exit codes of the program; from 64 on they are those of {@code sysexits.h}. */
public final class ExitCode {

    /** The command has done everything. */
    public static final int GOOD = 0;

    /** The gateway answered ERR. */
    public static final int REFUSED = 1;

    /** The gateway did not get or did not store all points. */
    public static final int NOT_STORED = 1;

    /** The gateway works, but something should be repaired. */
    public static final int WARNINGS = 1;

    /** Something must be repaired before the gateway works. */
    public static final int FAULTS = 2;

    /** The command line is wrong. */
    public static final int USAGE = 64;

    /** Some of the input is not line protocol. */
    public static final int BAD_INPUT = 65;

    /** No gateway answers there. */
    public static final int NOBODY_THERE = 69;

    /** The gateway or the command failed while it ran. */
    public static final int FAILED = 70;

    /** The results cannot be written. */
    public static final int OUTPUT_FAILED = 74;

    /** The service cannot start yet; systemd will retry. */
    public static final int TEMPORARY = 75;

    /** The command needs a privilege that this process does not have. */
    public static final int NO_PERMISSION = 77;

    /** The gateway cannot start with this configuration. */
    public static final int CONFIGURATION = 78;

    /** Ended by SIGINT, as a shell and Java say it. */
    static final int INTERRUPTED = 130;

    /** Ended by SIGTERM, as a shell and Java say it. */
    static final int TERMINATED = 143;

    /** The codes that every command can end with. */
    static final List<Integer> OF_ALL = List.of(USAGE, FAILED, OUTPUT_FAILED);

    /** The meanings that are the same in every command, as {@code --help} and the manual say. */
    public static final Map<Integer, String> MEANINGS = Map.of(
            USAGE, "the command line is wrong",
            BAD_INPUT, "some of the input is not line protocol",
            NOBODY_THERE, "no gateway answers",
            FAILED, "the gateway or the command failed while it ran",
            OUTPUT_FAILED, "standard output could not be written",
            TEMPORARY, "the service cannot start yet; systemd will retry",
            NO_PERMISSION, "this user has no permission",
            CONFIGURATION, "the configuration is wrong, or the gateway cannot start with it",
            INTERRUPTED, "ended by Ctrl-C (SIGINT)",
            TERMINATED, "ended by SIGTERM");

    private ExitCode() {}
}
