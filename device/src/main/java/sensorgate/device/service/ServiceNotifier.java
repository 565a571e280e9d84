package sensorgate.device.service;

import java.io.IOException;
import java.util.function.Consumer;
import org.tinylog.Logger;
import sensorgate.device.text.Printable;

/**
 * Tells the service manager how the gateway fares, as sd_notify(3) has it; nobody where nobody
 * asked for it. What cannot be told is said once in the log and changes nothing else. Any thread.
 */
public final class ServiceNotifier {

    private static final String VARIABLE = "NOTIFY_SOCKET";

    private final NotifySocket socket;
    private final Consumer<String> log;
    private boolean fails;

    /** A notifier; {@code socket} is {@code null} where nobody asked. */
    private ServiceNotifier(NotifySocket socket, Consumer<String> log) {
        this.socket = socket;
        this.log = log;
    }

    /** The notifier for this process. */
    public static ServiceNotifier ofProcess() {
        String name = System.getenv(VARIABLE);
        return name == null || name.isEmpty()
                ? new ServiceNotifier(null, null)
                : of(name, text -> Logger.warn(text));
    }

    /** A notifier for the socket of that name. */
    static ServiceNotifier of(String name, Consumer<String> log) {
        try {
            return new ServiceNotifier(NotifySocket.of(name), log);
        } catch (IOException e) {
            log.accept(cannotTell(e));
            return new ServiceNotifier(null, log);
        }
    }

    /** True if there is somebody to tell. */
    public boolean isWanted() {
        return socket != null;
    }

    /** The gateway receives and answers. */
    public void ready() {
        send("READY=1");
    }

    /** It stops. */
    public void stopping() {
        send("STOPPING=1\nSTATUS=stopping: what is new goes to the disk");
    }

    /** It goes round; false if that could not be told. */
    public boolean beat() {
        return send("WATCHDOG=1");
    }

    /** What {@code systemctl status} shows, one line. */
    public void status(String text) {
        send("STATUS=" + Printable.of(text));
    }

    /** The start takes so much longer from now on. */
    void extendStart(long ms) {
        send("EXTEND_TIMEOUT_USEC=" + ms * 1_000);
    }

    private synchronized boolean send(String message) {
        if (socket == null) {
            return false;
        }
        try {
            socket.send(message);
            fails = false;
            return true;
        } catch (IOException e) {
            if (!fails) {
                log.accept(cannotTell(e));
            }
            fails = true;
            return false;
        }
    }

    private static String cannotTell(IOException why) {
        return "the service manager cannot be told how the gateway fares, " + VARIABLE + ": "
                + Printable.of(String.valueOf(why.getMessage()));
    }
}
