package sensorgate.device.cli;

import java.io.IOException;
import java.util.List;

/** A command of the program. */
public interface Command {

    /** The word that calls the command. */
    String name();

    /** The purpose in half a line, for the list of commands. */
    String summary();

    /** The text of {@code --help}: usage, options, exit codes and examples. */
    String help();

    /**
     * Runs the command.
     *
     * @param arguments the arguments after the command's name
     * @return one of {@link ExitCode}
     * @throws UsageException if the arguments are wrong
     * @throws NobodyThereException if no gateway can be reached
     * @throws IOException if standard input cannot be read
     */
    int run(List<String> arguments, Streams streams) throws UsageException, IOException;
}
