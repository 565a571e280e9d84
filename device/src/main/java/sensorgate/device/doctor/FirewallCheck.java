package sensorgate.device.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import sensorgate.device.doctor.Firewall.Verdict;
import sensorgate.device.doctor.Inspection.Check;
import sensorgate.device.machine.Machine;
import sensorgate.device.machine.Machine.Output;
import sensorgate.device.machine.Machine.Output.End;
import sensorgate.device.text.Printable;

/** Whether a firewall of this machine drops what is sent to the gateway's ports. */
final class FirewallCheck implements Check {

    /** What the rules of one tool do to a packet. */
    private record Source(String tool, Verdict verdict) {}

    @Override
    public String name() {
        return "firewall";
    }

    @Override
    public void look(Inspection in) {
        Output nft = in.machine().run("nft", "list", "ruleset");
        Output iptables = in.machine().run("iptables-save");
        if (!nft.isGood() && !iptables.isGood()) {
            sayBlind(in, nft, iptables);
            return;
        }
        lookAtPort(in, "udp", "sensors send", nft, iptables);
        lookAtPort(in, "tcp", "the controller sends", nft, iptables);
        sayUnread(in, "iptables", iptables);
        sayUnread(in, "nft", nft);
    }

    /** What one tool shows says nothing about rules that only the other one does. */
    private static void sayUnread(Inspection in, String tool, Output output) {
        if (output.isGood() || output.end() == End.MISSING) {
            return;
        }
        String what = "the rules of " + tool + " could not be read: ";
        if (in.machine().isRoot()) {
            in.unknown(what + output.why(), null);
        } else {
            in.unknown(what + "only root may", "sudo sensorgate doctor");
        }
    }

    private static void sayBlind(Inspection in, Output nft, Output iptables) {
        boolean isMissing = nft.end() == End.MISSING && iptables.end() == End.MISSING;
        if (isMissing) {
            in.unknown("neither nft nor iptables is installed, so there is no asking which packets"
                    + " are dropped", "where there are rules all the same: sudo apt install"
                    + " nftables, and look again");
        } else if (!in.machine().isRoot()) {
            in.unknown("only root may read the rules", "sudo sensorgate doctor");
        } else {
            in.unknown("the rules could not be read: nft: " + nft.why() + ", iptables-save: "
                    + iptables.why(), null);
        }
    }

    private static void lookAtPort(
            Inspection in, String protocol, String who, Output nft, Output iptables) {
        int port = in.endpoint(protocol).port();
        if (port == 0) {
            return;
        }
        List<Source> sources = sources(protocol, port, nft, iptables);
        String place = protocol.toUpperCase(Locale.ROOT) + " port " + port;
        Source worst = worst(sources);
        if (worst == null) {
            in.ok(String.join(" and ", sources.stream().map(Source::tool).toList())
                    + ": nothing drops what comes to " + place);
            return;
        }
        String remedy = open(in.machine(), worst.tool(), protocol, port);
        if (worst.verdict().isDropped()) {
            sayDropped(in, "what " + who + " to " + place, worst, remedy);
        } else {
            in.warning(
                    worst.tool() + " may drop some of what " + who + " to " + place + ": "
                            + Printable.of(worst.verdict().suspects().getFirst()),
                    "if that is not meant, take the rule away, or: " + remedy);
        }
    }

    private static List<Source> sources(
            String protocol, int port, Output nft, Output iptables) {
        List<Source> sources = new ArrayList<>();
        if (iptables.isGood()) { // the first, since nft shows the rules of iptables, too
            sources.add(new Source(
                    "iptables", IptablesRules.parse(iptables.out(), protocol, port).verdict()));
        }
        if (nft.isGood()) {
            sources.add(new Source("nft", NftRules.parse(nft.out(), protocol, port).verdict()));
        }
        return sources;
    }

    /** The first that drops, or else that may, or {@code null}. */
    private static Source worst(List<Source> sources) {
        Source worst = null;
        for (Source source : sources) {
            if (source.verdict().isDropped()) {
                return source;
            }
            if (worst == null && !source.verdict().suspects().isEmpty()) {
                worst = source;
            }
        }
        return worst;
    }

    private static void sayDropped(Inspection in, String subject, Source source, String remedy) {
        Verdict drop = source.verdict();
        String what = subject + " is dropped by " + source.tool() + ": "
                + Printable.of(drop.why());
        if (drop.exceptions().isEmpty()) {
            in.fault(what, remedy);
        } else {
            in.warning(
                    what + ", unless this takes it: " + Printable.of(drop.exceptions().getFirst()),
                    "if it does not: " + remedy);
        }
    }

    private static boolean isUfwInUse(Machine machine) {
        try {
            return machine.read("/etc/ufw/ufw.conf").contains("ENABLED=yes");
        } catch (IOException _) {
            return false;
        }
    }

    /** Those who set rules by a tool are to go on with it. */
    private static String open(Machine machine, String tool, String protocol, int port) {
        if (isUfwInUse(machine)) {
            return "sudo ufw allow " + port + "/" + protocol;
        }
        if (machine.exists("/etc/firewalld/firewalld.conf")) {
            return "sudo firewall-cmd --permanent --add-port=" + port + "/" + protocol
                    + " && sudo firewall-cmd --reload";
        }
        return tool.equals("iptables")
                ? "sudo iptables -I INPUT -p " + protocol + " --dport " + port + " -j ACCEPT,"
                        + " and keep it where the other rules are kept"
                : "let it through before that rule, e.g. in /etc/nftables.conf: " + protocol
                        + " dport " + port + " accept";
    }
}
