package sensorgate.device.cli;

import java.io.IOException;

/** The size of a terminal in characters. */
public record TerminalSize(int lines, int columns) {

    /** The size to assume if the terminal does not tell its own. */
    public static final TerminalSize USUAL = new TerminalSize(24, 80);

    /** The present size of the process's terminal; takes some milliseconds. */
    public static TerminalSize now() {
        try {
            return parse(Stty.run("size"));
        } catch (IOException _) {
            return USUAL;
        }
    }

    static TerminalSize parse(String text) {
        String[] words = text.strip().split(" ");
        boolean isSize = words.length == 2
                && words[0].matches("[1-9]\\d{0,3}") && words[1].matches("[1-9]\\d{0,3}");
        return isSize
                ? new TerminalSize(Integer.parseInt(words[0]), Integer.parseInt(words[1]))
                : USUAL;
    }
}
