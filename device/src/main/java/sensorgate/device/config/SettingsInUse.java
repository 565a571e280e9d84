package sensorgate.device.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.Gateway;
import sensorgate.address.IpAddress;
import sensorgate.device.cli.CommandLine.SettingText;
import sensorgate.device.text.Printable;

/**
 * The settings that a running gateway uses, as the gateway tells them to CONFIG and as a tool reads
 * them from the reply. The reply is a configuration file; comments tell what is no setting. A
 * setting that holds a secret must be left out here; today no setting does.
 *
 * <pre>
 *  # file = /etc/sensorgate/sensorgate.properties
 *  # option = tcp.port
 *  # actual state.directory = /var/lib/sensorgate
 *  udp.port = 8081
 *  tcp.port = 9000
 *  state.directory = auto
 * </pre>
 *
 * @param file the file that the gateway has read, or {@code no file}
 * @param options the keys that the gateway's command line has set
 * @param actual the values of keys whose text leaves the choice to the gateway
 * @param texts every setting's text by its key
 */
public record SettingsInUse(
        String file, List<String> options, Map<String, String> actual,
        Map<String, String> texts) {

    /** A key whose configured text means something else than the text that the gateway uses. */
    public record Difference(String key, String configured, String inUse) {}

    private static final Pattern LINE =
            Pattern.compile("(?:# (file|option|actual [^ =]+)|([^# =]+)) = ?(.*)");

    /** The settings of a gateway that was opened with this configuration. */
    public static SettingsInUse of(Configuration configuration, Gateway gateway) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Setting<?> setting : Setting.ALL) {
            texts.put(setting.key(), textOf(setting, configuration.texts()));
        }
        Path state = configuration.settings().store().directory();
        Map<String, String> actual = new LinkedHashMap<>();
        actual.put(Setting.UDP_PORT.key(), String.valueOf(gateway.udpPort()));
        actual.put(
                Setting.UDP_ADDRESS.key(),
                gateway.udpAddress() == null ? "*" : IpAddress.of(gateway.udpAddress()));
        actual.put(Setting.TCP_PORT.key(), String.valueOf(gateway.tcpPort()));
        actual.put(Setting.CONTROL_SOCKET.key(), textOf(gateway.controlPath()));
        actual.put(Setting.STATE_DIRECTORY.key(), textOf(state));
        actual.entrySet().removeIf(value -> value.getValue().equals(texts.get(value.getKey())));
        return new SettingsInUse(
                configuration.file(), configuration.optionKeys(), actual, texts);
    }

    /** Reads the lines of a reply to CONFIG; {@code null} if the reply has no settings. */
    public static SettingsInUse parse(List<String> lines) {
        String file = Configuration.NO_FILE;
        List<String> options = new ArrayList<>();
        Map<String, String> actual = new LinkedHashMap<>();
        Map<String, String> texts = new LinkedHashMap<>();
        for (String line : lines) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                return null;
            }
            String value = matcher.group(3);
            switch (matcher.group(1)) {
                case null -> texts.put(matcher.group(2), value);
                case "file" -> file = value;
                case "option" -> options.add(value);
                case String key -> actual.put(key.substring("actual ".length()), value);
            }
        }
        return texts.isEmpty() ? null : new SettingsInUse(file, options, actual, texts);
    }

    /** The lines of the reply to CONFIG. */
    public String text() {
        StringBuilder text = new StringBuilder();
        line(text, "# file", file);
        options.forEach(key -> line(text, "# option", key));
        actual.forEach((key, value) -> line(text, "# actual " + key, value));
        texts.forEach((key, value) -> line(text, key, value));
        return text.toString();
    }

    /**
     * The settings with their actual values. They have faults if another version of this program
     * has told settings that this version does not know.
     */
    public Configuration configuration() {
        Map<String, String> all = new LinkedHashMap<>(texts);
        all.putAll(actual);
        return new ConfigurationReader(Long.MAX_VALUE)
                .readOptions(all.entrySet().stream()
                        .map(setting -> new SettingText(setting.getKey(), setting.getValue()))
                        .toList())
                .finish(file);
    }

    /**
     * The settings that differ from a configuration without faults. The options of the gateway's
     * command line are no differences, unless the configuration has options of the same keys.
     */
    public List<Difference> differences(Configuration configured) {
        List<Difference> differences = new ArrayList<>();
        for (Setting<?> setting : Setting.ALL) {
            String key = setting.key();
            String wanted = textOf(setting, configured.texts());
            String used = texts.get(key);
            boolean isOverridden =
                    options.contains(key) && !configured.optionKeys().contains(key);
            if (used != null && !isOverridden && !setting.isSame(wanted, used)) {
                differences.add(new Difference(key, wanted, used));
            }
        }
        return differences;
    }

    private static String textOf(Setting<?> setting, Map<String, String> texts) {
        return texts.getOrDefault(setting.key(), setting.defaultText());
    }

    private static String textOf(Path path) {
        return path == null ? "none" : path.toString();
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append(key).append(" = ").append(Printable.of(value)).append('\n');
    }
}
