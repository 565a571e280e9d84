package sensorgate.device;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import sensorgate.device.bench.BenchCommand;
import sensorgate.device.cli.Command;
import sensorgate.device.cli.CommandLine;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.NearestWord;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.cli.StandardStream;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.UsageException;
import sensorgate.device.cli.VersionCommand;
import sensorgate.device.config.CheckCommand;
import sensorgate.device.doctor.DoctorCommand;
import sensorgate.device.forget.ForgetCommand;
import sensorgate.device.history.HistoryCommand;
import sensorgate.device.late.LateCommand;
import sensorgate.device.poll.PollCommand;
import sensorgate.device.run.RunCommand;
import sensorgate.device.send.SendCommand;
import sensorgate.device.sniff.SniffCommand;
import sensorgate.device.state.StateCommand;
import sensorgate.device.text.Printable;
import sensorgate.device.watch.WatchCommand;

/** The program: runs the command that the first argument names and ends with its exit code. */
public final class Main {

    static final List<Command> COMMANDS = List.of(
            new RunCommand(),
            new CheckCommand(),
            new SendCommand(StandardStream::areDialogue),
            new PollCommand(),
            new HistoryCommand(),
            new SniffCommand(),
            new LateCommand(),
            new ForgetCommand(StandardStream::areDialogue),
            new StateCommand(),
            new DoctorCommand(),
            new BenchCommand(),
            new WatchCommand(WatchCommand::isTerminal),
            new VersionCommand());

    private static final String HELP_HEAD = """
            sensorgate keeps the latest value of every sensor on the network.
            Sensors send InfluxDB line protocol by UDP; a controller polls by TCP.

            usage: sensorgate COMMAND [OPTION…]

            """;

    private static final String HELP_TAIL = """

            'sensorgate COMMAND --help' explains a command.
            """;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), Streams.ofProcess(Printable::ofLines)));
    }

    public static int run(List<String> arguments, Streams streams) {
        int exitCode = outcome(arguments, streams);
        String failure = streams.outputFailure();
        return failure == null
                ? exitCode
                : fail(streams, "cannot write standard output: " + failure, ExitCode.OUTPUT_FAILED);
    }

    private static int outcome(List<String> arguments, Streams streams) {
        try {
            return dispatch(arguments, streams);
        } catch (UsageException e) {
            return fail(streams, e.getMessage(), ExitCode.USAGE);
        } catch (NobodyThereException e) {
            return fail(streams, e.getMessage(), e.exitCode());
        } catch (IOException e) {
            String message = "cannot read standard input: " + e.getMessage();
            return fail(streams, message, ExitCode.BAD_INPUT);
        } catch (RuntimeException | Error e) {
            e.printStackTrace(streams.err());
            String message = "internal fault, please report the lines above: " + e.getMessage();
            return fail(streams, message, ExitCode.FAILED);
        }
    }

    private static int fail(Streams streams, String message, int exitCode) {
        streams.err().println("sensorgate: " + message);
        return exitCode;
    }

    private static int dispatch(List<String> arguments, Streams streams)
            throws UsageException, IOException {
        if (arguments.isEmpty()) {
            streams.err().print(help());
            return ExitCode.USAGE;
        }
        String word = arguments.getFirst();
        List<String> rest = arguments.subList(1, arguments.size());
        return switch (word) {
            case "--help", "-h", "help" -> printHelp(rest, streams);
            case "--version" -> command("version").run(rest, streams);
            default -> run(command(word), rest, streams);
        };
    }

    private static int run(Command command, List<String> arguments, Streams streams)
            throws UsageException, IOException {
        // 'poll help' is a request: the gateway answers HELP
        boolean isHelpWord = arguments.equals(List.of("help")) && !command.name().equals("poll");
        if (isHelpWord || CommandLine.asksForHelp(arguments)) {
            streams.printHelp(command.help());
            return ExitCode.GOOD;
        }
        return command.run(arguments, streams);
    }

    private static int printHelp(List<String> arguments, Streams streams) throws UsageException {
        streams.printHelp(arguments.isEmpty() ? help() : command(arguments.getFirst()).help());
        return ExitCode.GOOD;
    }

    private static Command command(String word) throws UsageException {
        List<String> names = new ArrayList<>();
        for (Command command : COMMANDS) {
            if (command.name().equals(word)) {
                return command;
            }
            names.add(command.name());
        }
        boolean isOption = word.startsWith("-");
        names.addAll(isOption ? List.of("--help", "--version") : List.of("help"));
        throw new UsageException((isOption ? "unknown option " : "unknown command ") + word
                + NearestWord.hint(word, names, ": 'sensorgate --help' lists the commands"));
    }

    private static String help() {
        StringBuilder help = new StringBuilder(HELP_HEAD);
        for (Command command : COMMANDS) {
            help.append(String.format(
                    Locale.ROOT, "  %-8s  %s%n", command.name(), command.summary()));
        }
        return help.append(HELP_TAIL).toString();
    }
}
