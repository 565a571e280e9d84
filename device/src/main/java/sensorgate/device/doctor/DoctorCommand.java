package sensorgate.device.doctor;

import java.util.List;
import sensorgate.count.Counted;
import sensorgate.device.cli.Command;
import sensorgate.device.cli.CommandLine;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.UsageException;
import sensorgate.device.config.Configuration;
import sensorgate.device.doctor.Finding.Level;
import sensorgate.device.doctor.Inspection.Part;
import sensorgate.device.machine.Machine;
import sensorgate.device.machine.ThisMachine;
import sensorgate.device.text.Json;

/** {@code sensorgate doctor}: looks for common faults and says how to mend them. */
public final class DoctorCommand extends Command {

    private static final String JSON = "--json";

    private static final List<Part> PARTS = List.of(
            new Part("configuration", new ConfigurationCheck()),
            new Part("service", new UnitCheck()),
            new Part("udp port", new PortCheck("udp")),
            new Part("tcp port", new PortCheck("tcp")),
            new Part("control socket", new ControlCheck()),
            new Part("firewall", new FirewallCheck()),
            new Part("udp network", new NetworkCheck("udp")),
            new Part("tcp network", new NetworkCheck("tcp")),
            new Part("receive buffer", new BufferCheck()),
            new Part("state", new StateCheck()),
            new Part("clock", new ClockCheck()),
            new Part("platform", new PlatformCheck()),
            new Part("java", new JavaCheck()));

    private static final String HELP = """
            usage: sensorgate doctor [--config FILE] [--json]

            Checks this machine for common faults and changes nothing. Prints one finding a line:

              ok       all is well
              warning  the gateway works, but worse than it could
              fault    the gateway cannot work
              unknown  doctor could not look

            The line after a finding starts with -> and says how to mend the fault. Root sees
            more than other users: the firewall's rules, and which program has a port.

            Doctor checks the configuration, the service, both ports, the control socket, the
            firewall, the allow-lists, the receive buffer, the disk, the clock, the platform and
            Java.

            options:
              --config FILE  configuration file; default: %s
                             if that file exists
              --json         print one JSON object on one line, with an array of findings

            exit codes: 0 nothing to mend, 1 warnings, 2 faults

            examples:
              sensorgate doctor
              sudo sensorgate doctor
              sensorgate doctor --config new.properties
              sensorgate doctor --json | jq -r '.findings[] | select(.level != "ok") | .what'
            """.formatted(Configuration.FILE_DEFAULT);

    private final Machine machine;

    public DoctorCommand() {
        this(new ThisMachine());
    }

    public DoctorCommand(Machine machine) {
        super("doctor", "look for common faults, and say how to mend them", HELP);
        this.machine = machine;
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws UsageException {
        CommandLine line = CommandLine.parseWithFlag(arguments, JSON, Configuration.OPTION);
        line.refuseWords();
        List<Finding> findings =
                new Inspection(machine, Configuration.read(line)).run(PARTS);
        long warnings = count(findings, Level.WARNING);
        long faults = count(findings, Level.FAULT);
        if (line.has(JSON)) {
            streams.out().println(new Json()
                    .put("findings", findings.stream().map(Finding::json).toList())
                    .put("warnings", warnings)
                    .put("faults", faults));
        } else {
            findings.forEach(finding -> print(finding, streams));
            streams.out().println(total(warnings, faults));
        }
        return faults > 0 ? ExitCode.FAULTS : warnings > 0 ? ExitCode.WARNINGS : ExitCode.GOOD;
    }

    private static void print(Finding finding, Streams streams) {
        streams.out().printf(
                "%-7s  %-14s  %s%n", finding.level().text(), finding.check(), finding.what());
        if (finding.remedy() != null) {
            streams.out().printf("%-7s  %-14s  -> %s%n", "", "", finding.remedy());
        }
    }

    private static String total(long warnings, long faults) {
        if (warnings + faults == 0) {
            return "nothing to mend";
        }
        return Counted.of(faults, "fault") + ", " + Counted.of(warnings, "warning");
    }

    private static long count(List<Finding> findings, Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }
}
