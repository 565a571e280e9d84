package sensorgate.device.cli;

import java.util.List;

/** {@code sensorgate version}: prints the versions of the program, Java and the system. */
public final class VersionCommand implements Command {

    private static final String HELP = """
            usage: sensorgate version

            Prints the versions of sensorgate, of Java and of the system.

            exit codes: 0

            examples:
              sensorgate version
              sensorgate --version
            """;

    @Override
    public String name() {
        return "version";
    }

    @Override
    public String summary() {
        return "print the version";
    }

    @Override
    public String help() {
        return HELP;
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws UsageException {
        CommandLine.parse(arguments).refuseWords();
        streams.out().println("sensorgate " + Version.sensorgate());
        streams.out().println(Version.platform());
        return ExitCode.GOOD;
    }
}
