package sensorgate.device.doctor;

import java.util.Locale;
import sensorgate.device.text.Json;

/**
 * A fact that a check has found.
 *
 * @param remedy how to mend a fault, {@code null} if there is no remedy
 */
record Finding(Level level, String check, String what, String remedy) {

    /** How bad a fact is; UNKNOWN if the check could not look. */
    enum Level {
        OK, WARNING, FAULT, UNKNOWN;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Json json() {
        return new Json()
                .put("level", level.text())
                .put("check", check)
                .put("what", what)
                .put("remedy", remedy);
    }
}
