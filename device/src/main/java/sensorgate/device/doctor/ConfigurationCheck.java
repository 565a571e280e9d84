package sensorgate.device.doctor;

import java.util.stream.Collectors;
import sensorgate.device.config.Configuration;
import sensorgate.device.doctor.Inspection.Check;
import sensorgate.device.text.Printable;

/** Whether the configuration is valid. */
final class ConfigurationCheck implements Check {

    @Override
    public void look(Inspection in) {
        Configuration configuration = in.configuration();
        for (String fault : configuration.faults()) {
            in.fault(
                    Printable.of(fault),
                    "correct the setting; until then the lines below describe the defaults");
        }
        if (configuration.isGood()) {
            in.ok(configuration.source() + (configuration.changes().isEmpty()
                    ? ": every setting has its default"
                    : ": " + configuration.changes().stream()
                            .map(Configuration.Change::toString)
                            .collect(Collectors.joining(", "))));
        }
    }
}
