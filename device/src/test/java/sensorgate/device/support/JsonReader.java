package sensorgate.device.support;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON (RFC 8259) strictly: objects as maps, arrays as lists, numbers as doubles; anything
 * else fails the test.
 */
public final class JsonReader {

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    /** Reads one object, with a newline behind it. */
    public static Map<String, Object> object(String text) {
        JsonReader reader = new JsonReader(text);
        Map<String, Object> object = reader.object();
        if (!text.substring(reader.at).equals("\n")) {
            throw reader.wrong("nothing but a newline");
        }
        return object;
    }

    /** The objects of an array. */
    @SuppressWarnings("unchecked")
    public static List<Map<String, Object>> objects(Object array) {
        return (List<Map<String, Object>>) array;
    }

    private Object value() {
        skipSpaces();
        return switch (text.charAt(at)) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 'n' -> word("null", null);
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            default -> number();
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new LinkedHashMap<>();
        take('{');
        while (!isEnd('}', members.isEmpty())) {
            skipSpaces();
            String name = string();
            take(':');
            if (members.containsKey(name)) {
                throw wrong("no second " + name);
            }
            members.put(name, value());
        }
        return members;
    }

    private List<Object> array() {
        List<Object> values = new ArrayList<>();
        take('[');
        while (!isEnd(']', values.isEmpty())) {
            values.add(value());
        }
        return values;
    }

    /** Takes the end, or the comma before what is next. */
    private boolean isEnd(char end, boolean isFirst) {
        skipSpaces();
        if (text.charAt(at) == end) {
            at++;
            return true;
        }
        if (!isFirst) {
            take(',');
        }
        return false;
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        take('"');
        for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
            if (c < ' ') {
                throw wrong("no control character");
            }
            string.append(c == '\\' ? escaped() : c);
        }
        return string.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        if (c == 'u') {
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        if (c != '"' && c != '\\') {
            throw wrong("an escape that is made");
        }
        return c;
    }

    private Double number() {
        int from = at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String number = text.substring(from, at);
        if (!number.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) {
            throw wrong("a number");
        }
        return Double.valueOf(number);
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw wrong(word);
        }
        at += word.length();
        return value;
    }

    private void take(char c) {
        skipSpaces();
        if (text.charAt(at++) != c) {
            throw wrong("a " + c);
        }
    }

    private void skipSpaces() {
        while (text.charAt(at) == ' ') {
            at++;
        }
    }

    private AssertionError wrong(String wanted) {
        return new AssertionError("at " + at + " there ought to be " + wanted + ": " + text);
    }
}
