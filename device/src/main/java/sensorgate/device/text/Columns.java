package sensorgate.device.text;

/** Measures texts in columns of a terminal, and pads or cuts them to a number of columns. */
public final class Columns {

    private static final String CUT = "…";

    /** First and last code point of each range that takes two columns (East Asian, pictures). */
    private static final int[] WIDE = {
        0x1100, 0x115F, 0x2E80, 0x303E, 0x3041, 0xA4CF, 0xAC00, 0xD7A3, 0xF900, 0xFAFF,
        0xFE30, 0xFE6F, 0xFF00, 0xFF60, 0xFFE0, 0xFFE6, 0x1F300, 0x1F64F, 0x1F900, 0x1F9FF,
        0x20000, 0x3FFFD,
    };

    private Columns() {}

    /** The columns of a printable text. */
    public static int of(String text) {
        return text.codePoints().map(Columns::of).sum();
    }

    /** Left-aligned: the text, cut at its end if too long, then spaces up to {@code columns}. */
    public static String left(String text, int columns) {
        String cut = cut(text, columns);
        return cut + " ".repeat(columns - of(cut));
    }

    /** Right-aligned: spaces, then the text, cut at its end if too long, in {@code columns}. */
    public static String right(String text, int columns) {
        String cut = cut(text, columns);
        return " ".repeat(columns - of(cut)) + cut;
    }

    /** The text, cut at its end if it takes more than {@code columns}. */
    public static String cut(String text, int columns) {
        return of(text) <= columns ? text : columns < 1 ? "" : first(text, columns - 1) + CUT;
    }

    /** The text, cut in the middle if too long: both ends of a name matter, series and field. */
    public static String cutMiddle(String text, int columns) {
        if (of(text) <= columns || columns < 3) {
            return cut(text, columns);
        }
        int end = columns / 2;
        return first(text, columns - 1 - end) + CUT + last(text, end);
    }

    private static String first(String text, int columns) {
        int taken = 0;
        int at = 0;
        while (at < text.length() && taken + of(text.codePointAt(at)) <= columns) {
            taken += of(text.codePointAt(at));
            at += Character.charCount(text.codePointAt(at));
        }
        return text.substring(0, at);
    }

    private static String last(String text, int columns) {
        int taken = 0;
        int at = text.length();
        while (at > 0 && taken + of(text.codePointBefore(at)) <= columns) {
            taken += of(text.codePointBefore(at));
            at -= Character.charCount(text.codePointBefore(at));
        }
        return text.substring(at);
    }

    private static int of(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isWide(codePoint) ? 2 : 1;
        };
    }

    private static boolean isWide(int codePoint) {
        int run = 0;
        while (run < WIDE.length && codePoint > WIDE[run + 1]) {
            run += 2;
        }
        return run < WIDE.length && codePoint >= WIDE[run];
    }
}
