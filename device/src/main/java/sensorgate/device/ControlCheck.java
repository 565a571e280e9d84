package sensorgate.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sensorgate.device.Inspection.Check;

/** Whether the tools of this machine are answered without the controller's connection. */
final class ControlCheck implements Check {

    @Override
    public String name() {
        return "control socket";
    }

    @Override
    public void look(Inspection in) {
        List<Path> places = ControlSocketChoice.placesToLook(in.configuration());
        List<String> troubles = new ArrayList<>();
        for (Path place : places) {
            if (in.machine().exists(place.toString())) {
                String trouble = trouble(in.machine(), place);
                if (trouble == null) {
                    in.ok(place + " answers");
                    return;
                }
                troubles.add(place + ": " + trouble);
            }
        }
        lookAtSilence(in, places, troubles);
    }

    private static void lookAtSilence(Inspection in, List<Path> places, List<String> troubles) {
        boolean isRunning = in.units().isServiceActive()
                || !Processes.gateways(in.machine()).isEmpty();
        if (!isRunning) {
            in.ok("no gateway runs that would answer");
        } else if (troubles.isEmpty()) {
            lookAtNone(in, places);
        } else {
            lookAtTrouble(in, String.join(", ", troubles));
        }
    }

    /** Why it does not answer, {@code null} if it does. */
    private static String trouble(Machine machine, Path place) {
        try {
            return machine.ask(place, "PING") == null ? "it closed the connection" : null;
        } catch (IOException e) {
            return e.getMessage() == null ? "it did not answer in time" : e.getMessage();
        }
    }

    /** The service's place comes last; a gateway that somebody runs by hand may have any. */
    private static void lookAtNone(Inspection in, List<Path> places) {
        boolean isNamed = in.configuration().changes().stream()
                .anyMatch(change -> change.startsWith(Setting.CONTROL_SOCKET.key() + " "));
        boolean isNone = isNamed && in.settings().control().path() == null;
        if (in.units().isServiceActive() && !isNone) {
            in.warning(
                    "there is no " + (isNamed ? places.getFirst() : places.getLast())
                            + ", though the gateway runs: tools take the controller's connection,"
                            + " and sniff has none",
                    "its log says why: journalctl -u sensorgate; or control.socket names another");
        } else {
            in.ok("none is seen of the gateway that runs: tools ask it by TCP");
        }
    }

    private static void lookAtTrouble(Inspection in, String trouble) {
        if (trouble.contains("ermission denied") && !in.machine().isRoot()) {
            in.unknown("this user may not ask at " + trouble, "sudo sensorgate doctor");
        } else {
            in.warning(
                    "no answer at " + trouble,
                    "where the gateway hangs: sudo systemctl restart sensorgate");
        }
    }
}
