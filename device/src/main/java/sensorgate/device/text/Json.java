package sensorgate.device.text;

import java.util.List;
import java.util.Locale;

/** Builds a JSON object (RFC 8259); members keep the order of the {@code put} calls. */
public final class Json {

    private final StringBuilder members = new StringBuilder();

    /** Puts text; {@code null} becomes null. */
    public Json put(String name, String value) {
        return member(name, value == null ? "null" : quoted(value));
    }

    public Json put(String name, long value) {
        return member(name, String.valueOf(value));
    }

    /** Puts a number with two decimals; NaN and infinity become null. */
    public Json put(String name, double value) {
        return member(
                name, Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "null");
    }

    public Json put(String name, List<Json> values) {
        return member(name, values.toString());
    }

    /** The object in one line. */
    @Override
    public String toString() {
        return "{" + members + "}";
    }

    private Json member(String name, String value) {
        members.append(members.isEmpty() ? "" : ", ").append(quoted(name)).append(": ")
                .append(value);
        return this;
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                // UTF-8 cannot hold half a surrogate pair
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
