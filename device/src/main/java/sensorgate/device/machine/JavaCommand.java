package sensorgate.device.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a Java was started that runs this program, so that another one can be started like it.
 *
 * @param words the command and the options for Java, up to and including the main class
 */
public record JavaCommand(List<String> words) {

    private static final String MAIN = "sensorgate.device.Main";

    private static final List<String> FILE_OPTIONS =
            List.of("-p", "--module-path", "-cp", "-classpath", "--class-path");

    /** Options that say what to run, with the word behind them. */
    private static final List<String> PROGRAM_OPTIONS =
            Stream.concat(FILE_OPTIONS.stream(), Stream.of("-m", "--module")).toList();

    /**
     * The command of a process, or {@code null} if it runs something else.
     *
     * @param commandLine its words, each ended by a NUL, as {@code /proc/PID/cmdline} has them
     */
    public static JavaCommand parse(String commandLine) {
        List<String> words = List.of(commandLine.split("\0"));
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals(MAIN) || word.endsWith("/" + MAIN)) {
                return new JavaCommand(words.subList(0, i + 1));
            }
        }
        return null;
    }

    /** A command for this Java and its class path, for whoever was started in another way. */
    public static JavaCommand onClassPath() {
        return new JavaCommand(List.of(
                "java", "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), MAIN));
    }

    /** The command with another program, one more option and more arguments. */
    public List<String> with(String java, String option, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(java, option));
        command.addAll(words.subList(1, words.size()));
        command.addAll(arguments);
        return command;
    }

    /** The options that say how to run, without those that say what. */
    public List<String> options() {
        List<String> options = new ArrayList<>();
        for (int i = 1; i < words.size() - 1; i++) {
            String word = words.get(i);
            if (PROGRAM_OPTIONS.contains(word)) {
                i++;
            } else if (!word.startsWith("--module")) {
                options.add(word);
            }
        }
        return options;
    }

    /** True if it says where the program's files are; an image has them in itself. */
    public boolean namesFiles() {
        return words.stream().anyMatch(word -> FILE_OPTIONS.contains(word.split("=", 2)[0]));
    }

    /** True if an option begins so. */
    public boolean has(String beginning) {
        return words.stream().anyMatch(word -> word.startsWith(beginning));
    }
}
