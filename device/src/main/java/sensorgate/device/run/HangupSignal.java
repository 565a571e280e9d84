package sensorgate.device.run;

import java.io.IOException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tinylog.Logger;

/**
 * SIGHUP, which asks a service to reload its configuration. The kernel also sends SIGHUP when the
 * terminal of a process closes; then the process ends as after SIGTERM.
 *
 * <p>Java handles signals with sun.misc.Signal of the module jdk.unsupported, and javac has a
 * warning for each mention that nothing turns off. So this class reaches it by name: 8 ms on a PC,
 * where a {@code Proxy} takes 25 ms.
 */
final class HangupSignal {

    private static final String NAME = "HUP";

    private static final Path OWN_STATE = Path.of("/proc/self/stat");

    private final Runnable work;
    private final boolean hadTerminal;

    private HangupSignal(Runnable work) throws IOException {
        this.work = work;
        hadTerminal = hasTerminal();
    }

    /**
     * Runs {@code work} at each SIGHUP from now on, on a thread of its own. Without /proc, SIGHUP
     * still ends the process: a terminal that closes would not be noticed. A process that was
     * started with SIGHUP ignored, as by nohup(1), keeps ignoring it.
     */
    static void handle(Runnable work) {
        try {
            install(new HangupSignal(work));
        } catch (IOException _) {
            // see above
        } catch (Throwable e) { // the compiler knows no narrower class
            Logger.warn(e, "SIGHUP does not reload the configuration");
        }
    }

    private static void install(HangupSignal receiver) throws Throwable {
        Lookup lookup = MethodHandles.lookup();
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        MethodType raised = MethodType.methodType(void.class, Object.class);
        MethodType handle = MethodType.methodType(void.class, signal);
        Object handling = LambdaMetafactory.metafactory(
                        lookup, "handle", MethodType.methodType(handler, HangupSignal.class),
                        handle, lookup.findVirtual(HangupSignal.class, "raised", raised), handle)
                .getTarget()
                .invoke(receiver);
        Object hangup = signal.getConstructor(String.class).newInstance(NAME);
        lookup.findStatic(signal, "handle", MethodType.methodType(handler, signal, handler))
                .invoke(hangup, handling);
    }

    private void raised(Object signal) {
        if (hadTerminal && !hasTerminalStill()) {
            System.exit(0); // runs the shutdown hook, as SIGTERM does
        } else {
            work.run();
        }
    }

    private static boolean hasTerminalStill() {
        try {
            return hasTerminal();
        } catch (IOException _) {
            return false;
        }
    }

    /** True if the process has a controlling terminal: tty_nr in proc_pid_stat(5). */
    private static boolean hasTerminal() throws IOException {
        return hasTerminal(Files.readString(OWN_STATE));
    }

    /** The name of the program is in brackets and may hold anything; tty_nr is the fifth behind. */
    static boolean hasTerminal(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return !fields[4].equals("0");
    }
}
