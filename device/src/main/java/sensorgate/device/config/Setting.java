package sensorgate.device.config;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import sensorgate.GatewaySettings;
import sensorgate.address.SourceFilter;
import sensorgate.udp.UdpSettings.SourceKind;

/**
 * One thing that can be set.
 *
 * @param key its name in the file and, behind two hyphens, on the command line
 * @param defaultText its value unless told otherwise
 * @param meaning what it is, for whoever asks for help
 * @param parser reads its value, or throws an {@link IllegalArgumentException} that says why not
 */
public record Setting<T>(
        String key, String defaultText, String meaning, Function<String, T> parser) {

    static final Setting<Integer> UDP_PORT = new Setting<>(
            "udp.port", "8081", "where sensors send to; 0 is any free port", SettingValue::port);

    static final Setting<InetAddress> UDP_ADDRESS = new Setting<>(
            "udp.address", "*", "the address to listen on, * for all", SettingValue::address);

    static final Setting<SourceFilter> UDP_ALLOW = new Setting<>(
            "udp.allow", "local", "who may send: networks, e.g. 192.168.1.0/24, fd00::/8",
            SettingValue::networks);

    static final Setting<Long> UDP_COALESCE_NS = new Setting<>(
            "udp.coalesce", "4ms", "how long to let datagrams gather at the most, 0 to 1s",
            text -> SettingValue.durationNs(text, "0", "1s"));

    static final Setting<Integer> UDP_RECEIVE_BUFFER_BYTES = new Setting<>(
            "udp.receive-buffer", "4m", "the kernel's buffer to ask for, 4k to 1g",
            text -> SettingValue.sizeBytes(text, "4k", "1g"));

    static final Setting<SourceKind> UDP_SOURCE = new Setting<>(
            "udp.source", "auto", "how datagrams are taken: auto, recvmmsg or portable",
            text -> SettingValue.choice(
                    text,
                    Map.of(
                            "auto", SourceKind.AUTO,
                            "recvmmsg", SourceKind.RECVMMSG,
                            "portable", SourceKind.PORTABLE),
                    "auto, recvmmsg, portable"));

    static final Setting<Long> UDP_PRECISION_NS = new Setting<>(
            "udp.precision", "ns", "the unit of the sensors' own timestamps: ns, us, ms or s",
            text -> SettingValue.choice(
                    text,
                    Map.of("ns", 1L, "us", 1_000L, "ms", 1_000_000L, "s", 1_000_000_000L),
                    "ns, us, ms, s"));

    static final Setting<Integer> TCP_PORT = new Setting<>(
            "tcp.port", "8081", "where the controller polls; 0 is any free port",
            SettingValue::port);

    static final Setting<InetAddress> TCP_ADDRESS = new Setting<>(
            "tcp.address", "*", "the address to listen on, * for all", SettingValue::address);

    static final Setting<SourceFilter> TCP_ALLOW = new Setting<>(
            "tcp.allow", "local", "who may poll: networks, as for udp.allow",
            SettingValue::networks);

    static final Setting<Long> TCP_IDLE_NS = new Setting<>(
            "tcp.idle", "10s", "how long a silent controller keeps others waiting, 100ms to 1d",
            text -> SettingValue.durationNs(text, "100ms", "1d"));

    static final Setting<Long> TCP_WRITE_TIMEOUT_NS = new Setting<>(
            "tcp.write-timeout", "10s", "how long a reply may stay unread, 100ms to 1h",
            text -> SettingValue.durationNs(text, "100ms", "1h"));

    public static final Setting<ControlSocketChoice> CONTROL_SOCKET = new Setting<>(
            "control.socket", "auto", "where tools of this machine ask: auto, none, or a path",
            ControlSocketChoice::parse);

    static final Setting<Integer> SERIES_MAX = new Setting<>(
            "series.max", "4096", "readings to keep, 1 to " + GatewaySettings.SERIES_LIMIT,
            text -> SettingValue.integer(
                    text, 1, GatewaySettings.SERIES_LIMIT,
                    "a number from 1 to " + GatewaySettings.SERIES_LIMIT));

    public static final Setting<StateDirectoryChoice> STATE_DIRECTORY = new Setting<>(
            "state.directory", "auto", "where journal and checkpoint are kept; none: in memory",
            StateDirectoryChoice::parse);

    static final Setting<Long> STATE_FLUSH_NS = new Setting<>(
            "state.flush", "5s", "how often new points are forced to the disk, 100ms to 1h",
            text -> SettingValue.durationNs(text, "100ms", "1h"));

    static final Setting<Long> STATE_CHECKPOINT_NS = new Setting<>(
            "state.checkpoint", "10m", "how often the readings are written to the disk, 1s to 1d",
            text -> SettingValue.durationNs(text, "1s", "1d"));

    static final Setting<Integer> JOURNAL_BYTES = new Setting<>(
            "journal.size", "16m", "how much the journal holds, 256k to 1g",
            text -> SettingValue.sizeBytes(text, "256k", "1g"));

    /** Every setting, in the order in which help lists them. */
    public static final List<Setting<?>> ALL = List.of(
            UDP_PORT, UDP_ADDRESS, UDP_ALLOW, UDP_COALESCE_NS, UDP_RECEIVE_BUFFER_BYTES, UDP_SOURCE,
            UDP_PRECISION_NS, TCP_PORT, TCP_ADDRESS, TCP_ALLOW, TCP_IDLE_NS, TCP_WRITE_TIMEOUT_NS,
            CONTROL_SOCKET, SERIES_MAX, STATE_DIRECTORY, STATE_FLUSH_NS, STATE_CHECKPOINT_NS,
            JOURNAL_BYTES);

    /** Every setting's key. */
    static final List<String> KEYS = ALL.stream().<String>map(Setting::key).toList();

    T parse(String text) {
        return parser.apply(text);
    }
}
