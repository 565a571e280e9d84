package sensorgate.device.doctor;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules about one port in a listing by {@code nft} or {@code iptables-save}. A rule is a line:
 * jumps and sets are not followed, and conditions on sender, interface or rate are not evaluated,
 * so all that can be said is that a rule may drop.
 */
final class FirewallRules {

    private static final Pattern CHAIN =
            Pattern.compile("(?:chain |type \\w+ hook |:|-A )(\\S+).*");
    private static final Pattern NOT_INCOMING = Pattern.compile("(?i)forward|output|postrouting");
    private static final Pattern POLICY =
            Pattern.compile("type .*policy drop;|:(INPUT|PREROUTING) DROP .*");

    private static final Pattern REMARK = Pattern.compile(
            "(?:-m comment )?(?:--|\\b)(?:comment|prefix) (?:\"[^\"]*\"|\\S+) ?");
    private static final Pattern PORTS = Pattern.compile(
            "(! --)?\\b(?:dports?|destination-ports) (!= |[<>]=? )?(?:vmap )?(\\{[^}]*\\}|\\S+)");
    private static final Pattern RANGE =
            Pattern.compile("(?<![\\d.])(\\d{1,5})(?:[-:](\\d{1,5}))?(?![\\d.])");
    private static final Pattern DROP = Pattern.compile("(?i)(?<=^|\\s)(drop|reject)\\b");

    /** A rule that drops and names at most the protocol, an interface and new connections. */
    private static final Pattern DROP_ANY_PORT = Pattern.compile(
            "((meta l4proto|ip protocol) (udp|tcp) |iif(name)? (?!\"?lo\\b)(!= )?\\S+ "
            + "|ct state (new|!= .*) |counter packets \\d+ bytes \\d+ |log .*)*(drop|reject)\\b.*"
            + "|-A \\S+ (-p (udp|tcp) |(! )?-i (?!lo )\\S+ |! -i lo "
            + "|-m (state|conntrack) --(ct)?state NEW )*-j (DROP|REJECT)\\b.*");

    private final String protocol;
    private final int port;
    private String dropping;
    private String dropsAny;
    private String dropsSome;
    private String naming;

    /** Reads a listing for packets of {@code udp} or {@code tcp} to a port. */
    FirewallRules(String listing, String protocol, int port) {
        this.protocol = protocol;
        this.port = port;
        boolean isIncoming = true;
        for (String line : listing.lines().map(String::strip).toList()) {
            Matcher chain = CHAIN.matcher(line);
            if (chain.matches()) {
                isIncoming = !NOT_INCOMING.matcher(chain.group(1)).find();
            }
            if (isIncoming) {
                read(line);
            }
        }
    }

    /** The first rule that may drop packets to the port, {@code null} without one. */
    String suspect() {
        return dropping != null || naming != null ? dropping : dropsAny;
    }

    /** The first rule that names the port and does not drop, {@code null} without one. */
    String naming() {
        return naming;
    }

    /** The first rule that drops by another condition than a port, {@code null} without one. */
    String otherDrop() {
        return dropsSome;
    }

    private void read(String line) {
        String rule = REMARK.matcher(line).replaceAll("");
        boolean isOther = rule.matches(".*\\b(tcp|udp)\\b.*") && !rule.contains(protocol);
        Matcher ports = PORTS.matcher(rule);
        if (isOther) {
            return;
        }
        if (!ports.find()) {
            boolean isAny = POLICY.matcher(rule).matches() || DROP_ANY_PORT.matcher(rule).matches();
            dropsAny = dropsAny == null && isAny ? line : dropsAny;
            dropsSome = dropsSome == null && DROP.matcher(rule).find() ? line : dropsSome;
        } else if (names(ports)) {
            boolean isDrop = DROP.matcher(rule).find();
            dropping = dropping == null && isDrop ? line : dropping;
            naming = naming == null && !isDrop ? line : naming;
        }
    }

    /** True if a condition may hold for the port; sets by name and comparisons always may. */
    private boolean names(MatchResult ports) {
        String not = ports.group(1) == null ? ports.group(2) : ports.group(1);
        boolean isUnknown = ports.group(3).startsWith("@") || not != null && not.matches("[<>].*");
        boolean isAmong = RANGE.matcher(ports.group(3)).results().anyMatch(this::holds);
        return isUnknown || isAmong == (not == null);
    }

    private boolean holds(MatchResult range) {
        String last = range.group(range.group(2) == null ? 1 : 2);
        return port >= Integer.parseInt(range.group(1)) && port <= Integer.parseInt(last);
    }
}
