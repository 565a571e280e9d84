package sensorgate.device;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** A controller's connection: asks, and knows where each reply ends. */
final class PollConnection implements AutoCloseable {

    /** Takes a reply, line by line. */
    interface ReplyReader {

        /** A line of the reply itself. */
        void onLine(String line);

        /** The line that ends a reply of many lines: END, with the next cursor after SINCE. */
        void onEnd(String line);

        /** The line that says why there is no reply. */
        void onError(String line);
    }

    private static final Set<String> VERBS_OF_MANY_LINES =
            Set.of("GET", "LIST", "DUMP", "STATS", "HELP", "SINCE");

    private final HostAndPort at;
    private final String timeout;
    private final Socket socket;
    private final InputStream input;
    private boolean heard;

    private PollConnection(HostAndPort at, int timeoutMs, Socket socket) throws IOException {
        this.at = at;
        this.timeout = seconds(timeoutMs);
        this.socket = socket;
        socket.connect(at.resolve(), timeoutMs);
        socket.setSoTimeout(timeoutMs);
        socket.setTcpNoDelay(true);
        input = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects; {@code timeoutMs} is for this and for every silence afterwards. */
    static PollConnection open(HostAndPort at, int timeoutMs) throws NobodyThereException {
        Socket socket = new Socket();
        try {
            return new PollConnection(at, timeoutMs, socket);
        } catch (IOException e) {
            close(socket);
            throw unreachable(at, timeoutMs, e);
        }
    }

    static String verb(String request) {
        String verb = request.strip().split(" ", 2)[0];
        return verb.toUpperCase(Locale.ROOT);
    }

    /** Asks, and hands the reply over as it comes. */
    void ask(String request, ReplyReader reader) throws NobodyThereException {
        send(request);
        String line = readLine();
        String verb = verb(request);
        if (line.equals("ERR") || line.startsWith("ERR ")) {
            reader.onError(line);
        } else if (VERBS_OF_MANY_LINES.contains(verb)) {
            readMany(line, verb.equals("SINCE"), reader);
        } else {
            reader.onLine(line);
        }
    }

    /** Says good-bye and waits until the gateway has closed the connection. */
    void quit() throws NobodyThereException {
        send("QUIT");
        try {
            input.transferTo(ByteArrayOutputStream.nullOutputStream());
        } catch (IOException _) {
            // closed one way or the other
        }
    }

    @Override
    public void close() {
        close(socket);
    }

    private void readMany(String firstLine, boolean hasCursor, ReplyReader reader)
            throws NobodyThereException {
        String line = firstLine;
        while (!isEnd(line, hasCursor)) {
            reader.onLine(line);
            line = readLine();
        }
        reader.onEnd(line);
    }

    /** A cursor has no equals sign, a point of a measurement named END has. */
    private static boolean isEnd(String line, boolean hasCursor) {
        return line.equals("END")
                || hasCursor && line.startsWith("END ") && line.indexOf('=') < 0;
    }

    private void send(String request) throws NobodyThereException {
        try {
            socket.getOutputStream().write((request + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw closed(e);
        }
    }

    /** A whole line: a value that the connection's end cut short would still look like one. */
    private String readLine() throws NobodyThereException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = read(); b != '\n'; b = read()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private int read() throws NobodyThereException {
        try {
            int b = input.read();
            if (b < 0) {
                throw new EOFException();
            }
            heard = true;
            return b;
        } catch (SocketTimeoutException e) {
            throw silent(e);
        } catch (IOException e) {
            throw closed(e);
        }
    }

    private NobodyThereException closed(IOException cause) {
        String remedy = heard
                ? "the log of the gateway says why"
                : "this address is not in tcp.allow, or it has just connected again";
        return new NobodyThereException(
                at + " closed the connection before its reply had ended: " + remedy, cause);
    }

    private NobodyThereException silent(IOException cause) {
        String message = heard
                ? at + " fell silent for " + timeout + " before its reply had ended"
                : "connected, but " + at + " did not answer in " + timeout
                        + ": another controller may hold the connection"
                        + " (it yields after tcp.idle of silence)";
        return new NobodyThereException(message, cause);
    }

    private static NobodyThereException unreachable(
            HostAndPort at, int timeoutMs, IOException cause) {
        return switch (cause) {
            case NobodyThereException known -> known;
            case ConnectException _ -> new NobodyThereException(
                    "nobody listens at " + at + " (TCP): start the gateway with 'sensorgate run',"
                    + " or name its address with --at", cause);
            case SocketTimeoutException _ -> new NobodyThereException(
                    at + " (TCP) did not answer in " + seconds(timeoutMs)
                    + ": check the address, and that the machine is on", cause);
            default -> new NobodyThereException(
                    "cannot connect to " + at + " (TCP): " + cause.getMessage(), cause);
        };
    }

    private static String seconds(int ms) {
        return (ms % 1_000 == 0 ? String.valueOf(ms / 1_000) : String.valueOf(ms / 1_000.0)) + " s";
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // there is nothing left that it could spoil
        }
    }
}
