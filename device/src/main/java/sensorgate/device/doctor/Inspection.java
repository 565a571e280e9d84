package sensorgate.device.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import sensorgate.GatewaySettings;
import sensorgate.address.OwnNetworks;
import sensorgate.address.SourceFilter;
import sensorgate.device.config.Configuration;
import sensorgate.device.config.ConfigurationReader;
import sensorgate.device.config.Setting;
import sensorgate.device.config.SettingsInUse;
import sensorgate.device.doctor.Finding.Level;
import sensorgate.device.machine.Machine;
import sensorgate.device.machine.Processes;
import sensorgate.serve.TcpSettings;
import sensorgate.udp.UdpSettings;

/** One run of {@code doctor}: the machine, the configuration and the findings. One thread. */
final class Inspection {

    /** Looks at one part of the machine and adds one finding or more. */
    interface Check {

        void look(Inspection inspection);
    }

    record Part(String name, Check check) {}

    /**
     * Where the gateway listens.
     *
     * @param address the address, {@code null} for all
     * @param port the port, 0 for any free port
     * @param allow the senders that are read, on this machine
     */
    record Endpoint(InetAddress address, int port, SourceFilter allow) {}

    private final Machine machine;
    private final Configuration configuration;
    private final GatewayAnswers answers;
    private final SettingsInUse inUse;
    private final GatewaySettings settings;
    private final Units units;
    private final OwnNetworks own;
    private final List<Finding> findings = new ArrayList<>();
    private String part;

    /**
     * Inspects the running gateway, or else a gateway with this configuration.
     *
     * @param configuration what the gateway would use if it started now
     * @param inUse what the running gateway uses; {@code null} if that is unknown, or to inspect
     *         another configuration than the gateway's
     */
    Inspection(
            Machine machine, Configuration configuration, GatewayAnswers answers,
            SettingsInUse inUse) {
        this.machine = machine;
        this.configuration = configuration;
        this.answers = answers;
        Configuration running = inUse == null ? null : inUse.configuration();
        this.inUse = running != null && running.isGood() ? inUse : null;
        this.settings = this.inUse != null
                ? running.settings()
                : configuration.isGood()
                ? configuration.settings()
                : new ConfigurationReader(Long.MAX_VALUE).finish("no file").settings();
        this.units = Units.of(machine);
        this.own = OwnNetworks.of(textOf(OwnNetworks.TABLE));
    }

    List<Finding> run(List<Part> parts) {
        for (Part each : parts) {
            part = each.name();
            each.check().look(this);
        }
        return findings;
    }

    Machine machine() {
        return machine;
    }

    Configuration configuration() {
        return configuration;
    }

    /** The settings of the running gateway, or of the configuration, or else the defaults. */
    GatewaySettings settings() {
        return settings;
    }

    /** The settings of the running gateway, {@code null} if these are not inspected. */
    SettingsInUse inUse() {
        return inUse;
    }

    GatewayAnswers answers() {
        return answers;
    }

    /** How the running gateway takes over a change of this key: by a reload or by a restart. */
    String apply(String key) {
        if (!Setting.isReloadable(key)) {
            return restart();
        }
        return units.isServiceActive()
                ? "sudo systemctl reload sensorgate"
                : Processes.hangUp(machine);
    }

    /** Where the running gateway logs. */
    String log() {
        return units.isServiceActive() ? "journalctl -u sensorgate" : "the log of the gateway";
    }

    String restart() {
        return units.isServiceActive()
                ? "sudo systemctl restart sensorgate"
                : "restart the gateway";
    }

    /** Where the gateway listens for {@code udp} or {@code tcp}. */
    Endpoint endpoint(String protocol) {
        UdpSettings udp = settings.udp();
        TcpSettings tcp = settings.tcp();
        return protocol.equals("tcp")
                ? new Endpoint(tcp.address(), tcp.port(), tcp.allow().at(own))
                : new Endpoint(udp.address(), udp.port(), udp.allow().at(own));
    }

    /** The networks of this machine that {@code local} includes. */
    OwnNetworks ownNetworks() {
        return own;
    }

    Units units() {
        return units;
    }

    /** The text of a file, empty if this user cannot read the file. */
    String textOf(String file) {
        try {
            return machine.read(file);
        } catch (IOException _) {
            return "";
        }
    }

    void ok(String what) {
        add(Level.OK, what, null);
    }

    /** Adds what needs no remedy now, and what would have been the remedy or {@code null}. */
    void past(String what, String remedy) {
        add(Level.OK, what, remedy);
    }

    void warning(String what, String remedy) {
        add(Level.WARNING, what, remedy);
    }

    void fault(String what, String remedy) {
        add(Level.FAULT, what, remedy);
    }

    /** Adds a part that cannot be looked at, and a remedy or {@code null}. */
    void unknown(String what, String remedy) {
        add(Level.UNKNOWN, what, remedy);
    }

    private void add(Level level, String what, String remedy) {
        findings.add(new Finding(level, part, what, remedy));
    }
}
