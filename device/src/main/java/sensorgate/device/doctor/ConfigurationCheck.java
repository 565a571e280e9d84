package sensorgate.device.doctor;

import java.util.List;
import java.util.stream.Collectors;
import sensorgate.device.config.Configuration;
import sensorgate.device.config.SettingsInUse;
import sensorgate.device.config.SettingsInUse.Difference;
import sensorgate.device.doctor.Inspection.Check;
import sensorgate.device.text.Printable;

/** Whether the configuration is valid, and whether the running gateway uses it. */
final class ConfigurationCheck implements Check {

    @Override
    public void look(Inspection in) {
        Configuration configuration = in.configuration();
        String described = in.inUse() == null ? "the defaults" : "the running gateway";
        for (String fault : configuration.faults()) {
            in.fault(
                    Printable.of(fault),
                    "correct the setting; until then the lines below describe " + described);
        }
        if (configuration.isGood()) {
            in.ok(configuration.source() + (configuration.changes().isEmpty()
                    ? ": every setting has its default"
                    : ": " + configuration.changes().stream()
                            .map(Configuration.Change::toString)
                            .collect(Collectors.joining(", "))));
        }
        lookAtGateway(in);
    }

    private static void lookAtGateway(Inspection in) {
        SettingsInUse told = in.answers().settings();
        if (in.inUse() != null) {
            lookAtUse(in, in.inUse());
        } else if (told != null && told.configuration().isGood()) {
            in.ok("the running gateway uses another configuration (" + Printable.of(told.file())
                    + "): the lines below describe this one");
        } else if (!in.answers().counters().isEmpty()) {
            in.warning(
                    "the running gateway is of another version and does not tell its settings",
                    in.restart());
        }
    }

    private static void lookAtUse(Inspection in, SettingsInUse inUse) {
        if (!in.configuration().isGood()) {
            return;
        }
        List<Difference> differences = inUse.differences(in.configuration());
        for (Difference each : differences) {
            in.warning(
                    each.key() + " = " + Printable.of(each.configured())
                            + " is configured, but the running gateway uses "
                            + Printable.of(each.inUse()),
                    in.apply(each.key()));
        }
        if (differences.isEmpty()) {
            in.ok("the running gateway uses these settings" + (inUse.options().isEmpty()
                    ? ""
                    : ", except for the options it was started with: " + inUse.options().stream()
                            .map(key -> "--" + key + "=" + Printable.of(inUse.texts().get(key)))
                            .collect(Collectors.joining(" "))));
        }
    }
}
