package sensorgate.device.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sensorgate.device.config.ControlSocketChoice;
import sensorgate.device.config.Setting;
import sensorgate.device.doctor.Inspection.Check;
import sensorgate.device.machine.Machine;
import sensorgate.device.machine.Processes;

/** Whether the tools of this machine are answered without the controller's connection. */
final class ControlCheck implements Check {

    @Override
    public String name() {
        return "control socket";
    }

    @Override
    public void look(Inspection in) {
        if (in.settings().control().isRequired()
                && isImpossible(in, in.settings().control().path())) {
            return;
        }
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

    /** A socket that is named must be had, and its directory is not made. */
    private static boolean isImpossible(Inspection in, Path socket) {
        String directory = socket.getParent().toString();
        boolean isThere = in.machine().exists(socket.toString());
        if (!in.machine().isDirectory(directory)) {
            in.fault(
                    "there is no directory " + directory + " for " + socket
                            + ": the gateway does not start",
                    "make it, or choose another control.socket, or auto");
        } else if (isThere && !in.machine().isSocket(socket.toString())) {
            in.fault(
                    socket + " is no socket: the gateway does not start",
                    "remove that file, or choose another control.socket, or auto");
        } else if (!isThere && !in.units().isServiceActive()
                && !in.machine().isWritable(directory)) {
            in.fault(
                    directory + " may not be written by this user: a gateway that this user runs"
                            + " does not start",
                    "choose another control.socket, or auto");
        } else {
            return false;
        }
        return true;
    }

    private static boolean isAnyGatewayRunning(Inspection in) {
        return in.units().isServiceActive() || !Processes.gateways(in.machine()).isEmpty();
    }

    private static void lookAtSilence(Inspection in, List<Path> places, List<String> troubles) {
        if (!isAnyGatewayRunning(in)) {
            in.ok("no gateway runs that would answer");
        } else if (troubles.isEmpty()) {
            lookAtNone(in, places);
        } else {
            lookAtTrouble(in, places, String.join(", ", troubles));
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
            in.ok("there is none here; a gateway that runs has none, or one elsewhere");
        }
    }

    private static void lookAtTrouble(Inspection in, List<Path> places, String trouble) {
        boolean isRefused = places.stream()
                .map(Path::toString)
                .anyMatch(place -> in.machine().exists(place) && !in.machine().isWritable(place));
        if (isRefused) {
            in.unknown("this user may not ask at " + trouble, "sudo sensorgate doctor");
        } else {
            in.warning(
                    "no answer at " + trouble,
                    "where the gateway hangs: sudo systemctl restart sensorgate");
        }
    }
}
