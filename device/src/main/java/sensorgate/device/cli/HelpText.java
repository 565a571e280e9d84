package sensorgate.device.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Completes the text of {@code --help} and wraps it for a terminal. The text has paragraphs at the
 * margin, and indented items: a term, two or more spaces, and its description. The next lines of a
 * description begin in the same column as its first line.
 */
public final class HelpText {

    private static final Pattern EXIT_CODES =
            Pattern.compile("^exit codes: (.*?)(?=\\n\\n|\\Z)", Pattern.MULTILINE | Pattern.DOTALL);

    /** The gap between a term and its description. */
    private static final Pattern GAP = Pattern.compile("(?<=\\S) {2,}(?=\\S)");

    private static final String USAGE = "usage: ";

    /** Spaces at which a line may end: not those within brackets. */
    private static final String BREAK = " (?![^\\[\\]]*\\])";

    /** A paragraph or an item; lines after the first begin in the column {@code hang}. */
    private record Block(int indent, int hang, boolean isOpen, StringBuilder text) {}

    private HelpText() {}

    /**
     * Writes the exit codes as a table. The text lists the codes of the command in one paragraph,
     * {@code exit codes: 0 all lines sent, 65, 69}. Codes from 64 on have the meaning of
     * {@link ExitCode#MEANINGS} in every command; those of every command are added.
     */
    static String withExitCodes(String help) {
        Matcher paragraph = EXIT_CODES.matcher(help);
        return paragraph.replaceFirst(
                found -> Matcher.quoteReplacement(exitCodes(found.group(1))));
    }

    private static String exitCodes(String listed) {
        Map<Integer, String> meanings = new TreeMap<>();
        ExitCode.OF_ALL.forEach(code -> meanings.put(code, ExitCode.MEANINGS.get(code)));
        for (String entry : listed.replaceAll("\\s+", " ").split(", (?=\\d)")) {
            String[] codeAndMeaning = entry.split(" ", 2);
            int code = Integer.parseInt(codeAndMeaning[0]);
            meanings.put(code, ExitCode.MEANINGS.containsKey(code)
                    ? ExitCode.MEANINGS.get(code)
                    : codeAndMeaning[1]);
        }
        StringBuilder table = new StringBuilder("exit codes:");
        meanings.forEach((code, meaning) ->
                table.append(String.format(Locale.ROOT, "%n  %-3d  %s", code, meaning)));
        return table.toString();
    }

    /** Wraps the lines at {@code columns}; a word that is longer stays whole. */
    public static String wrapped(String help, int columns) {
        StringBuilder wrapped = new StringBuilder();
        for (Block block : blocks(help)) {
            wrap(block, columns, wrapped);
        }
        return wrapped.toString();
    }

    private static List<Block> blocks(String help) {
        List<Block> blocks = new ArrayList<>();
        for (String line : help.lines().toList()) {
            String text = line.strip();
            int indent = line.indexOf(text);
            Block last = blocks.isEmpty() ? null : blocks.getLast();
            if (last != null && last.isOpen() && !text.isEmpty() && indent == last.hang()) {
                last.text().append(' ').append(text);
            } else {
                blocks.add(block(line, text, indent));
            }
        }
        return blocks;
    }

    private static Block block(String line, String text, int indent) {
        Matcher gap = GAP.matcher(line);
        if (gap.find()) {
            return new Block(indent, gap.end(), true, new StringBuilder(text));
        }
        boolean isParagraph = indent == 0 && !text.isEmpty() && !text.startsWith(USAGE);
        int hang = isParagraph ? 0 : indent + (text.startsWith(USAGE) ? USAGE.length() : 0) + 4;
        return new Block(indent, hang, isParagraph, new StringBuilder(text));
    }

    private static void wrap(Block block, int columns, StringBuilder into) {
        int hang = block.hang() < columns / 2 ? block.hang() : Math.min(4, block.hang());
        StringBuilder line = new StringBuilder(" ".repeat(block.indent()));
        int emptyLength = line.length();
        for (String word : block.text().toString().split(BREAK)) {
            if (line.length() > emptyLength && line.length() + 1 + word.length() > columns) {
                into.append(line.toString().stripTrailing()).append('\n');
                line.setLength(0);
                line.append(" ".repeat(hang));
                emptyLength = hang;
            }
            line.append(line.length() == emptyLength ? "" : " ").append(word);
        }
        into.append(line.toString().stripTrailing()).append('\n');
    }
}
