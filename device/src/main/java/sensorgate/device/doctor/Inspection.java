package sensorgate.device.doctor;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import sensorgate.GatewaySettings;
import sensorgate.address.SourceFilter;
import sensorgate.device.config.Configuration;
import sensorgate.device.config.ConfigurationReader;
import sensorgate.device.doctor.Finding.Level;
import sensorgate.device.machine.Machine;
import sensorgate.serve.TcpSettings;
import sensorgate.udp.UdpSettings;

/** A doctor's visit: what is looked at, and what has been found so far. One thread. */
final class Inspection {

    /** A thing to look at. */
    interface Check {

        /** What it is, in a word or two. */
        String name();

        /** Looks at it, and notes one thing that it has found or several. */
        void look(Inspection inspection);
    }

    /**
     * What the gateway listens at.
     *
     * @param address the address, {@code null} for all
     * @param port the port, 0 for any that is free
     * @param allow who is listened to
     */
    record Endpoint(InetAddress address, int port, SourceFilter allow) {}

    private final Machine machine;
    private final Configuration configuration;
    private final GatewaySettings settings;
    private final Units units;
    private final List<Finding> findings = new ArrayList<>();
    private String check;

    /** A visit to a gateway that is configured like this; where that is wrong, by default. */
    Inspection(Machine machine, Configuration configuration) {
        this.machine = machine;
        this.configuration = configuration;
        this.settings = configuration.isGood()
                ? configuration.settings()
                : new ConfigurationReader(Long.MAX_VALUE).finish("no file").settings();
        this.units = Units.of(machine);
    }

    /** Looks at everything. */
    List<Finding> run(List<Check> checks) {
        for (Check each : checks) {
            check = each.name();
            each.look(this);
        }
        return findings;
    }

    Machine machine() {
        return machine;
    }

    Configuration configuration() {
        return configuration;
    }

    GatewaySettings settings() {
        return settings;
    }

    /** Where {@code udp} or {@code tcp} listens, and to whom. */
    Endpoint endpoint(String protocol) {
        UdpSettings udp = settings.udp();
        TcpSettings tcp = settings.tcp();
        return protocol.equals("udp")
                ? new Endpoint(udp.address(), udp.port(), udp.allow())
                : new Endpoint(tcp.address(), tcp.port(), tcp.allow());
    }

    /** systemd's units of this program. */
    Units units() {
        return units;
    }

    void ok(String what) {
        add(Level.OK, what, null);
    }

    void warning(String what, String remedy) {
        add(Level.WARNING, what, remedy);
    }

    void fault(String what, String remedy) {
        add(Level.FAULT, what, remedy);
    }

    /** What could not be looked at, and how it could, or {@code null}. */
    void unknown(String what, String remedy) {
        add(Level.UNKNOWN, what, remedy);
    }

    private void add(Level level, String what, String remedy) {
        findings.add(new Finding(level, check, what, remedy));
    }
}
