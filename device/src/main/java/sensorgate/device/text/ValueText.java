package sensorgate.device.text;

/** The value of a field as line protocol writes it, shown to people and as a number. */
public final class ValueText {

    private ValueText() {}

    /**
     * A number without its type suffix, true or false, or a string without quotes and escapes;
     * printable.
     */
    public static String shown(String value) {
        if (isBoolean(value)) {
            return number(value) == 1 ? "true" : "false";
        }
        if (value.startsWith("\"")) {
            String inner = value.substring(1, value.length() - 1);
            return Printable.of(inner.replaceAll("\\\\([\"\\\\])", "$1"));
        }
        return Printable.of(value.replaceFirst("[iu]$", ""));
    }

    /** The number to draw: a boolean is 1 or 0, a string is NaN. */
    public static double number(String value) {
        return switch (value.charAt(0)) {
            case '"' -> Double.NaN;
            case 't', 'T' -> 1;
            case 'f', 'F' -> 0;
            default -> Double.parseDouble(value.replaceFirst("[iu]$", ""));
        };
    }

    /** True for a boolean, in each of its spellings. */
    public static boolean isBoolean(String value) {
        return "tTfF".indexOf(value.charAt(0)) >= 0;
    }
}
