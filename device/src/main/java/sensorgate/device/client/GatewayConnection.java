package sensorgate.device.client;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.function.Predicate;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.poll.Verb;

/**
 * A connection to a gateway: by TCP, as a controller, or by the control socket, as a local tool.
 * Sends requests and finds the end of each reply.
 */
public final class GatewayConnection implements AutoCloseable {

    /** Receives a reply line by line. */
    public interface ReplyReader {

        /** Receives a line of the reply, except END and ERR. */
        void onLine(String line);

        /** True to stop reading; the caller must then close the connection. */
        default boolean hasEnough() {
            return false;
        }

        /** Receives the line END; after SINCE it has the next cursor. */
        void onEnd(String line);

        /** Receives the line ERR, which the gateway sends instead of a reply. */
        void onError(String line);
    }

    private static final int NO_TIMEOUT = 0;
    private static final int BUFFER_BYTES = 8 << 10;

    private final String at;
    private final String tried;
    private final int timeoutMs;
    private final Closeable connection;
    private final InputStream input;
    private final OutputStream output;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream(0);
    private int next;
    private int limit;
    private boolean heard;

    private GatewayConnection(
            String at, String tried, int timeoutMs, Closeable connection, InputStream input,
            OutputStream output) {
        this.at = at;
        this.tried = tried;
        this.timeoutMs = timeoutMs;
        this.connection = connection;
        this.input = input;
        this.output = output;
    }

    /**
     * Connects to the first control socket that answers, or else by TCP. Connecting, and each read
     * afterwards, waits at most {@code timeoutMs}.
     */
    public static GatewayConnection open(GatewayPlace place, int timeoutMs)
            throws NobodyThereException {
        return open(place, timeoutMs, timeoutMs);
    }

    /**
     * Connects as above, with two timeouts: a control socket is silent only if the gateway hangs,
     * TCP also while another controller is connected.
     */
    public static GatewayConnection open(
            GatewayPlace place, int controlTimeoutMs, int tcpTimeoutMs)
            throws NobodyThereException {
        return open(place, controlTimeoutMs, tcpTimeoutMs, GatewayConnection::isRefused);
    }

    /**
     * Connects as above; tests tell by {@code isRefused} which sockets this user may not use. If
     * such a socket exists, connecting fails: by TCP the tool would become a controller, and the
     * real controller would lose its turn.
     */
    static GatewayConnection open(
            GatewayPlace place, int controlTimeoutMs, int tcpTimeoutMs,
            Predicate<Path> isRefused) throws NobodyThereException {
        StringJoiner failures = new StringJoiner(", ");
        GatewayConnection control = openControl(place, controlTimeoutMs, failures);
        if (control != null) {
            return control;
        }
        for (Path socket : place.sockets()) {
            if (isRefused.test(socket)) {
                throw NobodyThereException.forbidden(
                        "this user may not use the control socket " + socket + ": "
                                + SocketAccess.remedy(socket)
                                + (place.tcp() == null ? "" : "; or ask as a controller, which"
                                        + " takes turns with others: " + GatewayPlace.OPTION + " "
                                        + place.tcp()));
            }
        }
        if (place.tcp() == null) {
            throw new NobodyThereException("nobody answers at the control socket " + failures
                    + ": start the gateway with 'sensorgate run', or name its control socket with "
                    + GatewayPlace.OPTION, null);
        }
        String tried = failures.length() == 0 ? "" : "; tried before: " + failures;
        return open(place.tcp(), tried, tcpTimeoutMs);
    }

    /** The first control socket that answers; {@code null} if none does, with the reasons. */
    private static GatewayConnection openControl(
            GatewayPlace place, int timeoutMs, StringJoiner failures) {
        for (Path socket : place.sockets()) {
            try {
                ControlStream stream = ControlStream.connect(socket, timeoutMs);
                return new GatewayConnection(
                        socket.toString(), "", timeoutMs, stream, stream.input(), stream.output());
            } catch (IOException | UnsupportedOperationException e) {
                failures.add(socket + " (" + e.getMessage() + ")");
            }
        }
        return null;
    }

    /** Connects by TCP; connecting, and each read afterwards, waits at most {@code timeoutMs}. */
    public static GatewayConnection open(HostAndPort at, int timeoutMs)
            throws NobodyThereException {
        return open(at, "", timeoutMs);
    }

    private static GatewayConnection open(HostAndPort at, String tried, int timeoutMs)
            throws NobodyThereException {
        Socket socket = new Socket();
        try {
            socket.connect(at.resolve(), timeoutMs);
            socket.setSoTimeout(timeoutMs);
            socket.setTcpNoDelay(true);
            return new GatewayConnection(
                    at.toString(), tried, timeoutMs, socket, socket.getInputStream(),
                    socket.getOutputStream());
        } catch (IOException e) {
            close(socket);
            throw unreachable(at, tried, timeoutMs, e);
        }
    }

    /** The gateway's address: the path of a control socket, or a host and a port. */
    public String at() {
        return at;
    }

    /** True if the connection goes to the control socket; false by TCP. */
    public boolean isControl() {
        return connection instanceof ControlStream;
    }

    /**
     * Sends a request and gives the lines of the reply to {@code reader} as they arrive. After the
     * first line of SNIFF there is no timeout, since sensors may be silent for hours.
     */
    public void ask(String request, ReplyReader reader) throws NobodyThereException {
        send(request);
        String line = readLine();
        Verb verb = Verb.of(request);
        boolean isStream = verb == Verb.SNIFF && connection instanceof ControlStream;
        if (isStream) {
            ((ControlStream) connection).setTimeoutMs(NO_TIMEOUT);
        }
        read(line, verb, reader);
        if (isStream) {
            ((ControlStream) connection).setTimeoutMs(timeoutMs);
        }
    }

    private void read(String line, Verb verb, ReplyReader reader) throws NobodyThereException {
        if (line.equals("ERR") || line.startsWith("ERR ")) {
            reader.onError(line);
        } else if (verb != null && verb.isEnded()) {
            readMany(line, verb == Verb.SINCE, reader);
        } else {
            reader.onLine(line);
        }
    }

    /** Sends a request and collects the reply in memory. */
    public ReplyLines ask(String request) throws NobodyThereException {
        ReplyLines reply = new ReplyLines();
        ask(request, reply);
        return reply;
    }

    /**
     * Sends a request to a control socket; {@link #nextLine} gives the lines of the reply. Throws
     * {@link IllegalStateException} by TCP.
     */
    public void begin(String request) {
        if (!isControl()) {
            throw new IllegalStateException("by TCP, a line cannot be waited for as briefly");
        }
        send(request);
    }

    /**
     * The next line of a reply that was begun; {@code null} if none came within {@code waitMs}
     * (1 or more). A later call continues.
     */
    public String nextLine(int waitMs) throws NobodyThereException {
        ControlStream stream = (ControlStream) connection;
        stream.setTimeoutMs(waitMs);
        try {
            return readLine();
        } catch (NobodyThereException e) {
            if (e.getCause() instanceof SocketTimeoutException) {
                return null;
            }
            throw e;
        } finally {
            stream.setTimeoutMs(timeoutMs);
        }
    }

    /** Sends QUIT and waits until the gateway has closed the connection. */
    public void quit() {
        send("QUIT");
        try {
            input.transferTo(ByteArrayOutputStream.nullOutputStream());
        } catch (IOException _) {
            // the connection is closed, too
        }
    }

    @Override
    public void close() {
        close(connection);
    }

    private void readMany(String firstLine, boolean hasCursor, ReplyReader reader)
            throws NobodyThereException {
        String line = firstLine;
        while (!isEnd(line, hasCursor)) {
            reader.onLine(line);
            if (reader.hasEnough()) {
                return;
            }
            line = readLine();
        }
        reader.onEnd(line);
    }

    /** A point of a measurement named END has an equals sign, a cursor has none. */
    private static boolean isEnd(String line, boolean hasCursor) {
        return line.equals("END")
                || hasCursor && line.startsWith("END ") && line.indexOf('=') < 0;
    }

    /** Ignores a connection that the gateway has closed: its last line, read next, says why. */
    private void send(String request) {
        try {
            output.write((request + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // reading the reply fails next, unless the gateway has sent a reason
        }
    }

    /** Reads a complete line: a value that was cut short could look like another value. */
    private String readLine() throws NobodyThereException {
        while (true) {
            int from = next;
            while (next < limit) {
                if (buffer[next++] == '\n') {
                    return line(from, next - 1);
                }
            }
            begun.write(buffer, from, limit - from);
            fill();
        }
    }

    private String line(int from, int to) {
        if (begun.size() == 0) {
            return new String(buffer, from, to - from, StandardCharsets.UTF_8);
        }
        begun.write(buffer, from, to - from);
        String line = begun.toString(StandardCharsets.UTF_8);
        begun.reset();
        return line;
    }

    private void fill() throws NobodyThereException {
        try {
            int count = input.read(buffer);
            if (count < 0) {
                throw new EOFException();
            }
            heard = true;
            next = 0;
            limit = count;
        } catch (SocketTimeoutException e) {
            throw silent(e);
        } catch (IOException e) {
            throw closed(e);
        }
    }

    private NobodyThereException closed(IOException cause) {
        return new NobodyThereException(
                at + " closed the connection in the middle of its reply: " + whyClosed() + tried,
                cause);
    }

    private String whyClosed() {
        if (isControl()) {
            return "the gateway has stopped, or this reply was not read for tcp.write-timeout";
        }
        return heard
                ? "the log of the gateway says why"
                : "tcp.allow does not have this address, or its turn was over (tcp.turn, tcp.idle)";
    }

    private NobodyThereException silent(IOException cause) {
        String message = heard
                ? at + " sent nothing for " + seconds(timeoutMs) + " in the middle of its reply"
                : "connected, but " + at + " did not answer in " + seconds(timeoutMs) + whySilent();
        return new NobodyThereException(message + tried, cause);
    }

    private String whySilent() {
        return isControl()
                ? ": the gateway hangs, or does not run yet"
                : ": another controller may be connected"
                        + " (its turn ends after tcp.turn, or tcp.idle without a request)";
    }

    private static NobodyThereException unreachable(
            HostAndPort at, String tried, int timeoutMs, IOException cause) {
        String message = switch (cause) {
            case NobodyThereException known -> known.getMessage();
            case ConnectException _ -> "nobody listens at " + at
                    + " (TCP): start the gateway with 'sensorgate run',"
                    + " or name its address with --at";
            case SocketTimeoutException _ -> at + " (TCP) did not answer in " + seconds(timeoutMs)
                    + ": check the address, and that the machine is running";
            default -> "cannot connect to " + at + " (TCP): " + cause.getMessage();
        };
        return new NobodyThereException(message + tried, cause);
    }

    /** True if the socket exists and this user may not use it. */
    private static boolean isRefused(Path socket) {
        return Files.exists(socket) && !Files.isWritable(socket);
    }

    private static String seconds(int ms) {
        return (ms % 1_000 == 0 ? String.valueOf(ms / 1_000) : String.valueOf(ms / 1_000.0)) + " s";
    }

    private static void close(Closeable connection) {
        try {
            connection.close();
        } catch (IOException _) {
            // nothing depends on this connection any more
        }
    }
}
