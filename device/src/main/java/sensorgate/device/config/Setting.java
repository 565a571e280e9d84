package sensorgate.device.config;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import sensorgate.address.MulticastGroup;
import sensorgate.address.SourceFilter;
import sensorgate.count.SettingKeys;
import sensorgate.line.Precision;
import sensorgate.port.ControlSettings;
import sensorgate.serve.TcpSettings;
import sensorgate.store.SeriesSettings;
import sensorgate.udp.UdpSettings.SourceKind;

/**
 * A setting of the configuration.
 *
 * @param key the name in the file and, behind two hyphens, on the command line
 * @param defaultText the value if the user sets none
 * @param meaning what the value means, for {@code --help}
 * @param parser reads the value, or throws an {@link IllegalArgumentException} that says what is
 *         wrong
 * @param isReloadable true if a running gateway takes over a change; false if a change needs a
 *         restart
 */
public record Setting<T>(
        String key, String defaultText, String meaning, Function<String, T> parser,
        boolean isReloadable) {

    static final Setting<Integer> UDP_PORT = new Setting<>(
            SettingKeys.UDP_PORT, "8081", "the port that sensors send to; 0 means any free port",
            SettingValue::port);

    static final Setting<InetAddress> UDP_ADDRESS = new Setting<>(
            SettingKeys.UDP_ADDRESS, "*", "the address to listen on; * means all addresses",
            SettingValue::address);

    static final Setting<SourceFilter> UDP_ALLOW = new Setting<>(
            SettingKeys.UDP_ALLOW, "local",
            "who may send: networks, e.g. local, 203.0.113.0/24", SourceFilter::parse).reloadable();

    static final Setting<List<MulticastGroup>> UDP_MULTICAST = new Setting<>(
            SettingKeys.UDP_MULTICAST, "none",
            "multicast groups to receive, e.g. 239.1.2.3, ff05::1234%eth0",
            MulticastGroup::parse);

    static final Setting<Long> UDP_COALESCE_NS = new Setting<>(
            SettingKeys.UDP_COALESCE, "4ms",
            "the longest time that datagrams gather under load, 0 to 1s",
            text -> SettingValue.durationNs(text, "0", "1s")).reloadable();

    static final Setting<Integer> UDP_RECEIVE_BUFFER_BYTES = new Setting<>(
            SettingKeys.UDP_RECEIVE_BUFFER, "4m",
            "the size of the kernel's receive buffer, 4k to 1g",
            text -> SettingValue.sizeBytes(text, "4k", "1g"));

    static final Setting<SourceKind> UDP_SOURCE = new Setting<>(
            SettingKeys.UDP_SOURCE, "auto",
            "how datagrams are received: auto, recvmmsg or portable",
            text -> SettingValue.choice(
                    text,
                    Map.of(
                            "auto", SourceKind.AUTO,
                            "recvmmsg", SourceKind.RECVMMSG,
                            "portable", SourceKind.PORTABLE),
                    "auto, recvmmsg, portable"));

    static final Setting<Precision> UDP_PRECISION = new Setting<>(
            SettingKeys.UDP_PRECISION, "auto",
            "the unit of the sensors' own timestamps: ns, us, ms, s, or auto",
            text -> SettingValue.choice(
                    text,
                    Arrays.stream(Precision.values())
                            .collect(Collectors.toMap(Precision::word, Function.identity())),
                    "auto, ns, us, ms, s")).reloadable();

    static final Setting<Integer> TCP_PORT = new Setting<>(
            SettingKeys.TCP_PORT, "8081",
            "the port that the controller polls; 0 means any free port",
            SettingValue::port);

    static final Setting<InetAddress> TCP_ADDRESS = new Setting<>(
            SettingKeys.TCP_ADDRESS, "*", "the address to listen on; * means all addresses",
            SettingValue::address);

    static final Setting<SourceFilter> TCP_ALLOW = new Setting<>(
            SettingKeys.TCP_ALLOW, "local", "who may poll: networks, as for udp.allow",
            SourceFilter::parse).reloadable();

    static final Setting<Integer> TCP_CONTROLLERS = new Setting<>(
            SettingKeys.TCP_CONTROLLERS, "1",
            "the most controllers served at the same time, 1 to "
                    + TcpSettings.CONTROLLERS_LIMIT,
            text -> SettingValue.integer(
                    text, 1, TcpSettings.CONTROLLERS_LIMIT,
                    "a number from 1 to " + TcpSettings.CONTROLLERS_LIMIT)).reloadable();

    static final Setting<Long> TCP_TURN_NS = new Setting<>(
            SettingKeys.TCP_TURN, "10s",
            "how long a controller is served while another waits, 100ms to 1h",
            text -> SettingValue.durationNs(text, "100ms", "1h")).reloadable();

    static final Setting<Long> TCP_IDLE_NS = new Setting<>(
            SettingKeys.TCP_IDLE, "10s",
            "a silent controller yields to another after this time, 100ms to 1d",
            text -> SettingValue.durationNs(text, "100ms", "1d")).reloadable();

    static final Setting<Long> TCP_WRITE_TIMEOUT_NS = new Setting<>(
            SettingKeys.TCP_WRITE_TIMEOUT, "10s",
            "a reply unread for this long ends the connection, 100ms to 1h",
            text -> SettingValue.durationNs(text, "100ms", "1h")).reloadable();

    public static final Setting<ControlSettings> CONTROL_SOCKET = new Setting<>(
            SettingKeys.CONTROL_SOCKET, "auto",
            "the socket for tools on this machine: auto, none, or a path",
            ControlSocketChoice::parse);

    static final Setting<Integer> SERIES_MAX = new Setting<>(
            SettingKeys.SERIES_MAX, "4096",
            "the most readings to keep, 1 to " + SeriesSettings.LIMIT,
            text -> SettingValue.integer(
                    text, 1, SeriesSettings.LIMIT,
                    "a number from 1 to " + SeriesSettings.LIMIT));

    static final Setting<Long> SERIES_EXPIRE_NS = new Setting<>(
            SettingKeys.SERIES_EXPIRE, "1d",
            "in a full table a reading gives way after this silence; or none",
            SettingValue::expireNs).reloadable();

    static final Setting<Integer> SERIES_PER_SENDER = new Setting<>(
            SettingKeys.SERIES_PER_SENDER, "half",
            "the most readings of one sender: a number, or half",
            SettingValue::perSender).reloadable();

    public static final Setting<Path> STATE_DIRECTORY = new Setting<>(
            SettingKeys.STATE_DIRECTORY, "auto",
            "the directory of journal and checkpoint; none keeps both in memory",
            StateDirectoryChoice::parse);

    static final Setting<Long> STATE_FLUSH_NS = new Setting<>(
            SettingKeys.STATE_FLUSH, "5s",
            "how often new points are forced to the disk, 100ms to 1h",
            text -> SettingValue.durationNs(text, "100ms", "1h")).reloadable();

    static final Setting<Long> STATE_CHECKPOINT_NS = new Setting<>(
            SettingKeys.STATE_CHECKPOINT, "10m",
            "how often all readings are written to the disk, 1s to 1d",
            text -> SettingValue.durationNs(text, "1s", "1d")).reloadable();

    static final Setting<Integer> JOURNAL_BYTES = new Setting<>(
            SettingKeys.JOURNAL_SIZE, "16m", "the size of the journal, 256k to 1g",
            text -> SettingValue.sizeBytes(text, "256k", "1g"));

    /** Every setting, in the order in which help lists them. */
    public static final List<Setting<?>> ALL = List.of(
            UDP_PORT, UDP_ADDRESS, UDP_ALLOW, UDP_MULTICAST, UDP_COALESCE_NS,
            UDP_RECEIVE_BUFFER_BYTES, UDP_SOURCE, UDP_PRECISION, TCP_PORT, TCP_ADDRESS,
            TCP_ALLOW, TCP_CONTROLLERS, TCP_TURN_NS, TCP_IDLE_NS, TCP_WRITE_TIMEOUT_NS,
            CONTROL_SOCKET, SERIES_MAX, SERIES_EXPIRE_NS, SERIES_PER_SENDER, STATE_DIRECTORY,
            STATE_FLUSH_NS, STATE_CHECKPOINT_NS, JOURNAL_BYTES);

    /** Every setting's key. */
    static final List<String> KEYS = ALL.stream().<String>map(Setting::key).toList();

    /** True if a running gateway takes over a change of this key; false also for no key. */
    public static boolean isReloadable(String key) {
        return ALL.stream().anyMatch(setting -> setting.key().equals(key) && setting.isReloadable);
    }

    /** A setting whose change needs a restart. */
    Setting(String key, String defaultText, String meaning, Function<String, T> parser) {
        this(key, defaultText, meaning, parser, false);
    }

    /** Returns a copy of this setting that a running gateway takes over. */
    private Setting<T> reloadable() {
        return new Setting<>(key, defaultText, meaning, parser, true);
    }

    /** True if both texts mean the same value; another version's text may mean no value. */
    boolean isSame(String one, String other) {
        try {
            return one.equals(other) || Objects.equals(parse(one), parse(other));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    T parse(String text) {
        return parser.apply(text);
    }
}
