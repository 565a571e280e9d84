package sensorgate.device.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.count.SettingKeys;
import sensorgate.device.text.DurationText;
import sensorgate.store.SeriesSettings;

/**
 * Parses the values of settings. Each method throws an {@link IllegalArgumentException} whose
 * message says what is wrong and gives the remedy.
 */
final class SettingValue {

    /** The value of {@link #perSender} for {@code half}. */
    static final int HALF = 0;

    private static final int PORT_MAX = 65_535;

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,18})([a-z]*)");

    private static final Map<String, Long> BYTES_BY_UNIT =
            Map.of("", 1L, "k", 1L << 10, "m", 1L << 20, "g", 1L << 30);

    private SettingValue() {}

    static int port(String text) {
        return integer(text, 0, PORT_MAX, "a number from 0 (any free port) to " + PORT_MAX);
    }

    static int integer(String text, int min, int max, String remedy) {
        return (int) inRange(text, numberAndUnit(text, Map.of("", 1L)), min, max, remedy);
    }

    /** A duration from {@code min} to {@code max}, in nanoseconds. */
    static long durationNs(String text, String min, String max) {
        return inRange(
                text, DurationText.parseNs(text), DurationText.parseNs(min),
                DurationText.parseNs(max),
                "a duration from " + min + " to " + max
                + ", a number and " + DurationText.UNITS);
    }

    /** After how much silence a reading gives way, nanoseconds. */
    static long expireNs(String text) {
        return text.equals("none")
                ? SeriesSettings.NEVER
                : inRange(
                        text, DurationText.parseNs(text), DurationText.parseNs("1m"),
                        DurationText.parseNs("3650d"),
                        "a duration from 1m to 3650d, e.g. 12h or 30d, or none");
    }

    /** How many readings one sender may hold, {@link #HALF} for half of all. */
    static int perSender(String text) {
        return text.equals("half")
                ? HALF
                : integer(
                        text, 1, SeriesSettings.LIMIT,
                        "a number from 1 to " + SeriesSettings.LIMIT + ", or half");
    }

    /** A size from {@code min} to {@code max}, in bytes. */
    static int sizeBytes(String text, String min, String max) {
        return (int) inRange(
                text, sizeBytes(text), sizeBytes(min), sizeBytes(max),
                "a size from " + min + " to " + max + ", bytes or a number and k, m or g");
    }

    /** An address to listen on, {@code null} for all addresses. */
    static InetAddress address(String text) {
        if (text.equals("*")) {
            return null;
        }
        InetAddress address = literal(text);
        if (address == null) {
            throw bad(
                    text, "an address of this machine, e.g. 192.168.1.5 or fd00::5, or * for all");
        }
        if (address.isMulticastAddress()) {
            throw bad(text, "*, and to receive this multicast group " + SettingKeys.UDP_MULTICAST
                    + " = " + text);
        }
        return address.isAnyLocalAddress() ? null : address;
    }

    /** 8081 and 192.168.5 are IPv4 addresses by BSD's rules, but most likely typing errors. */
    private static InetAddress literal(String text) {
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            boolean isWhole =
                    !(address instanceof Inet4Address) || address.getHostAddress().equals(text);
            return isWhole ? address : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /** One of a few words. */
    static <T> T choice(String text, Map<String, T> choices, String words) {
        T value = choices.get(text);
        if (value == null) {
            throw bad(text, "one of " + words);
        }
        return value;
    }

    /** The first of several absolute paths with colons between them, as systemd lists them. */
    static Path firstPath(String list) {
        return list == null ? null : absolutePath(list.split(":")[0]);
    }

    /** An absolute path; {@code null} if the text is {@code null} or no absolute path. */
    static Path absolutePath(String text) {
        try {
            return text != null && text.startsWith("/") ? Path.of(text) : null;
        } catch (InvalidPathException _) {
            return null; // a zero byte
        }
    }

    private static long sizeBytes(String text) {
        return numberAndUnit(text, BYTES_BY_UNIT);
    }

    /** The number times its unit; -1 if the text is no number with a unit, or overflows. */
    private static long numberAndUnit(String text, Map<String, Long> units) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit == null) {
            return -1;
        }
        long number = Long.parseLong(matcher.group(1));
        return number > Long.MAX_VALUE / unit ? -1 : number * unit;
    }

    private static long inRange(String text, long value, long min, long max, String remedy) {
        if (value < min || value > max) {
            throw bad(text, remedy);
        }
        return value;
    }

    static IllegalArgumentException bad(String text, String remedy) {
        return new IllegalArgumentException("'" + text + "' cannot be used: write " + remedy);
    }
}
