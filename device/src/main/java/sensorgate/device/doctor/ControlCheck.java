package sensorgate.device.doctor;

import java.nio.file.Path;
import java.util.List;
import sensorgate.device.config.ControlSocketChoice;
import sensorgate.device.config.Setting;
import sensorgate.device.doctor.Inspection.Check;
import sensorgate.device.machine.Processes;

/** Whether the gateway answers tools at its control socket. */
final class ControlCheck implements Check {

    private static final String OTHER = "set another control.socket, or control.socket=auto";

    @Override
    public void look(Inspection in) {
        if (in.settings().control().isRequired()
                && isImpossible(in, in.settings().control().path())) {
            return;
        }
        if (in.answers().place() != null) {
            in.ok(in.answers().place() + " answers");
        } else {
            lookAtSilence(
                    in, ControlSocketChoice.placesToLook(in.configuration()),
                    in.answers().troubles());
        }
    }

    /** A configured socket is required, and the gateway does not create its directory. */
    private static boolean isImpossible(Inspection in, Path socket) {
        String directory = socket.getParent().toString();
        boolean isThere = in.machine().exists(socket.toString());
        if (!in.machine().isDirectory(directory)) {
            in.fault(
                    "there is no directory " + directory + " for " + socket
                            + ": the gateway does not start",
                    "sudo mkdir -p " + directory + ", or " + OTHER);
        } else if (isThere && !in.machine().isSocket(socket.toString())) {
            in.fault(
                    socket + " is a file, not a socket: the gateway does not start",
                    OTHER + "; or remove the file: rm " + socket);
        } else if (!isThere && !in.units().isServiceActive()
                && !in.machine().isWritable(directory)) {
            in.fault(
                    "this user may not write to " + directory + ": a gateway of this user does not"
                            + " start",
                    OTHER);
        } else {
            return false;
        }
        return true;
    }

    private static void lookAtSilence(Inspection in, List<Path> places, List<String> troubles) {
        if (!in.units().isServiceActive() && Processes.gateways(in.machine()).isEmpty()) {
            in.ok("no gateway runs");
        } else if (troubles.isEmpty()) {
            lookAtNone(in, places);
        } else {
            lookAtTrouble(in, places, String.join(", ", troubles));
        }
    }

    /** The service's socket is the last place; a gateway started by hand may use any place. */
    private static void lookAtNone(Inspection in, List<Path> places) {
        boolean isNamed = in.configuration().isChanged(Setting.CONTROL_SOCKET);
        boolean isNone = isNamed && in.settings().control().path() == null;
        if (in.units().isServiceActive() && !isNone) {
            in.warning(
                    "there is no " + (isNamed ? places.getFirst() : places.getLast())
                            + ", although the gateway runs: sniff does not work, and other tools"
                            + " use the controller's connection",
                    "journalctl -u sensorgate; or name the socket with control.socket");
        } else {
            in.ok("there is no control socket at the usual places");
        }
    }

    private static void lookAtTrouble(Inspection in, List<Path> places, String trouble) {
        boolean isRefused = places.stream()
                .map(Path::toString)
                .anyMatch(place -> in.machine().exists(place) && !in.machine().isWritable(place));
        if (isRefused) {
            in.unknown("this user may not use " + trouble, "sudo sensorgate doctor");
        } else {
            in.warning(
                    "no answer at " + trouble,
                    "if the gateway hangs: sudo systemctl restart sensorgate");
        }
    }
}
