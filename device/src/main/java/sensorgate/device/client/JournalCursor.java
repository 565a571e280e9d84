package sensorgate.device.client;

import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.text.Printable;

/**
 * A position in the journal of a gateway, as END gives it: {@code 5d0c41e7.1843}.
 *
 * @param journal the id of the journal, 8 hexadecimal digits
 * @param sequence the sequence of the next point, from 1
 */
public record JournalCursor(String journal, long sequence) {

    /** The cursor of the oldest point. */
    public static final String OLDEST = "0";

    private static final int ID_CHARS = 8;

    /** Parses the cursor of an END line; {@code at} names the gateway in the message. */
    public static JournalCursor parse(String text, String at) throws NobodyThereException {
        if (text == null || !text.matches("[0-9a-f]{8}\\.\\d{1,18}")) {
            throw new NobodyThereException(at + " is not a gateway: its cursor is "
                    + Printable.of(String.valueOf(text)), null);
        }
        return new JournalCursor(
                text.substring(0, ID_CHARS), Long.parseLong(text.substring(ID_CHARS + 1)));
    }

    /** The text of the cursor {@code points} earlier, or of the oldest point. */
    public String back(long points) {
        return sequence - points < 1 ? OLDEST : journal + "." + (sequence - points);
    }

    @Override
    public String toString() {
        return journal + "." + sequence;
    }
}
