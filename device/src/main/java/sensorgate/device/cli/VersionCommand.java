package sensorgate.device.cli;

import java.util.List;

/** {@code sensorgate version}: says what runs here. */
public final class VersionCommand implements Command {

    private static final String HELP = """
            usage: sensorgate version

            Prints the version of sensorgate, and of the Java and the system that it runs on.

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
