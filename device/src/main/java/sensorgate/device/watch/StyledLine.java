package sensorgate.device.watch;

import sensorgate.device.text.Columns;

/** A line for a terminal: pieces of text, each with a style. The plain text alone says all. */
final class StyledLine {

    /** The style of a piece, with its escape sequence (ECMA-48, SGR). */
    enum Style {
        PLAIN(""),
        BOLD("\033[1m"),
        FAINT("\033[2m"),
        RED("\033[31m"),
        ALARM("\033[1;31m");

        private final String sequence;

        Style(String sequence) {
            this.sequence = sequence;
        }
    }

    private static final String RESET = "\033[0m";

    private final StringBuilder plain = new StringBuilder();
    private final StringBuilder styled = new StringBuilder();
    private final int columnsMax;
    private int columns;

    /** An empty line; text beyond {@code columnsMax} columns is cut. */
    StyledLine(int columnsMax) {
        this.columnsMax = columnsMax;
    }

    StyledLine add(String text) {
        return add(Style.PLAIN, text);
    }

    StyledLine add(Style style, String text) {
        String cut = Columns.cut(text, columnsMax - columns);
        if (!cut.isEmpty()) {
            columns += Columns.of(cut);
            plain.append(cut);
            styled.append(style.sequence).append(cut).append(style == Style.PLAIN ? "" : RESET);
        }
        return this;
    }

    /** The text without escape sequences and without spaces at its end. */
    String plain() {
        return plain.toString().stripTrailing();
    }

    /** The text with its escape sequences, except colours: of an alarm, bold remains. */
    String uncoloured() {
        return styled()
                .replace(Style.RED.sequence, Style.PLAIN.sequence)
                .replace(Style.ALARM.sequence, Style.BOLD.sequence);
    }

    /** The text with its escape sequences; the style is reset at its end. */
    String styled() {
        return styled.toString();
    }
}
