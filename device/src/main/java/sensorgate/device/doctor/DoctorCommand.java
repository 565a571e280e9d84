package sensorgate.device.doctor;

import java.util.List;
import sensorgate.count.Counted;
import sensorgate.device.cli.Command;
import sensorgate.device.cli.CommandLine;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.UsageException;
import sensorgate.device.config.Configuration;
import sensorgate.device.config.ControlSocketChoice;
import sensorgate.device.config.SettingsInUse;
import sensorgate.device.doctor.Finding.Level;
import sensorgate.device.doctor.Inspection.Part;
import sensorgate.device.machine.Machine;
import sensorgate.device.machine.ThisMachine;
import sensorgate.device.text.Json;

/** {@code sensorgate doctor}: looks for common faults and says how to mend them. */
public final class DoctorCommand extends Command {

    private static final String JSON = "--json";
    private static final String PORTS = "--ports";

    private static final List<Part> PARTS = List.of(
            new Part("configuration", new ConfigurationCheck()),
            new Part("service", new UnitCheck()),
            new Part("udp port", new PortCheck("udp")),
            new Part("tcp port", new PortCheck("tcp")),
            new Part("control socket", new ControlCheck()),
            new Part("losses", new LossCheck()),
            new Part("senders", new ContestCheck()),
            new Part("firewall", new FirewallCheck()),
            new Part("udp network", new NetworkCheck("udp")),
            new Part("tcp network", new NetworkCheck("tcp")),
            new Part("receive buffer", new BufferCheck()),
            new Part("state", new StateCheck()),
            new Part("clock", new ClockCheck()),
            new Part("platform", new PlatformCheck()),
            new Part("java", new JavaCheck()));

    private static final String HELP = """
            usage: sensorgate doctor [--config FILE] [--KEY=VALUE…] [--ports] [--json]

            Checks this machine for common faults and changes nothing. Prints one finding a line:

              ok       all is well
              warning  the gateway works, but worse than it could
              fault    the gateway cannot work
              unknown  doctor could not look

            The line after a finding starts with -> and says how to mend the fault. Root sees
            more than other users: the firewall's rules, and which program has a port.

            Doctor checks the configuration, the service, both ports, the control socket, the
            losses, senders that write the same reading in turns, the firewall, the allow-lists,
            the receive buffer, the disk, the clock, the platform and Java.

            If a gateway runs, doctor asks it at its control socket: doctor looks at the ports
            and directories that the gateway uses, compares its settings with its configuration
            file, and names its losses since the start and in the last hour. With another
            --config or --KEY=VALUE than the gateway's, doctor looks at that configuration.

            options:
              --config FILE  configuration file; default: the running gateway's, or
                             %s if that file exists
              --KEY=VALUE    a setting, which overrides the file; for example control.socket
              --ports        look at the two ports only: which program has them
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
        CommandLine line = CommandLine.parseWithSettings(
                arguments, List.of(JSON, PORTS), Configuration.OPTION);
        List<Finding> findings = inspection(line).run(parts(line.has(PORTS)));
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

    private static List<Part> parts(boolean isPorts) {
        return PARTS.stream()
                .filter(part -> !isPorts || part.check() instanceof PortCheck)
                .toList();
    }

    /** The file and the options that are named must be the running gateway's to inspect it. */
    private Inspection inspection(CommandLine line) {
        Configuration asked = Configuration.read(line);
        GatewayAnswers answers =
                GatewayAnswers.of(machine, ControlSocketChoice.placesToLook(asked));
        SettingsInUse inUse = answers.settings();
        if (inUse == null) {
            return new Inspection(machine, asked, answers, null);
        }
        boolean isNamed = line.has(Configuration.OPTION);
        Configuration configured = isNamed ? asked : Configuration.readAgain(inUse, line);
        boolean isAnother = isNamed && !asked.file().equals(inUse.file())
                || inUse.differences(configured).stream()
                        .anyMatch(each -> configured.optionKeys().contains(each.key()));
        return new Inspection(machine, configured, answers, isAnother ? null : inUse);
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
