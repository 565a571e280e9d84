package sensorgate.device.doctor;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import sensorgate.device.doctor.Inspection.Check;
import sensorgate.device.machine.JavaCommand;

/** Whether Java has the right options; the gateway and this process start the same way. */
final class JavaCheck implements Check {

    private static final String MEND =
            "start the gateway with /usr/bin/sensorgate, or in a checkout with deploy/sensorgate";

    @Override
    public void look(Inspection in) {
        JavaCommand command = JavaCommand.parse(in.textOf("/proc/self/cmdline"));
        if (command == null) {
            in.unknown("cannot read the options of Java in /proc/self/cmdline", null);
        } else {
            lookAtOptions(in, command);
        }
        lookAtArchive(in, command);
    }

    private static void lookAtOptions(Inspection in, JavaCommand command) {
        List<String> missing = Stream.of("-XX:+UseSerialGC", "-Xmx", "--enable-native-access=")
                .filter(wanted -> !command.has(wanted))
                .toList();
        if (missing.isEmpty()) {
            in.ok("Java " + in.machine().property("java.version") + " with "
                    + String.join(" ", command.options()));
        } else {
            in.warning("Java runs without " + String.join(", ", missing)
                    + ": it uses more memory, or prints warnings", MEND);
        }
    }

    /** Java maps only an archive that fits, so a mapped archive is in use. */
    private static void lookAtArchive(Inspection in, JavaCommand command) {
        String maps = in.textOf("/proc/self/maps");
        Optional<String> archive = maps.lines()
                .filter(line -> line.indexOf('/') >= 0)
                .map(line -> line.substring(line.indexOf('/')))
                .filter(file -> file.endsWith(".jsa") || file.endsWith(".aot"))
                .filter(file -> isOfProgram(file, command))
                .reduce((_, last) -> last);
        if (maps.isEmpty()) {
            in.unknown("cannot read the archive of classes in /proc/self/maps", null);
        } else if (archive.isEmpty()) {
            in.warning("Java uses no archive of classes: a start takes three times as long",
                    "sudo apt install --reinstall ./sensorgate_*.deb; in a checkout:"
                            + " rm device/target/classes.jsa*; deploy/sensorgate version");
        } else {
            in.ok("the archive of classes is in use: " + archive.get());
        }
    }

    /** The package's Java has an archive with this program's classes, other Javas do not. */
    private static boolean isOfProgram(String file, JavaCommand command) {
        return command == null || !command.namesFiles()
                || command.words().contains("-XX:SharedArchiveFile=" + file)
                || command.words().contains("-XX:AOTCache=" + file);
    }
}
