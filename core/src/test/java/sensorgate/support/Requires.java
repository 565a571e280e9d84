package sensorgate.support;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

/**
 * What a test needs of the machine. A test that lacks something is skipped and says so. With
 * {@code -Dsensorgate.required=true} it fails instead: a CI that has everything must skip nothing.
 */
public final class Requires {

    private static final String REQUIRED = "sensorgate.required";

    private Requires() {}

    /** Goes on if the condition holds; otherwise skips the test, or fails. */
    public static void that(boolean condition, String missing) {
        if (condition) {
            return;
        }
        if (Boolean.getBoolean(REQUIRED)) {
            fail("-D" + REQUIRED + "=true, and missing: " + missing);
        }
        System.out.println("test skipped, missing: " + missing);
        abort(missing);
    }
}
