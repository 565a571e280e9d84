package sensorgate.device.service;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.tinylog.Logger;
import sensorgate.device.text.Printable;

/**
 * Reports the gateway's state to the service manager, see sd_notify(3); does nothing if there is no
 * manager. A failed report is logged once and changes nothing else. Any thread.
 */
public final class ServiceNotifier {

    private static final String VARIABLE = "NOTIFY_SOCKET";

    /** The name of the UDP socket at the manager, LISTEN_FDNAMES. */
    private static final String UDP_SOCKET = "udp";

    private static final int NO_DESCRIPTOR = -1;

    private final NotifySocket socket;
    private final Consumer<String> log;
    private boolean fails;

    private ServiceNotifier(NotifySocket socket, Consumer<String> log) {
        this.socket = socket;
        this.log = log;
    }

    public static ServiceNotifier ofProcess() {
        String name = System.getenv(VARIABLE);
        return of(name == null ? "" : name, text -> Logger.warn(text));
    }

    /** A notifier for the socket of this name; empty if there is no manager. */
    static ServiceNotifier of(String name, Consumer<String> log) {
        try {
            return new ServiceNotifier(name.isEmpty() ? null : NotifySocket.of(name), log);
        } catch (IOException e) {
            log.accept(cannotTell(e));
            return new ServiceNotifier(null, log);
        }
    }

    /** True if there is a service manager. */
    public boolean isWanted() {
        return socket != null;
    }

    /** Reports that the gateway receives datagrams and answers polls. */
    public void ready() {
        send("READY=1");
    }

    /**
     * Reports that the gateway takes over its configuration again; {@link #ready()} ends this. The
     * manager tells this reload from an earlier one by the time: {@code nanoTime} is
     * CLOCK_MONOTONIC on Linux.
     */
    public void reloading() {
        send("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
    }

    public void stopping() {
        send("STOPPING=1\nSTATUS=stopping: writes the newest points to the disk");
    }

    /** Sends the watchdog a beat; false if sending failed. */
    public boolean beat() {
        return send("WATCHDOG=1");
    }

    /**
     * Gives the manager a copy of the UDP socket, which it passes to the next start: datagrams wait
     * in the socket while no gateway runs. Without FDPOLL=0 the manager would drop the socket when
     * the kernel reports an error at it.
     */
    public void keepSocket(int descriptor) {
        send("FDSTORE=1\nFDNAME=" + UDP_SOCKET + "\nFDPOLL=0", descriptor);
    }

    /** Asks the manager to close its copy of the UDP socket. */
    void dropSocket() {
        send("FDSTOREREMOVE=1\nFDNAME=" + UDP_SOCKET);
    }

    /** Sets the line that {@code systemctl status} shows. */
    public void status(String text) {
        send("STATUS=" + Printable.of(text));
    }

    /** Asks for {@code ms} more milliseconds from now on for the start. */
    void extendStart(long ms) {
        send("EXTEND_TIMEOUT_USEC=" + ms * 1_000);
    }

    private boolean send(String message) {
        return send(message, NO_DESCRIPTOR);
    }

    private synchronized boolean send(String message, int descriptor) {
        if (socket == null) {
            return false;
        }
        try {
            socket.send(message, descriptor);
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
        return "cannot report to the service manager, " + VARIABLE + ": "
                + Printable.of(String.valueOf(why.getMessage()));
    }
}
