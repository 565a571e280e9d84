package sensorgate.device.doctor;

import java.util.Locale;
import sensorgate.device.text.Json;

/**
 * A fact that a check has found.
 *
 * @param level how bad the fact is
 * @param check the name of the check
 * @param what the fact
 * @param remedy how to mend a fault, {@code null} if there is no remedy
 */
record Finding(Level level, String check, String what, String remedy) {

    /** How bad a fact is. */
    enum Level {
        /** All is well. */
        OK,
        /** The gateway works, but worse than it could. */
        WARNING,
        /** The gateway cannot work. */
        FAULT,
        /** The check could not look. */
        UNKNOWN;

        /** The level as printed, in text and in JSON. */
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
