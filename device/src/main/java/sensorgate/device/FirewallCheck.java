package sensorgate.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import sensorgate.device.Firewall.Verdict;
import sensorgate.device.Inspection.Check;
import sensorgate.device.Machine.Output;
import sensorgate.device.Machine.Output.End;

/** Whether a firewall of this machine drops what is sent to the gateway's ports. */
final class FirewallCheck implements Check {

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
        lookAtPort(in, "udp", in.settings().udp().port(), "sensors send", nft, iptables);
        lookAtPort(in, "tcp", in.settings().tcp().port(), "the controller sends", nft, iptables);
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
            Inspection in, String protocol, int port, String who, Output nft, Output iptables) {
        if (port == 0) {
            return;
        }
        List<Verdict> verdicts = new ArrayList<>();
        List<String> sources = new ArrayList<>();
        if (nft.isGood()) {
            sources.add("nft");
            verdicts.add(NftRules.parse(nft.out(), protocol, port).verdict());
        }
        if (iptables.isGood()) {
            sources.add("iptables");
            verdicts.add(IptablesRules.parse(iptables.out(), protocol, port).verdict());
        }
        Verdict drop = verdicts.stream().filter(Verdict::isDropped).findFirst().orElse(null);
        String place = protocol.toUpperCase(Locale.ROOT) + " port " + port;
        if (drop == null) {
            in.ok(String.join(" and ", sources) + ": nothing drops what comes to " + place);
        } else if (drop.exceptions().isEmpty()) {
            in.fault(
                    "what " + who + " to " + place + " is dropped by: " + shown(drop.why()),
                    open(in.machine(), protocol, port));
        } else {
            in.warning(
                    "what " + who + " to " + place + " is dropped by: " + shown(drop.why())
                            + ", unless this takes it: " + shown(drop.exceptions().getFirst()),
                    "if it does not: " + open(in.machine(), protocol, port));
        }
    }

    private static String shown(String rule) {
        return Printable.of(rule);
    }

    /** Those who set rules by a tool are to go on with it. */
    private static String open(Machine machine, String protocol, int port) {
        if (machine.exists("/etc/ufw/ufw.conf")) {
            return "sudo ufw allow " + port + "/" + protocol;
        }
        if (machine.exists("/etc/firewalld/firewalld.conf")) {
            return "sudo firewall-cmd --permanent --add-port=" + port + "/" + protocol
                    + " && sudo firewall-cmd --reload";
        }
        return "let it through before that rule, e.g. in /etc/nftables.conf: " + protocol
                + " dport " + port + " accept";
    }
}
