package sensorgate.device.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sensorgate.device.doctor.Inspection.Check;
import sensorgate.device.machine.Machine.Output;
import sensorgate.device.machine.Machine.Output.End;
import sensorgate.device.text.Printable;

/** Whether a firewall on this machine may drop packets to the gateway's ports. */
final class FirewallCheck implements Check {

    /** nft comes last: nft lists the rules of iptables too. */
    private static final List<String> COMMANDS =
            List.of("iptables-save", "ip6tables-save", "nft list ruleset");

    @Override
    public void look(Inspection in) {
        Map<String, String> listings = new LinkedHashMap<>();
        List<String> unread = new ArrayList<>();
        for (String command : COMMANDS) {
            Output output = in.machine().run(command.split(" "));
            if (output.isGood()) {
                listings.put(command, output.out());
            } else if (output.end() != End.MISSING) {
                unread.add(command + ": " + output.why());
            }
        }
        lookAtPort(in, "udp", listings);
        lookAtPort(in, "tcp", listings);
        if (!unread.isEmpty()) {
            in.unknown(
                    "firewall rules cannot be read: " + String.join(", ", unread),
                    in.machine().isRoot() ? null : "sudo sensorgate doctor");
        } else if (listings.isEmpty()) {
            in.unknown(
                    "firewall rules cannot be read: neither nft nor iptables is installed",
                    "sudo apt install nftables");
        }
    }

    private static void lookAtPort(
            Inspection in, String protocol, Map<String, String> listings) {
        int port = in.endpoint(protocol).port();
        if (port == 0 || listings.isEmpty()) {
            return;
        }
        String place = protocol.toUpperCase(Locale.ROOT) + " " + port;
        String naming = "";
        String otherDrop = "";
        for (Map.Entry<String, String> listing : listings.entrySet()) {
            FirewallRules rules = new FirewallRules(listing.getValue(), protocol, port);
            String rule = Printable.of(String.valueOf(rules.suspect()));
            if (rules.suspect() != null) {
                in.warning(
                        listing.getKey() + " shows a rule that may drop " + place + ": " + rule,
                        "sudo " + listing.getKey() + open(in, protocol, port));
                return;
            }
            naming = rules.naming() == null ? naming : ": " + Printable.of(rules.naming());
            otherDrop = rules.otherDrop() == null
                    ? otherDrop
                    : "; another condition may still drop: " + Printable.of(rules.otherDrop());
        }
        in.ok(String.join(", ", listings.keySet())
                + (naming.isEmpty() ? ": no rule drops by port " : ": a rule names ") + place
                + naming + otherDrop);
    }

    /** How to open a port with the firewall's own tool. */
    private static String open(Inspection in, String protocol, int port) {
        String place = port + "/" + protocol;
        if (in.textOf("/etc/ufw/ufw.conf").contains("ENABLED=yes")) {
            return "; to open the port: sudo ufw allow " + place;
        }
        return in.machine().exists("/etc/firewalld/firewalld.conf")
                ? "; to open the port: sudo firewall-cmd --permanent --add-port=" + place
                        + " && sudo firewall-cmd --reload"
                : " shows all rules";
    }
}
