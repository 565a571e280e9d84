package sensorgate.device;

import sensorgate.device.Inspection.Check;

/** Whether the gateway could start as it is configured. */
final class ConfigurationCheck implements Check {

    @Override
    public String name() {
        return "configuration";
    }

    @Override
    public void look(Inspection in) {
        Configuration configuration = in.configuration();
        for (Fault fault : configuration.faults()) {
            in.fault(
                    Printable.of(fault.toString()),
                    "correct it; until then everything below is about the defaults");
        }
        if (configuration.isGood()) {
            in.ok(configuration.source() + (configuration.changes().isEmpty()
                    ? ": every setting has its default"
                    : ": " + String.join(", ", configuration.changes())));
        }
    }
}
