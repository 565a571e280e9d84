package sensorgate.device.cli;

import java.io.IOException;
import java.util.List;

/** One of the program's commands. */
public interface Command {

    /** The word that calls it. */
    String name();

    /** What it does, in half a line. */
    String summary();

    /** Usage, options, exit codes and examples. */
    String help();

    /**
     * Does it.
     *
     * @param arguments what follows the command's name
     * @return one of {@link ExitCode}
     * @throws UsageException if the arguments are wrong
     * @throws NobodyThereException if no gateway can be reached
     * @throws IOException if standard input cannot be read
     */
    int run(List<String> arguments, Streams streams) throws UsageException, IOException;
}
