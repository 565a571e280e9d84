package sensorgate.device.text;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Makes foreign text safe for a terminal and a log: one line, no invisible characters. */
public final class Printable {

    private Printable() {}

    /** Text in UTF-8; bytes that are not UTF-8 become U+FFFD. */
    public static String of(byte[] bytes, int from, int to) {
        return of(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }

    public static String of(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(codePoint -> append(codePoint, printable));
        return printable.toString();
    }

    private static void append(int codePoint, StringBuilder printable) {
        switch (codePoint) {
            case '\n' -> printable.append("\\n");
            case '\r' -> printable.append("\\r");
            case '\t' -> printable.append("\\t");
            default -> {
                if (isVisible(codePoint)) {
                    printable.appendCodePoint(codePoint);
                } else {
                    printable.append(String.format(Locale.ROOT, "\\u%04x", codePoint));
                }
            }
        }
    }

    /** False for control and format characters: some of them reverse the rest of a line. */
    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR, Character.PRIVATE_USE, Character.UNASSIGNED ->
                false;
            default -> true;
        };
    }
}
