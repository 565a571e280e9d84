package sensorgate.device.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sensorgate.GatewaySettings;
import sensorgate.count.Counted;
import sensorgate.device.cli.CommandLine;
import sensorgate.device.cli.CommandLine.SettingText;

/**
 * The gateway's settings, or every mistake in them.
 *
 * @param source the origin of the settings, in words
 * @param settings the settings, {@code null} if there are faults
 * @param changes the settings that differ from their defaults
 * @param texts the text of each setting that the file or the command line has, by its key
 * @param optionKeys the keys of the settings that the command line has
 * @param faults the mistakes, in the order of reading: {@code FILE:LINE: key}, {@code --key} or
 *         {@code FILE}, then what is wrong, and the remedy
 */
public record Configuration(
        String source, GatewaySettings settings, List<Change> changes,
        Map<String, String> texts, List<String> optionKeys, List<String> faults) {

    /** A setting that differs from its default, as it stands in a file. */
    public record Change(String key, String text) {

        @Override
        public String toString() {
            return key + " = " + text;
        }
    }

    /** More does not fit into the heap of a running gateway beside its readings. */
    private static final int FILE_BYTES_MAX = 256 << 10;

    /** The mistakes that a log names; {@code sensorgate check} prints all. */
    private static final int LOGGED_MAX = 20;

    /** The default file, which need not exist. */
    public static final String FILE_DEFAULT = "/etc/sensorgate/sensorgate.properties";

    public static final String OPTION = "--config";

    /** The source of a configuration without a file. */
    static final String NO_FILE = "no file";

    /** Reads the file that the command line names, or the default file, then the command line. */
    public static Configuration read(CommandLine line) {
        return read(
                line.option(OPTION, defaultFile()), line.settings(), MemoryLimit.ofProcess());
    }

    /** Reads the file of a running gateway, or the default file, and then the command line. */
    public static Configuration readAgain(SettingsInUse gateway, CommandLine line) {
        return read(
                gateway.file().equals(NO_FILE) ? defaultFile() : gateway.file(), line.settings(),
                MemoryLimit.ofProcess());
    }

    /** Reads as {@link #read} does, and holds the heap against the installed service's limit. */
    static Configuration readForService(CommandLine line) {
        return read(
                line.option(OPTION, defaultFile()), line.settings(),
                Math.min(MemoryLimit.ofProcess(), MemoryLimit.ofService()));
    }

    /**
     * Reads the default file, for a tool that looks for the gateway of this machine. A file with
     * mistakes counts as empty.
     */
    public static Configuration ofThisMachine() {
        return orDefaults(defaultFile());
    }

    /** The settings of a file, or the defaults if the file has mistakes. Ignores the heap. */
    static Configuration orDefaults(String file) {
        ConfigurationReader reader = new ConfigurationReader(Long.MAX_VALUE);
        if (file != null) {
            readFile(file, reader);
        }
        Configuration own = reader.finish(file == null ? "no file" : file);
        return own.isGood() ? own : orDefaults(null);
    }

    static Configuration read(
            String file, List<SettingText> options, long memoryBytes) {
        ConfigurationReader reader = new ConfigurationReader(
                Runtime.getRuntime().maxMemory(), memoryBytes);
        if (file != null) {
            readFile(file, reader);
        }
        return reader.readOptions(options).finish(file == null ? NO_FILE : file);
    }

    /** The source as an absolute path, {@code no file} without a file. */
    public String file() {
        try {
            return source.equals(NO_FILE)
                    ? NO_FILE
                    : Path.of(source).toAbsolutePath().normalize().toString();
        } catch (InvalidPathException _) {
            return source; // the faults say why
        }
    }

    public boolean isGood() {
        return faults.isEmpty();
    }

    /** The first mistakes, and how many there are more: a file of another kind has thousands. */
    public List<String> faultsToLog() {
        if (faults.size() <= LOGGED_MAX) {
            return faults;
        }
        List<String> first = new ArrayList<>(faults.subList(0, LOGGED_MAX));
        first.add("and " + Counted.of(faults.size() - LOGGED_MAX, "more mistake")
                + ": 'sensorgate check' prints all of them");
        return first;
    }

    public boolean isChanged(Setting<?> setting) {
        return changes.stream().anyMatch(change -> change.key().equals(setting.key()));
    }

    /** The value of a setting, as it stands in a file. */
    String text(Setting<?> setting) {
        return changes.stream()
                .filter(change -> change.key().equals(setting.key()))
                .map(Change::text)
                .findFirst()
                .orElse(setting.defaultText());
    }

    private static String defaultFile() {
        // an unreadable directory hides the file: reading the file says why
        return Files.notExists(Path.of(FILE_DEFAULT)) ? null : FILE_DEFAULT;
    }

    private static void readFile(String file, ConfigurationReader reader) {
        try (InputStream input = Files.newInputStream(Path.of(file))) {
            byte[] content = input.readNBytes(FILE_BYTES_MAX + 1);
            if (content.length > FILE_BYTES_MAX) {
                reader.fault(file, "is no configuration, it has more than " + FILE_BYTES_MAX
                        + " bytes: write a smaller file, or name another file with " + OPTION);
            } else {
                reader.readFile(file, content);
            }
        } catch (NoSuchFileException _) {
            reader.fault(file, "there is no such file: name another file with " + OPTION);
        } catch (AccessDeniedException _) {
            reader.fault(file, "this user may not read the file: sudo chmod a+r " + file);
        } catch (IOException | InvalidPathException e) {
            reader.fault(file, "cannot be read: " + e.getMessage());
        }
    }
}
