package sensorgate.support;

import java.util.ArrayList;
import java.util.List;

/** The asking side of a connection that speaks the poll protocol. */
public abstract class PollSide implements AutoCloseable {

    /** Sends text as it is; waits while the gateway takes no more. */
    public abstract void send(String text);

    /** The next byte of what comes, -1 at the connection's end. */
    abstract int read();

    @Override
    public abstract void close();

    /** Sends a request and returns the first line of the reply. */
    public String ask(String request) {
        send(request + "\n");
        return readLine();
    }

    /** The next line of a reply without its end, or {@code null} at the connection's end. */
    public String readLine() {
        StringBuilder line = new StringBuilder();
        int b = read();
        while (b >= 0 && b != '\n') {
            line.append((char) b);
            b = read();
        }
        return b < 0 && line.isEmpty() ? null : line.toString();
    }

    /** The lines of a reply up to its END, which is left out. */
    public List<String> readLinesToEnd() {
        List<String> lines = new ArrayList<>();
        String line = readLine();
        while (!"END".equals(line)) {
            if (line == null) {
                throw new AssertionError("the connection ended after " + lines);
            }
            lines.add(line);
            line = readLine();
        }
        return lines;
    }

    /** True if the gateway has closed the connection and left nothing to read. */
    public boolean isEnded() {
        return read() < 0;
    }
}
