package sensorgate.device.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.device.doctor.Firewall.Action;
import sensorgate.device.doctor.Firewall.Chain;
import sensorgate.device.doctor.Firewall.Match;
import sensorgate.device.doctor.Firewall.Rule;

/**
 * Reads what {@code nft list ruleset} prints, as far as it concerns IPv4 packets to a port of this
 * machine.
 */
final class NftRules {

    private static final Pattern TABLE = Pattern.compile("table (\\S+) (\\S+) \\{.*");
    private static final Pattern CHAIN = Pattern.compile("chain (\\S+) \\{.*");
    private static final Pattern BASE =
            Pattern.compile("type filter hook (input|prerouting)\\b.*");

    private static final Pattern ACTION = Pattern.compile(
            "(?:^|\\s)(accept|drop|reject|return|jump|goto)(?:(?<=jump|goto) (\\S+)| with .*)?$");

    private static final String VALUE = "(!= )?(\\{[^}]*\\}|\\S+)";
    private static final Pattern PORT = Pattern.compile("\\b(udp|tcp|th) dport " + VALUE);
    private static final Pattern PROTOCOL =
            Pattern.compile("\\b(?:meta l4proto|ip protocol) " + VALUE);
    private static final Pattern STATE = Pattern.compile("\\bct state (?!vmap)" + VALUE);
    private static final Pattern LOOPBACK =
            Pattern.compile("\\biif(?:name)? (!= )?\"?lo\"?(?= |$)");
    private static final Pattern FAMILY = Pattern.compile("\\bmeta nfproto (ipv[46])\\b");
    private static final Pattern SET = Pattern.compile("\\{[^}]*\\}");

    /** In a map, every value that it does not name before. */
    private static final String ANY = "*";

    /** Conditions of other packets, where it is not the value of another condition. */
    private static final Pattern ELSEWHERE =
            Pattern.compile("\\b(icmp|icmpv6|igmp|ip6|sctp|dccp|esp|ah) ");

    private final String protocol;
    private final int port;
    private final Firewall firewall = new Firewall();

    private NftRules(String protocol, int port) {
        this.protocol = protocol;
        this.port = port;
    }

    /** Reads the rules for packets of {@code udp} or {@code tcp} to a port. */
    static Firewall parse(String ruleset, String protocol, int port) {
        NftRules rules = new NftRules(protocol, port);
        rules.read(ruleset.lines().map(String::strip).toList());
        return rules.firewall;
    }

    private void read(List<String> lines) {
        String table = "";
        boolean concerns = false;
        for (int i = 0; i < lines.size(); i++) {
            Matcher head = TABLE.matcher(lines.get(i));
            Matcher chain = CHAIN.matcher(lines.get(i));
            if (head.matches()) {
                table = head.group(1) + " " + head.group(2);
                concerns = head.group(1).equals("inet") || head.group(1).equals("ip");
            } else if (chain.matches() && concerns) {
                i = readChain(table, chain.group(1), lines, i + 1);
            }
        }
    }

    /** Reads a chain; returns where it ends. */
    private int readChain(String table, String name, List<String> lines, int from) {
        boolean isBase = false;
        boolean isDrop = false;
        List<Rule> rules = new ArrayList<>();
        int at = from;
        while (at < lines.size() && !lines.get(at).equals("}")) {
            String line = lines.get(at++);
            if (line.startsWith("type ")) {
                isBase = BASE.matcher(line).matches();
                isDrop = line.contains("policy drop");
            } else if (!line.isEmpty()) {
                for (String rule : NftLine.rules(line)) {
                    rules.add(rule(table, rule, line));
                }
            }
        }
        firewall.add(table + " " + name, new Chain(isBase, isDrop, rules));
        return at;
    }

    private Rule rule(String table, String text, String line) {
        Matcher action = ACTION.matcher(text);
        if (!action.find()) {
            return new Rule(Match.NO, Action.NOTHING, null, false, line);
        }
        String target = action.group(2) == null ? null : table + " " + action.group(2);
        String conditions = text.substring(0, action.start());
        return new Rule(
                match(conditions), action(action.group(1)), target, namesPort(conditions), line);
    }

    private boolean namesPort(String conditions) {
        Matcher port = PORT.matcher(conditions);
        return port.find() && matchOne(PORT, port) == Match.YES;
    }

    private static Action action(String word) {
        return switch (word) {
            case "accept" -> Action.ACCEPT;
            case "jump" -> Action.JUMP;
            case "goto" -> Action.GOTO;
            case "return" -> Action.RETURN;
            default -> Action.DROP;
        };
    }

    /** Takes away each condition that is understood; of what is left it is not known. */
    private Match match(String conditions) {
        String left = conditions;
        Match match = Match.YES;
        for (Pattern pattern : List.of(PORT, PROTOCOL, STATE, LOOPBACK, FAMILY)) {
            Matcher matcher = pattern.matcher(left);
            while (matcher.find() && match != Match.NO) {
                Match one = matchOne(pattern, matcher);
                match = one == Match.YES ? match : one;
            }
            left = matcher.replaceAll(" ");
        }
        if (ELSEWHERE.matcher(SET.matcher(left).replaceAll("") + " ").find()) {
            return Match.NO;
        }
        return match == Match.YES && !left.isBlank() ? Match.MAYBE : match;
    }

    private Match matchOne(Pattern pattern, Matcher found) {
        if (pattern == PORT) {
            boolean isProtocol = found.group(1).equals("th") || found.group(1).equals(protocol);
            return isProtocol ? among(found.group(2), found.group(3), this::isPort) : Match.NO;
        }
        if (pattern == PROTOCOL) {
            return among(found.group(1), found.group(2), protocol::equals);
        }
        if (pattern == STATE) {
            return among(found.group(1), found.group(2), "new"::equals);
        }
        boolean isMeant = pattern == LOOPBACK
                ? found.group(1) != null
                : found.group(1).equals("ipv4");
        return isMeant ? Match.YES : Match.NO;
    }

    /** Whether one of several values holds, {@code {a, b}} or {@code a,b}, or none is to. */
    private static Match among(
            String not, String values, Predicate<String> holds) {
        if (values.startsWith("@")) {
            return Match.MAYBE;
        }
        boolean any = false;
        for (String value : values.replaceAll("[{}]", "").split(",")) {
            any |= value.strip().equals(ANY) || holds.test(value.strip());
        }
        return any == (not == null) ? Match.YES : Match.NO;
    }

    private boolean isPort(String text) {
        return PortRange.holds(text, "-", port);
    }
}
