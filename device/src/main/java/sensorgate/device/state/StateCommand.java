package sensorgate.device.state;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import sensorgate.device.cli.Command;
import sensorgate.device.cli.CommandLine;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.UsageException;
import sensorgate.device.config.Configuration;
import sensorgate.device.config.Setting;
import sensorgate.device.text.Printable;

/** {@code sensorgate state}: saves the state in one file, and brings it back. */
public final class StateCommand extends Command {

    private static final String EXPORT = "export";
    private static final String IMPORT = "import";
    private static final String FORCE = "--force";
    private static final String DIRECTORY = "--" + Setting.STATE_DIRECTORY.key();

    private static final String HELP = """
            usage: sensorgate state export FILE [--force] [--state.directory DIR] [--config FILE]
                   sensorgate state import FILE [--state.directory DIR] [--config FILE]

            export saves readings, journal and cursors in one FILE, also while the gateway runs. Of
            a running gateway, the points of the last seconds may be missing. export reads FILE
            back, and prints how many readings and points FILE holds.

            import brings them back, on this machine or on another one. Stop the gateway first.
            import checks the whole FILE before it changes anything. It moves the state that is
            there to before-import in the state directory, and prints the command to go back.

            Both use the state directory of the configuration, as 'sensorgate run' does. The state
            of the service belongs to root and the service: use sudo.

            options:
              --force                replace FILE if it exists
              --state.directory DIR  another state directory
              --config FILE          the configuration file (default:
                                     %s, if that file exists)
              FILE                   - is standard output or standard input

            exit codes: 0 exported, or imported, 1 not exported, or not imported: the message says
                        why, 77, 78

            examples:
              sudo sensorgate state export pi.state
              sudo sensorgate state export - | ssh pi2 'cat >pi.state'
              sudo systemctl stop sensorgate && sudo sensorgate state import pi.state
              sudo systemctl start sensorgate
            """.formatted(Configuration.FILE_DEFAULT);

    public StateCommand() {
        super("state", "save the state in a file, bring it back", HELP);
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws UsageException {
        CommandLine line = CommandLine.parseWithFlag(
                arguments, FORCE, DIRECTORY, Configuration.OPTION);
        List<String> words = line.words();
        if (words.size() != 2 || !words.getFirst().matches(EXPORT + "|" + IMPORT)) {
            throw new UsageException("write 'export FILE' or 'import FILE':"
                    + " 'sensorgate state --help' explains them");
        }
        boolean isExport = words.getFirst().equals(EXPORT);
        if (!isExport && line.has(FORCE)) {
            throw new UsageException(FORCE + " is for export: import keeps what is there, in"
                    + " before-import");
        }
        Configuration configuration = Configuration.read(line);
        if (!configuration.isGood()) {
            configuration.faults().forEach(streams.err()::println);
            return ExitCode.CONFIGURATION;
        }
        try {
            Path directory = directory(line, configuration);
            if (isExport) {
                new Exporter(directory, configuration.settings(), streams)
                        .write(words.getLast(), line.has(FORCE));
            } else {
                new Importer(directory, configuration.settings(), streams).read(words.getLast());
            }
            return ExitCode.GOOD;
        } catch (RefusedException e) {
            return fail(streams, e.getMessage(), ExitCode.REFUSED);
        } catch (AccessDeniedException e) {
            return fail(streams, "this user may not use " + Printable.of(e.getFile())
                    + ": try sudo", ExitCode.NO_PERMISSION);
        } catch (IOException e) {
            return fail(streams, "not " + words.getFirst() + "ed: " + inWords(e),
                    ExitCode.REFUSED);
        }
    }

    private static Path directory(CommandLine line, Configuration configuration)
            throws RefusedException, UsageException {
        if (line.has(DIRECTORY)) {
            String text = line.option(DIRECTORY, "");
            if (!text.startsWith("/")) {
                throw new UsageException("cannot use " + DIRECTORY + " '" + Printable.of(text)
                        + "': write an absolute path, e.g. /var/lib/sensorgate");
            }
            return Path.of(text);
        }
        Path configured = configuration.settings().store().directory();
        if (configured == null) {
            throw new RefusedException(Setting.STATE_DIRECTORY.key()
                    + "=none: readings are in memory only; name a directory with " + DIRECTORY);
        }
        return configured;
    }

    private static int fail(Streams streams, String message, int exitCode) {
        streams.err().println("sensorgate: " + message);
        return exitCode;
    }

    /** Some exceptions have a file name and no reason. */
    private static String inWords(IOException e) {
        boolean hasReason = !(e instanceof FileSystemException failed)
                || failed.getReason() != null;
        return Printable.of((hasReason ? "" : e.getClass().getSimpleName() + " ")
                + e.getMessage());
    }
}
