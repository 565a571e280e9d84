package sensorgate.device.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.device.machine.Processes;
import sensorgate.device.machine.ThisMachine;
import sensorgate.device.text.Printable;

/** Which program has a port that the gateway needs. */
final class PortReport {

    private static final String UNKNOWN = "'sudo sensorgate doctor' names the program";

    /** What {@code doctor --ports} found as root after the last try, see sensorgate.service. */
    private static final Path FILE = Path.of("/run/sensorgate-ports");

    private PortReport() {}

    /** The programs that have the port, or how to learn the program. */
    static String holder(String protocol, int port) {
        String name = protocol.toLowerCase(Locale.ROOT);
        List<String> programs = Processes.atPort(new ThisMachine(), name, port);
        return programs.isEmpty()
                ? holderIn(textOf(FILE), name, port)
                : String.join(" and ", programs);
    }

    static String holderIn(String findings, String protocol, int port) {
        Matcher taken = Pattern.compile(
                "(?m)^fault +" + protocol + " port +" + port + " is taken by (.+)$")
                .matcher(findings);
        return taken.find() ? Printable.of(taken.group(1)) : UNKNOWN;
    }

    private static String textOf(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return ""; // the first try, or no service
        }
    }
}
