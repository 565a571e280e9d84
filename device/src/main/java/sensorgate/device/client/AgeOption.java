package sensorgate.device.client;

import sensorgate.device.cli.CommandLine;
import sensorgate.device.cli.UsageException;
import sensorgate.device.text.DurationText;
import sensorgate.device.text.Printable;

/** An age on the command line, in the spelling of the gateway's requests: {@code 10m}. */
public final class AgeOption {

    private AgeOption() {}

    /** The age that the option gives, unchanged. */
    public static String of(CommandLine line, String option) throws UsageException {
        String text = line.option(option, "");
        if (!text.matches("\\d{1,9}(ms|s|m|h|d)") || DurationText.parseNs(text) < 0) {
            throw new UsageException("cannot use " + option + " '" + Printable.of(text)
                    + "': write a number and s, m, h or d, e.g. 30d");
        }
        return text;
    }
}
