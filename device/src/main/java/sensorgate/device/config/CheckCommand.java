package sensorgate.device.config;

import java.util.List;
import sensorgate.device.cli.Command;
import sensorgate.device.cli.CommandLine;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.UsageException;

/** {@code sensorgate check}: reads the configuration and prints every mistake. */
public final class CheckCommand extends Command {

    private static final String HELP = """
            usage: sensorgate check [--config FILE] [--KEY=VALUE…]

            Reads the configuration as 'sensorgate run' does and opens nothing. Prints every
            mistake, or else the settings that differ from their defaults.
            'sensorgate run --help' lists the keys.

            options:
              --config FILE  the configuration file (default: %s,
                             if that file exists)
              --KEY=VALUE    a setting, which overrides the file

            exit codes: 0 the configuration is good, 78

            examples:
              sensorgate check
              sensorgate check --config new.properties
              sensorgate check --series.max=6000
            """.formatted(Configuration.FILE_DEFAULT);

    public CheckCommand() {
        super("check", "check the configuration", HELP);
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws UsageException {
        Configuration configuration = Configuration.readForService(
                CommandLine.parseWithSettings(arguments, Configuration.OPTION));
        if (!configuration.isGood()) {
            configuration.faults().forEach(streams.err()::println);
            return ExitCode.CONFIGURATION;
        }
        streams.out().println("configuration is good: " + configuration.source() + ", "
                + changed(configuration.changes().size()));
        configuration.changes().forEach(streams.out()::println);
        return ExitCode.GOOD;
    }

    private static String changed(int count) {
        return switch (count) {
            case 0 -> "every setting has its default";
            case 1 -> "1 setting differs from its default";
            default -> count + " settings differ from their defaults";
        };
    }
}
