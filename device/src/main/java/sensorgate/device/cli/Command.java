package sensorgate.device.cli;

import java.io.IOException;
import java.util.List;

/** A command of the program. */
public abstract class Command {

    private final String name;
    private final String summary;
    private final String help;

    /**
     * Makes a command.
     *
     * @param name the word that calls the command
     * @param summary the purpose in half a line, for the list of commands
     * @param help the text of {@code --help}: usage, options, exit codes and examples, see
     *         {@link HelpText}
     */
    protected Command(String name, String summary, String help) {
        this.name = name;
        this.summary = summary;
        this.help = help;
    }

    public final String name() {
        return name;
    }

    public final String summary() {
        return summary;
    }

    /** The text of {@code --help}, with the table of exit codes. */
    public final String help() {
        return HelpText.withExitCodes(helpText());
    }

    /** The text of {@code --help} as the command wrote it. */
    protected String helpText() {
        return help;
    }

    /**
     * Runs the command.
     *
     * @param arguments the arguments after the command's name
     * @return one of {@link ExitCode}
     * @throws UsageException if the arguments are wrong
     * @throws NobodyThereException if no gateway can be reached
     * @throws IOException if standard input cannot be read
     */
    public abstract int run(List<String> arguments, Streams streams)
            throws UsageException, IOException;
}
