package sensorgate.device.doctor;

import sensorgate.device.text.Json;

/**
 * What a check has found.
 *
 * @param level how bad it is
 * @param check what was looked at
 * @param what how it is
 * @param remedy how to mend it, {@code null} where there is nothing to mend
 */
record Finding(Level level, String check, String what, String remedy) {

    /** How bad something is. */
    enum Level {
        /** As it ought to be. */
        OK,
        /** The gateway works, but not as well as it could. */
        WARNING,
        /** The gateway does not work like this. */
        FAULT,
        /** It could not be looked at. */
        UNKNOWN;

        /** In lower case, for people and machines. */
        String text() {
            return switch (this) {
                case OK -> "ok";
                case WARNING -> "warning";
                case FAULT -> "fault";
                case UNKNOWN -> "unknown";
            };
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
