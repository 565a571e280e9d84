package sensorgate.device.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The command that started a Java with this program, so that a second one can start the same way.
 *
 * @param words the command and the options for Java, up to and including the main class
 */
public record JavaCommand(List<String> words) {

    private static final String MAIN = "sensorgate.device.Main";

    private static final List<String> FILE_OPTIONS =
            List.of("-p", "--module-path", "-cp", "-classpath", "--class-path");

    /** Options that name the program, each followed by a value. */
    private static final List<String> PROGRAM_OPTIONS =
            Stream.concat(FILE_OPTIONS.stream(), Stream.of("-m", "--module")).toList();

    /** Reads {@code /proc/PID/cmdline}; {@code null} if the process runs another program. */
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

    /** A command for this Java and its class path, where the own command line is not known. */
    public static JavaCommand onClassPath() {
        return new JavaCommand(List.of(
                "java", "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), MAIN));
    }

    /** This command with another Java, one more option and more arguments. */
    public List<String> with(String java, String option, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(java, option));
        command.addAll(words.subList(1, words.size()));
        command.addAll(arguments);
        return command;
    }

    /** The options for Java, without those that name the program. */
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

    /** True if the command names the program's files; an image contains them. */
    public boolean namesFiles() {
        return words.stream().anyMatch(word -> FILE_OPTIONS.contains(word.split("=", 2)[0]));
    }

    /** True if a word begins with this text. */
    public boolean has(String beginning) {
        return words.stream().anyMatch(word -> word.startsWith(beginning));
    }
}
