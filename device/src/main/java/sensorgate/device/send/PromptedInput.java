package sensorgate.device.send;

import java.io.IOException;
import java.io.InputStream;
import sensorgate.device.cli.Streams;

/** Standard input at a terminal: shows a prompt before each line. Belongs to one thread. */
final class PromptedInput extends InputStream {

    private static final String PROMPT = "send> ";

    private final Streams streams;

    PromptedInput(Streams streams) {
        this.streams = streams;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /** A terminal gives at most one line for each read. */
    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        streams.out().print(PROMPT);
        streams.out().flush();
        int count = streams.in().read(bytes, from, length);
        if (count < 0) {
            streams.out().println();
        }
        return count;
    }
}
