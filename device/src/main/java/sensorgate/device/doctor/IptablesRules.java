package sensorgate.device.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.device.doctor.Firewall.Action;
import sensorgate.device.doctor.Firewall.Chain;
import sensorgate.device.doctor.Firewall.Match;
import sensorgate.device.doctor.Firewall.Rule;

/** Reads what {@code iptables-save} prints, as far as it concerns packets to this machine. */
final class IptablesRules {

    private static final Set<String> BASES = Set.of("INPUT", "PREROUTING");
    private static final Set<String> PORT_OPTIONS =
            Set.of("--dport", "--dports", "--destination-ports");
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+)");

    private final String protocol;
    private final int port;
    private final Map<String, List<Rule>> rules = new HashMap<>();
    private final Firewall firewall = new Firewall();

    private IptablesRules(String protocol, int port) {
        this.protocol = protocol;
        this.port = port;
    }

    /** Reads the rules for packets of {@code udp} or {@code tcp} to a port. */
    static Firewall parse(String saved, String protocol, int port) {
        IptablesRules rules = new IptablesRules(protocol, port);
        String table = "";
        for (String line : saved.lines().toList()) {
            if (line.startsWith("*")) {
                table = line.substring(1).strip();
            } else if (line.startsWith(":") && !table.equals("nat")) {
                rules.addChain(table, line.substring(1).split(" "));
            } else if (line.startsWith("-A ") && !table.equals("nat")) {
                rules.addRule(table, line);
            }
        }
        return rules.firewall;
    }

    private void addChain(String table, String[] words) {
        String name = table + " " + words[0];
        List<Rule> own = rules.computeIfAbsent(name, _ -> new ArrayList<>());
        boolean isDrop = words.length > 1 && words[1].equals("DROP");
        firewall.add(name, new Chain(BASES.contains(words[0]), isDrop, own));
    }

    private void addRule(String table, String line) {
        List<String> words = words(line);
        List<Rule> chain = rules.get(table + " " + words.get(1));
        if (chain != null) {
            chain.add(rule(table, words, line));
        }
    }

    private Rule rule(String table, List<String> words, String line) {
        Match match = Match.YES;
        Action action = Action.NOTHING;
        String target = null;
        boolean namesPort = false;
        boolean not = false;
        for (int i = 2; i < words.size(); i++) {
            String option = words.get(i);
            if (option.equals("!")) {
                not = true;
                continue;
            }
            String value = i + 1 < words.size() ? words.get(i + 1) : "";
            boolean hasValue = option.equals("--comment")
                    || option.startsWith("-") && !value.startsWith("-") && !value.equals("!");
            if (option.equals("-j") || option.equals("-g")) {
                action = action(value, option.equals("-g"));
                target = table + " " + value;
                break; // what follows says how, not which
            }
            Match one = match(option, value, not);
            match = and(match, one);
            namesPort |= PORT_OPTIONS.contains(option) && one == Match.YES;
            not = false;
            i += hasValue ? 1 : 0;
        }
        return new Rule(match, action, target, namesPort, line);
    }

    private static Match and(Match one, Match other) {
        if (one == Match.NO || other == Match.NO) {
            return Match.NO;
        }
        return one == Match.MAYBE || other == Match.MAYBE ? Match.MAYBE : Match.YES;
    }

    private static Action action(String target, boolean isGoto) {
        return switch (target) {
            case "ACCEPT" -> Action.ACCEPT;
            case "DROP", "REJECT" -> Action.DROP;
            case "RETURN" -> Action.RETURN;
            default -> isGoto ? Action.GOTO : Action.JUMP; // LOG and its like lead nowhere, and on
        };
    }

    /** Of options that are not understood it is not known whether they hold. */
    private Match match(String option, String value, boolean not) {
        return switch (option) {
            case "-m", "--comment" -> Match.YES;
            case "-p" -> holds(value.equals(protocol) || value.equals("all"), not);
            case "--dport", "--dports", "--destination-ports" -> holds(isPort(value), not);
            case "--state", "--ctstate" -> holds(List.of(value.split(",")).contains("NEW"), not);
            case "-i" -> value.equals("lo") ? holds(false, not) : Match.MAYBE;
            case "--icmp-type" -> Match.NO;
            case "--dst-type" -> value.equals("LOCAL") ? holds(true, not) : Match.MAYBE;
            default -> Match.MAYBE;
        };
    }

    private boolean isPort(String ports) {
        for (String range : ports.split(",")) {
            if (PortRange.holds(range, ":", port)) {
                return true;
            }
        }
        return false;
    }

    private static Match holds(boolean condition, boolean not) {
        return condition != not ? Match.YES : Match.NO;
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return words;
    }
}
