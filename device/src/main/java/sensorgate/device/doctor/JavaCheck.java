package sensorgate.device.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import sensorgate.device.doctor.Inspection.Check;
import sensorgate.device.machine.JavaCommand;
import sensorgate.device.machine.Machine;

/** Whether Java was started as it ought to be; this process was started like the gateway. */
final class JavaCheck implements Check {

    private static final String MEND =
            "start it with the package's sensorgate, or from a checkout with deploy/sensorgate";

    @Override
    public String name() {
        return "java";
    }

    @Override
    public void look(Inspection in) {
        JavaCommand command = command(in.machine());
        if (command == null) {
            in.unknown("how Java was started could not be read", null);
        } else {
            lookAtOptions(in, command);
        }
        lookAtArchive(in, command);
    }

    private static JavaCommand command(Machine machine) {
        try {
            return JavaCommand.parse(machine.read("/proc/self/cmdline"));
        } catch (IOException _) {
            return null;
        }
    }

    private static void lookAtOptions(Inspection in, JavaCommand command) {
        List<String> missing = new ArrayList<>();
        for (String wanted : List.of("-XX:+UseSerialGC", "-Xmx", "--enable-native-access=")) {
            if (!command.has(wanted)) {
                missing.add(wanted);
            }
        }
        if (missing.isEmpty()) {
            in.ok("Java " + in.machine().property("java.version") + " with "
                    + String.join(" ", command.options()));
        } else {
            in.warning("Java was started without " + String.join(", ", missing)
                    + ": it takes more memory than it needs, or warns", MEND);
        }
    }

    /** What is mapped is in use: Java maps no archive that does not fit. */
    private static void lookAtArchive(Inspection in, JavaCommand command) {
        try {
            String archive = in.machine().read("/proc/self/maps").lines()
                    .filter(line -> line.indexOf('/') >= 0)
                    .map(line -> line.substring(line.indexOf('/')))
                    .filter(file -> file.endsWith(".jsa") || file.endsWith(".aot"))
                    .filter(file -> isOfProgram(file, command))
                    .reduce((_, last) -> last)
                    .orElse(null);
            if (archive == null) {
                in.warning("no archive of classes is in use: a start takes three times as long",
                        "install the package again, or from a checkout:"
                                + " rm device/target/classes.jsa* and deploy/sensorgate version");
            } else {
                in.ok("the archive of classes is in use: " + archive);
            }
        } catch (IOException _) {
            in.unknown("which archive of classes is in use could not be read", null);
        }
    }

    /** A JDK's own archive holds no class of this program; that of the package's image does. */
    private static boolean isOfProgram(String file, JavaCommand command) {
        return command == null || !command.namesFiles()
                || command.words().contains("-XX:SharedArchiveFile=" + file)
                || command.words().contains("-XX:AOTCache=" + file);
    }
}
