package sensorgate.device.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import sensorgate.GatewaySettings;
import sensorgate.device.cli.CommandLine.SettingText;
import sensorgate.device.cli.NearestWord;
import sensorgate.device.config.Configuration.Change;
import sensorgate.serve.TcpSettings;
import sensorgate.store.SeriesSettings;
import sensorgate.store.StoreSettings;
import sensorgate.udp.UdpSettings;

/**
 * Turns text into settings and finds every mistake; touches neither disk nor network. A later text
 * overrides an earlier text: first the file, then the command line.
 *
 * <p>The file is UTF-8 with one {@code key = value} per line. Lines that begin with {@code #} or
 * {@code !} are comments. There are no escapes and no continued lines.
 */
public final class ConfigurationReader {

    /** The most heap that a reading takes; measured: 1,183 to 1,191 of 2,000 to 100,000. */
    private static final long BYTES_PER_READING = 1_195;

    /** The gateway's memory beside the heap, a tenth more than measured. */
    private static final long OTHER_BYTES = 64 << 20;

    /** A journal has whole pages. */
    private static final int PAGE_BYTES = 4096;

    private final long heapBytes;
    private final long memoryBytes;
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, String> places = new HashMap<>();
    private final List<String> optionKeys = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    /** A reader for a Java heap of at most {@code heapBytes}. */
    public ConfigurationReader(long heapBytes) {
        this(heapBytes, MemoryLimit.NONE);
    }

    /** A reader for a process that may take at most {@code memoryBytes}, its heap included. */
    ConfigurationReader(long heapBytes, long memoryBytes) {
        this.heapBytes = heapBytes;
        this.memoryBytes = memoryBytes;
    }

    /** Reads the content of a file; faults call the file {@code name}. */
    ConfigurationReader readFile(String name, byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        String[] lines = (text.startsWith("\uFEFF") ? text.substring(1) : text).split("\n");
        Map<String, Integer> lineByKey = new HashMap<>();
        for (int i = 0; i < lines.length; i++) {
            readLine(name, i + 1, lines[i].strip(), lineByKey);
        }
        return this;
    }

    /** Reads the settings of a command line. */
    ConfigurationReader readOptions(List<SettingText> options) {
        for (SettingText option : options) {
            String place = "--" + option.key();
            if (optionKeys.contains(option.key())) {
                fault(place, "given twice: keep one");
            } else {
                optionKeys.add(option.key());
                set(place, option.key(), option.value());
            }
        }
        return this;
    }

    void fault(String place, String message) {
        faults.add(place + ": " + message);
    }

    /** Returns the settings; {@code source} is their origin, in words. */
    public Configuration finish(String source) {
        checkHeap();
        checkMulticast();
        return faults.isEmpty()
                ? new Configuration(
                        source, settings(), changes(), Map.copyOf(texts), optionKeys, List.of())
                : new Configuration(source, null, List.of(), Map.of(), List.of(), faults);
    }

    private void readLine(
            String name, int number, String line, Map<String, Integer> lineByKey) {
        if (line.isEmpty() || line.startsWith("#") || line.startsWith("!")) {
            return;
        }
        String place = name + ":" + number;
        int equals = line.indexOf('=');
        String key = line.substring(0, Math.max(equals, 0)).strip();
        if (line.contains("\uFFFD")) {
            fault(place, "this line is not UTF-8: save the file as UTF-8");
        } else if (line.endsWith("\\")) {
            fault(place, "a line cannot continue after a backslash: write one line");
        } else if (key.isEmpty()) {
            fault(place, "'" + line + "' is not a setting: write key = value");
        } else if (lineByKey.containsKey(key)) {
            fault(place + ": " + key, "given twice, first in line " + lineByKey.get(key)
                    + ": keep one");
        } else {
            lineByKey.put(key, number);
            set(place + ": " + key, key, line.substring(equals + 1).strip());
        }
    }

    private void set(String place, String key, String text) {
        for (Setting<?> setting : Setting.ALL) {
            if (setting.key().equals(key)) {
                set(place, setting, text);
                return;
            }
        }
        fault(place, "unknown key" + hint(key));
    }

    /** A key may lack its first part, {@code port}, or be misspelt. */
    private static String hint(String key) {
        List<String> ends =
                Setting.KEYS.stream().filter(known -> known.endsWith("." + key)).toList();
        return ends.isEmpty()
                ? NearestWord.hint(
                        key, Setting.KEYS, ": the keys are " + String.join(", ", Setting.KEYS))
                : ", did you mean " + String.join(" or ", ends) + "?";
    }

    private void set(String place, Setting<?> setting, String text) {
        try {
            setting.parse(text);
            texts.put(setting.key(), text);
            places.put(setting.key(), place);
        } catch (IllegalArgumentException e) {
            fault(place, e.getMessage()
                    + (text.contains("#") ? "; write a comment on a line of its own" : ""));
        }
    }

    /**
     * The table is one array in the old generation, which has at least half of the heap. Beside the
     * heap there must be room for the rest of the gateway.
     */
    private void checkHeap() {
        long tableBytes = value(Setting.SERIES_MAX) * BYTES_PER_READING;
        long roomBytes = heapBytes / 2;
        String key = Setting.SERIES_MAX.key();
        String place = places.getOrDefault(key, key);
        if (tableBytes > roomBytes) {
            long neededBytes = heapFor(tableBytes);
            fault(place,
                    value(Setting.SERIES_MAX) + " readings do not fit into half of the Java heap:"
                    + " needed=" + mebibytes(tableBytes) + "m, half=" + mebibytes(roomBytes)
                    + "m; write " + roomBytes / BYTES_PER_READING
                    + " or less, or start Java with -Xmx" + mebibytes(neededBytes) + "m in"
                    + " SENSORGATE_JAVA_OPTS" + (isTooLarge(neededBytes)
                            ? " and raise the service's limit: " + raised(neededBytes)
                            : ""));
        } else if (heapBytes != Long.MAX_VALUE && isTooLarge(heapBytes)) {
            long heapMostBytes = Math.max(0, memoryBytes - OTHER_BYTES);
            fault(place,
                    "the Java heap for " + value(Setting.SERIES_MAX) + " readings does not fit into"
                    + " the service's memory limit: heap=" + mebibytes(heapBytes) + "m, other="
                    + mebibytes(OTHER_BYTES) + "m, limit=" + mebibytes(memoryBytes) + "m; write "
                    + readingsIn(heapMostBytes) + " or less and -Xmx"
                    + (heapMostBytes >> 20) + "m in SENSORGATE_JAVA_OPTS, or raise the limit: "
                    + raised(heapBytes));
        }
    }

    private boolean isTooLarge(long heapBytes) {
        return heapBytes > memoryBytes - OTHER_BYTES;
    }

    private static String raised(long heapBytes) {
        long mebibytes = mebibytes(heapBytes + OTHER_BYTES);
        return "sudo systemctl edit sensorgate, [Service], MemoryHigh=" + mebibytes
                + "M, MemoryMax=" + (mebibytes + OTHER_BYTES / (1 << 20)) + "M";
    }

    /** The option -Xmx for a table; a survivor space, up to 1/30 of the heap, holds no table. */
    private static long heapFor(long tableBytes) {
        return 2 * tableBytes * 30 / 29;
    }

    private static long readingsIn(long heapBytes) {
        return heapBytes * 29 / 30 / 2 / BYTES_PER_READING;
    }

    /** A socket that is bound to one address of the machine receives nothing sent to a group. */
    private void checkMulticast() {
        String key = Setting.UDP_MULTICAST.key();
        if (!value(Setting.UDP_MULTICAST).isEmpty() && value(Setting.UDP_ADDRESS) != null) {
            fault(places.getOrDefault(key, key), "no multicast arrives at the single address "
                    + Setting.UDP_ADDRESS.key() + "=" + texts.get(Setting.UDP_ADDRESS.key())
                    + ": set " + Setting.UDP_ADDRESS.key() + " = *");
        }
    }

    private static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }

    private GatewaySettings settings() {
        UdpSettings udp = new UdpSettings(
                value(Setting.UDP_ADDRESS),
                value(Setting.UDP_PORT),
                value(Setting.UDP_ALLOW),
                value(Setting.UDP_SOURCE),
                value(Setting.UDP_COALESCE_NS),
                value(Setting.UDP_RECEIVE_BUFFER_BYTES),
                value(Setting.UDP_PRECISION))
                .joining(value(Setting.UDP_MULTICAST));
        TcpSettings tcp = new TcpSettings(
                value(Setting.TCP_ADDRESS),
                value(Setting.TCP_PORT),
                value(Setting.TCP_ALLOW),
                value(Setting.TCP_CONTROLLERS),
                value(Setting.TCP_TURN_NS),
                value(Setting.TCP_IDLE_NS),
                value(Setting.TCP_WRITE_TIMEOUT_NS));
        StoreSettings store = new StoreSettings(
                value(Setting.STATE_DIRECTORY),
                value(Setting.JOURNAL_BYTES) & -PAGE_BYTES,
                value(Setting.STATE_FLUSH_NS),
                value(Setting.STATE_CHECKPOINT_NS));
        return new GatewaySettings(
                udp, tcp, value(Setting.CONTROL_SOCKET), store, series());
    }

    private SeriesSettings series() {
        int max = value(Setting.SERIES_MAX);
        int perSender = value(Setting.SERIES_PER_SENDER);
        return new SeriesSettings(
                max, value(Setting.SERIES_EXPIRE_NS),
                perSender == SettingValue.HALF ? SeriesSettings.halfOf(max) : perSender);
    }

    private List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        for (Setting<?> setting : Setting.ALL) {
            if (!Objects.equals(value(setting), setting.parse(setting.defaultText()))) {
                changes.add(new Change(setting.key(), texts.get(setting.key())));
            }
        }
        return changes;
    }

    private <T> T value(Setting<T> setting) {
        return setting.parse(texts.getOrDefault(setting.key(), setting.defaultText()));
    }
}
