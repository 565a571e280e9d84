package sensorgate.device.watch;

import java.util.ArrayList;
import java.util.List;
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

    private record Piece(Style style, String text) {}

    private static final String RESET = "\033[0m";

    private final List<Piece> pieces = new ArrayList<>();
    private final int columnsMax;
    private int columns;

    /** An empty line; text beyond {@code columnsMax} columns is cut. */
    StyledLine(int columnsMax) {
        this.columnsMax = columnsMax;
    }

    StyledLine add(String text) {
        return add(Style.PLAIN, text);
    }

    /** Adds printable text. */
    StyledLine add(Style style, String text) {
        String cut = Columns.cut(text, columnsMax - columns);
        if (!cut.isEmpty()) {
            columns += Columns.of(cut);
            pieces.add(new Piece(style, cut));
        }
        return this;
    }

    /** The text without escape sequences and without spaces at its end. */
    String plain() {
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(piece.text()));
        return text.toString().stripTrailing();
    }

    /** The text with its escape sequences; the style is reset at its end. */
    String styled() {
        StringBuilder text = new StringBuilder();
        for (Piece piece : pieces) {
            boolean isPlain = piece.style() == Style.PLAIN;
            text.append(piece.style().sequence).append(piece.text()).append(isPlain ? "" : RESET);
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return plain();
    }
}
