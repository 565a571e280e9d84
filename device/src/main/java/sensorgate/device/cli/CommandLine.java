package sensorgate.device.cli;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The arguments after a command's name: options with a value ({@code --to HOST} or
 * {@code --to=HOST}), flags (options without a value, {@code --follow}), settings (for a command
 * that takes settings, every other option with a value, {@code --udp.port=8081}) and words.
 * {@code --} ends the options.
 */
public final class CommandLine {

    /** A setting as the user wrote it. */
    public record SettingText(String key, String value) {}

    private static final String NO_HINT = ": --help lists the options";

    private final List<String> optionNames;
    private final List<String> flagNames;
    private final boolean takesSettings;
    private final Map<String, String> options = new LinkedHashMap<>();
    private final List<SettingText> settings = new ArrayList<>();
    private final List<String> words = new ArrayList<>();

    private CommandLine(
            List<String> arguments, String[] optionNames, List<String> flagNames,
            boolean takesSettings) throws UsageException {
        this.optionNames = List.of(optionNames);
        this.flagNames = flagNames;
        this.takesSettings = takesSettings;
        read(arguments);
    }

    /** Parses options and words. */
    public static CommandLine parse(List<String> arguments, String... optionNames)
            throws UsageException {
        return new CommandLine(arguments, optionNames, List.of(), false);
    }

    /** Parses a flag, options and words. */
    public static CommandLine parseWithFlag(
            List<String> arguments, String flagName, String... optionNames) throws UsageException {
        return new CommandLine(arguments, optionNames, List.of(flagName), false);
    }

    /** Parses flags, options and words. */
    public static CommandLine parseWithFlags(
            List<String> arguments, List<String> flagNames, String... optionNames)
            throws UsageException {
        return new CommandLine(arguments, optionNames, flagNames, false);
    }

    /** Parses options and settings; refuses words. */
    public static CommandLine parseWithSettings(List<String> arguments, String... optionNames)
            throws UsageException {
        return new CommandLine(arguments, optionNames, List.of(), true).refuseWords();
    }

    /** Parses flags, options and settings; refuses words. */
    public static CommandLine parseWithSettings(
            List<String> arguments, List<String> flagNames, String... optionNames)
            throws UsageException {
        return new CommandLine(arguments, optionNames, flagNames, true).refuseWords();
    }

    /** True if an argument before {@code --} asks for help, even beside wrong arguments. */
    public static boolean asksForHelp(List<String> arguments) {
        int end = arguments.indexOf("--");
        List<String> options = end < 0 ? arguments : arguments.subList(0, end);
        return options.contains("--help") || options.contains("-h");
    }

    /** True if the arguments have this flag or option. */
    public boolean has(String name) {
        return options.containsKey(name);
    }

    /** The value of an option, or {@code otherwise} without the option. */
    public String option(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    /** The whole number that an option gives, or {@code otherwise} without the option. */
    public int number(String name, int otherwise, int min, int max) throws UsageException {
        return (int) decimal(name, otherwise, min, max, "\\d{1,9}", "a whole number");
    }

    /** An option in seconds as milliseconds; {@code otherwise} is in seconds, too. */
    public int milliseconds(String name, double otherwise, double min, double max)
            throws UsageException {
        return (int) Math.round(1_000 * decimal(
                name, otherwise, min, max, "\\d{1,6}(\\.\\d{1,3})?", "a number of seconds"));
    }

    private double decimal(
            String name, double otherwise, double min, double max, String pattern, String what)
            throws UsageException {
        if (!has(name)) {
            return otherwise;
        }
        String text = option(name, "");
        double number = text.matches(pattern) ? Double.parseDouble(text) : Double.NaN;
        if (number >= min && number <= max) {
            return number;
        }
        throw new UsageException("cannot use " + name + " '" + text + "': write " + what
                + " from " + plain(min) + " to " + plain(max));
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    /** The settings, in the order of the arguments. */
    public List<SettingText> settings() {
        return settings;
    }

    /** The arguments that are neither options nor settings. */
    public List<String> words() {
        return words;
    }

    /** Refuses the first word, if the arguments have words. */
    public CommandLine refuseWords() throws UsageException {
        if (!words.isEmpty()) {
            String word = words.getFirst();
            String hint = takesSettings && word.indexOf('=') > 0
                    ? ", did you mean --" + word + "?"
                    : ": this command takes only options";
            throw new UsageException("unexpected argument '" + word + "'" + hint);
        }
        return this;
    }

    private void read(List<String> arguments) throws UsageException {
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
    }

    /** Java replaces characters that the locale cannot express before the program sees them. */
    private static void refuseGarbled(String argument) throws UsageException {
        if (argument.indexOf('\uFFFD') >= 0) {
            throw new UsageException("this locale has garbled the argument '" + argument
                    + "': use standard input, or set LC_ALL=C.UTF-8");
        }
    }

    private void readOption(String argument, Iterator<String> rest) throws UsageException {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        boolean isFlag = flagNames.contains(name);
        boolean isKnown = isFlag || optionNames.contains(name);
        boolean isSetting = takesSettings && !isKnown && isSetting(name, equals >= 0);
        if (!isSetting && !isKnown) {
            throw new UsageException("unknown option " + name + nearest(name));
        }
        if (isFlag && equals >= 0) {
            throw new UsageException("option " + name + " takes no value: write " + name);
        }
        String value = isFlag ? "" : valueOf(name, argument, equals, rest);
        if (isSetting) {
            settings.add(new SettingText(name.substring(2), value));
        } else if (options.put(name, value) != null) {
            throw new UsageException("option " + name + " is there twice: keep one of them");
        }
    }

    /**
     * True if the user means a setting: it has a dot, or a value and is no misspelt option. The
     * configuration then names it beside its other mistakes if there is no such setting.
     */
    private boolean isSetting(String name, boolean hasValue) {
        return name.indexOf('.') > 0 || hasValue && nearest(name).equals(NO_HINT);
    }

    private String nearest(String name) {
        List<String> names = new ArrayList<>(optionNames);
        names.addAll(flagNames);
        return NearestWord.hint(name, names, NO_HINT);
    }

    private static String valueOf(
            String name, String argument, int equals, Iterator<String> rest)
            throws UsageException {
        if (equals >= 0) {
            return argument.substring(equals + 1);
        }
        String value = rest.hasNext() ? rest.next() : "--";
        if (value.startsWith("--")) {
            throw new UsageException("option " + name + " has no value: write " + name + "=…");
        }
        return value;
    }
}
