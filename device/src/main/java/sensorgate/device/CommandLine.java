package sensorgate.device;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What follows a command's name: options with a value ({@code --to HOST} or {@code --to=HOST}),
 * settings (options with a dot, {@code --udp.port=8081}) and words. {@code --} ends the options.
 */
final class CommandLine {

    /** A setting as it was written. */
    record SettingText(String key, String value) {}

    private final List<String> optionNames;
    private final boolean takesSettings;
    private final Map<String, String> options = new LinkedHashMap<>();
    private final List<SettingText> settings = new ArrayList<>();
    private final List<String> words = new ArrayList<>();

    private CommandLine(List<String> optionNames, boolean takesSettings) {
        this.optionNames = optionNames;
        this.takesSettings = takesSettings;
    }

    /** Takes options and words. */
    static CommandLine parse(List<String> arguments, String... optionNames) throws UsageException {
        return new CommandLine(List.of(optionNames), false).read(arguments);
    }

    /** Takes options and settings, and no words. */
    static CommandLine parseWithSettings(List<String> arguments, String... optionNames)
            throws UsageException {
        CommandLine line = new CommandLine(List.of(optionNames), true).read(arguments);
        line.refuseWords();
        return line;
    }

    /** True if help is asked for, whatever else is. */
    static boolean asksForHelp(List<String> arguments) {
        int end = arguments.indexOf("--");
        List<String> options = end < 0 ? arguments : arguments.subList(0, end);
        return options.contains("--help") || options.contains("-h");
    }

    /** The value of an option, or {@code otherwise} if it is not given. */
    String option(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    /** The settings, in the order in which they were given. */
    List<SettingText> settings() {
        return settings;
    }

    /** What is neither an option nor a setting. */
    List<String> words() {
        return words;
    }

    /** Refuses the first word, if there is one. */
    void refuseWords() throws UsageException {
        if (!words.isEmpty()) {
            String word = words.getFirst();
            String hint = takesSettings && word.indexOf('=') > 0
                    ? ", did you mean --" + word + "?"
                    : ": this command takes none";
            throw new UsageException("unexpected argument '" + word + "'" + hint);
        }
    }

    private CommandLine read(List<String> arguments) throws UsageException {
        for (String argument : arguments) {
            refuseGarbled(argument);
        }
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            if (argument.equals("--")) {
                rest.forEachRemaining(words::add);
            } else if (argument.startsWith("--")) {
                readOption(argument, rest);
            } else {
                words.add(argument);
            }
        }
        return this;
    }

    /** What the locale cannot say has been replaced before the program sees it. */
    private static void refuseGarbled(String argument) throws UsageException {
        if (argument.indexOf('\uFFFD') >= 0) {
            throw new UsageException("argument '" + argument + "' came garbled through this locale:"
                    + " use standard input, or set LC_ALL=C.UTF-8");
        }
    }

    private void readOption(String argument, Iterator<String> rest) throws UsageException {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        boolean isSetting = takesSettings && name.indexOf('.') > 0;
        if (!isSetting && !optionNames.contains(name)) {
            throw new UsageException("unknown option " + name
                    + NearestWord.hint(name, optionNames, ": --help lists the options"));
        }
        String value = equals < 0 ? valueOf(name, rest) : argument.substring(equals + 1);
        if (isSetting) {
            settings.add(new SettingText(name.substring(2), value));
        } else if (options.put(name, value) != null) {
            throw new UsageException("option " + name + " is given twice: keep one of them");
        }
    }

    private static String valueOf(String name, Iterator<String> rest) throws UsageException {
        String value = rest.hasNext() ? rest.next() : "--";
        if (value.startsWith("--")) {
            throw new UsageException("option " + name + " has no value: write " + name + "=…");
        }
        return value;
    }
}
