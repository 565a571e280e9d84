package sensorgate.device.cli;

import java.util.List;

/** {@code sensorgate version}: prints the versions of the program, Java and the system. */
public final class VersionCommand extends Command {

    private static final String HELP = """
            usage: sensorgate version

            Prints the versions of sensorgate, of Java and of the system.

            exit codes: 0 printed

            examples:
              sensorgate version
              sensorgate --version
            """;

    public VersionCommand() {
        super("version", "print the version", HELP);
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws UsageException {
        CommandLine.parse(arguments).refuseWords();
        streams.out().println("sensorgate " + Version.sensorgate());
        streams.out().println(Version.platform());
        return ExitCode.GOOD;
    }
}
