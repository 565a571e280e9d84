package sensorgate.device.client;

import java.io.BufferedInputStream;
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
 * A controller's connection by TCP, or a local tool's to the control socket: asks, and knows where
 * each reply ends.
 */
public final class GatewayConnection implements AutoCloseable {

    /** Takes a reply, line by line. */
    public interface ReplyReader {

        /** A line of the reply itself. */
        void onLine(String line);

        /** True if no more of the reply is wanted: the connection is to be closed then. */
        default boolean hasEnough() {
            return false;
        }

        /** The line that ends a reply of many lines: END, with the next cursor after SINCE. */
        void onEnd(String line);

        /** The line that says why there is no reply. */
        void onError(String line);
    }

    private static final int NO_TIMEOUT = 0;

    private final String at;
    private final boolean isControl;
    private final String tried;
    private final String timeout;
    private final Closeable connection;
    private final InputStream input;
    private final OutputStream output;
    private boolean heard;

    private GatewayConnection(HostAndPort at, String tried, int timeoutMs, Socket socket)
            throws IOException {
        this.at = at.toString();
        this.isControl = false;
        this.tried = tried;
        this.timeout = seconds(timeoutMs);
        connection = socket;
        socket.connect(at.resolve(), timeoutMs);
        socket.setSoTimeout(timeoutMs);
        socket.setTcpNoDelay(true);
        input = new BufferedInputStream(socket.getInputStream());
        output = socket.getOutputStream();
    }

    private GatewayConnection(Path at, int timeoutMs) throws IOException {
        this.at = at.toString();
        this.isControl = true;
        this.tried = "";
        this.timeout = seconds(timeoutMs);
        ControlStream stream = ControlStream.connect(at, timeoutMs);
        connection = stream;
        input = new BufferedInputStream(stream.input());
        output = stream.output();
    }

    /**
     * Connects to the first control socket that answers, or else by TCP; {@code timeoutMs} is for
     * this and for every silence afterwards.
     */
    public static GatewayConnection open(GatewayPlace place, int timeoutMs)
            throws NobodyThereException {
        StringJoiner failures = new StringJoiner(", ");
        GatewayConnection control = openControl(place, timeoutMs, failures);
        if (control != null) {
            return control;
        }
        if (place.tcp() == null) {
            refuse(place, GatewayConnection::isRefused, "try sudo");
            throw new NobodyThereException("nobody answers at the control socket " + failures
                    + ": start the gateway with 'sensorgate run', or name its control socket with "
                    + GatewayPlace.OPTION, null);
        }
        String tried = failures.length() == 0 ? "" : "; tried before: " + failures;
        return open(place.tcp(), tried, timeoutMs);
    }

    /**
     * The same for a tool that stays: it does not take the controller's place because a control
     * socket that is there is not for this user. A control socket that is silent hangs, while a
     * gateway asked by TCP may just have another controller.
     */
    public static GatewayConnection openToStay(
            GatewayPlace place, int controlTimeoutMs, int tcpTimeoutMs)
            throws NobodyThereException {
        return openToStay(place, controlTimeoutMs, tcpTimeoutMs, GatewayConnection::isRefused);
    }

    /** The same, told otherwise which control sockets are not for this user. */
    public static GatewayConnection openToStay(
            GatewayPlace place, int controlTimeoutMs, int tcpTimeoutMs,
            Predicate<Path> isRefused) throws NobodyThereException {
        GatewayConnection control = openControl(place, controlTimeoutMs, new StringJoiner(", "));
        if (control != null) {
            return control;
        }
        refuse(place, isRefused, "try sudo, or " + GatewayPlace.OPTION
                + " with the gateway's address, which takes the controller's place");
        return open(place, tcpTimeoutMs);
    }

    private static void refuse(GatewayPlace place, Predicate<Path> isRefused, String remedy)
            throws NobodyThereException {
        for (Path socket : place.sockets()) {
            if (isRefused.test(socket)) {
                throw NobodyThereException.forbidden(
                        "this user may not use the control socket " + socket + ": " + remedy);
            }
        }
    }

    /** The first that answers, or {@code null} and why. */
    private static GatewayConnection openControl(
            GatewayPlace place, int timeoutMs, StringJoiner failures) {
        for (Path socket : place.sockets()) {
            try {
                return new GatewayConnection(socket, timeoutMs);
            } catch (IOException | UnsupportedOperationException e) {
                failures.add(socket + " (" + reason(socket, e) + ")");
            }
        }
        return null;
    }

    /** Connects by TCP; {@code timeoutMs} is for this and for every silence afterwards. */
    public static GatewayConnection open(HostAndPort at, int timeoutMs)
            throws NobodyThereException {
        return open(at, "", timeoutMs);
    }

    private static GatewayConnection open(HostAndPort at, String tried, int timeoutMs)
            throws NobodyThereException {
        Socket socket = new Socket();
        try {
            return new GatewayConnection(at, tried, timeoutMs, socket);
        } catch (IOException e) {
            close(socket);
            throw unreachable(at, tried, timeoutMs, e);
        }
    }

    /** Where the gateway answers: a control socket's path, or a host and a port. */
    public String at() {
        return at;
    }

    /** True if this is no controller's connection, but a local tool's. */
    public boolean isControl() {
        return isControl;
    }

    /**
     * From now on a silence is no fault, however long: a reply that has begun goes on when there is
     * something to tell. By TCP it stays one, since a controller's gateway may vanish.
     */
    public void waitForEver() {
        if (connection instanceof ControlStream stream) {
            stream.setTimeoutMs(NO_TIMEOUT);
        }
    }

    /** Asks, and hands the reply over as it comes. */
    public void ask(String request, ReplyReader reader) throws NobodyThereException {
        send(request);
        String line = readLine();
        Verb verb = Verb.of(request);
        if (line.equals("ERR") || line.startsWith("ERR ")) {
            reader.onError(line);
        } else if (verb != null && verb.isEnded()) {
            readMany(line, verb == Verb.SINCE, reader);
        } else {
            reader.onLine(line);
        }
    }

    /** Asks, and collects the reply in memory. */
    public ReplyLines ask(String request) throws NobodyThereException {
        ReplyLines reply = new ReplyLines();
        ask(request, reply);
        return reply;
    }

    /** Says good-bye and waits until the gateway has closed the connection. */
    public void quit() {
        send("QUIT");
        try {
            input.transferTo(ByteArrayOutputStream.nullOutputStream());
        } catch (IOException _) {
            // closed one way or the other
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

    /** A cursor has no equals sign, a point of a measurement named END has. */
    private static boolean isEnd(String line, boolean hasCursor) {
        return line.equals("END")
                || hasCursor && line.startsWith("END ") && line.indexOf('=') < 0;
    }

    /** Where the connection is closed already, what was said before tells why. */
    private void send(String request) {
        try {
            output.write((request + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // the reply tells, or that there is none
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
        return new NobodyThereException(
                at + " closed the connection before its reply had ended: " + whyClosed() + tried,
                cause);
    }

    private String whyClosed() {
        if (isControl) {
            return "the gateway has ended, or nobody read the reply for tcp.write-timeout";
        }
        return heard
                ? "the log of the gateway says why"
                : "this address is not in tcp.allow, or it has just connected again";
    }

    private NobodyThereException silent(IOException cause) {
        String message = heard
                ? at + " fell silent for " + timeout + " before its reply had ended"
                : "connected, but " + at + " did not answer in " + timeout + whySilent();
        return new NobodyThereException(message + tried, cause);
    }

    private String whySilent() {
        return isControl
                ? ": the gateway hangs, or does not run yet"
                : ": another controller may hold the connection"
                        + " (it yields after tcp.idle of silence)";
    }

    private static NobodyThereException unreachable(
            HostAndPort at, String tried, int timeoutMs, IOException cause) {
        String message = switch (cause) {
            case NobodyThereException known -> known.getMessage();
            case ConnectException _ -> "nobody listens at " + at
                    + " (TCP): start the gateway with 'sensorgate run',"
                    + " or name its address with --at";
            case SocketTimeoutException _ -> at + " (TCP) did not answer in " + seconds(timeoutMs)
                    + ": check the address, and that the machine is on";
            default -> "cannot connect to " + at + " (TCP): " + cause.getMessage();
        };
        return new NobodyThereException(message + tried, cause);
    }

    /** Why a control socket cannot be connected to. */
    private static String reason(Path socket, Exception e) {
        return isRefused(socket) ? e.getMessage() + ": try sudo" : String.valueOf(e.getMessage());
    }

    /** True if it is there, and not for this user. */
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
            // there is nothing left that it could spoil
        }
    }
}
