package sensorgate.device.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a chain as {@code nft} prints it, written as the simple rules that it is short for: one
 * condition for each field, and one rule for each value where several fields are looked up together
 * or where a map gives each value a verdict of its own.
 */
final class NftLine {

    /** What says nothing about which packets are meant. */
    private static final Pattern REMARK = Pattern.compile(
            "#.*|\\bcomment \"[^\"]*\"|\\bcounter( packets \\d+ bytes \\d+)?"
            + "|\\blog( (prefix \"[^\"]*\"|level \\S+|flags( \\S+)?|group \\d+))*");

    /** A map that is written elsewhere: what it says of a value is not known. */
    private static final Pattern NAMED_MAP = Pattern.compile(" vmap (@\\S+)");

    /**
     * A line that is several rules: {@code ct state vmap { established : accept, invalid : drop }},
     * {@code meta l4proto . th dport { tcp . 22, udp . 53 } accept}.
     */
    private static final Pattern SEVERAL = Pattern.compile(
            "(.*? \\. \\w+(?: \\w+)?|.*(?= vmap \\{))(?: vmap)? \\{([^}]*)\\}(.*)");

    private static final String FIELD = "(?:(?:meta|th|udp|tcp|ip6?|ether|ct|vlan) )?\\w+";

    /** Fields that are looked up together, and one value of each. */
    private static final Pattern TOGETHER = Pattern.compile(
            "\\b(" + FIELD + "(?: \\. " + FIELD + ")+) (\\S+(?: \\. \\S+)+)");

    private static final Pattern COMPARISON = Pattern.compile("\\bdport ([<>]=?) (\\d{1,5})\\b");
    private static final int PORT_MAX = 65_535;

    private NftLine() {}

    /** The rules of a line, in order. */
    static List<String> rules(String line) {
        String text = REMARK.matcher(line).replaceAll(" ").strip();
        text = NAMED_MAP.matcher(text).replaceAll(" $1 accept");
        text = COMPARISON.matcher(text).replaceAll(NftLine::range);
        Matcher several = SEVERAL.matcher(text);
        if (!several.matches()) {
            return List.of(text);
        }
        List<String> rules = new ArrayList<>();
        for (String element : several.group(2).split(",")) {
            String one = several.group(1) + " " + element.strip().replaceFirst(" : ", " ")
                    + several.group(3);
            rules.add(TOGETHER.matcher(one).replaceAll(NftLine::apart));
        }
        return rules;
    }

    /** {@code dport >= 1024} is {@code dport 1024-65535}. */
    private static String range(MatchResult comparison) {
        int port = Integer.parseInt(comparison.group(2));
        return switch (comparison.group(1)) {
            case ">" -> "dport " + (port + 1) + "-" + PORT_MAX;
            case ">=" -> "dport " + port + "-" + PORT_MAX;
            case "<" -> "dport 0-" + (port - 1);
            default -> "dport 0-" + port;
        };
    }

    /** {@code ip saddr . udp dport 10.0.0.1 . 53} is {@code ip saddr 10.0.0.1 udp dport 53}. */
    private static String apart(MatchResult together) {
        String[] fields = together.group(1).split(" \\. ");
        String[] values = together.group(2).split(" \\. ");
        StringBuilder apart = new StringBuilder();
        for (int i = 0; i < Math.min(fields.length, values.length); i++) {
            apart.append(i == 0 ? "" : " ").append(fields[i]).append(' ').append(values[i]);
        }
        return Matcher.quoteReplacement(apart.toString());
    }
}
