package sensorgate.device.text;

import java.util.List;
import java.util.Locale;

/** A JSON object (RFC 8259) in the making, its members in the order in which they are put. */
public final class Json {

    private final StringBuilder members = new StringBuilder();

    /** Text; {@code null} becomes null. */
    public Json put(String name, String value) {
        return member(name, value == null ? "null" : quoted(value));
    }

    public Json put(String name, long value) {
        return member(name, String.valueOf(value));
    }

    /** A number with two decimals; one that is none becomes null. */
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
                // half a surrogate pair is no UTF-8
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
