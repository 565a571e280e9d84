package sensorgate.device.text;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Makes foreign text safe for a terminal and a log: one line, no invisible characters. */
public final class Printable {

    /** Fillers of Hangul, the blank of Braille, and the joiner of graphemes. */
    private static final String SHAPELESS = "\u115F\u1160\u3164\uFFA0\u2800\u034F";

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

    /** Text of several lines: newlines and tabs stay, all else as in {@link #of(String)}. */
    public static String ofLines(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(codePoint -> {
            if (codePoint == '\n' || codePoint == '\t') {
                printable.appendCodePoint(codePoint);
            } else {
                append(codePoint, printable);
            }
        });
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

    /**
     * False for control and format characters, some of which reverse the rest of a line, for
     * spaces that only look like the space, and for letters without a shape.
     */
    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.SURROGATE ->
                false;
            case Character.SPACE_SEPARATOR -> codePoint == ' ';
            default -> SHAPELESS.indexOf(codePoint) < 0;
        };
    }
}
