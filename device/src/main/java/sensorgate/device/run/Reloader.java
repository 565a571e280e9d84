package sensorgate.device.run;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.tinylog.Logger;
import sensorgate.count.Counted;
import sensorgate.device.config.Configuration;
import sensorgate.device.config.Configuration.Change;
import sensorgate.device.config.Reload;
import sensorgate.device.service.ServiceNotifier;
import sensorgate.device.service.StatusLine;

/**
 * Reads the configuration again and has the running gateway take it over. A wrong configuration
 * changes nothing. The log says every mistake and every change that needs a restart; the status
 * line keeps the first of these until the next reload. Any thread; one reload at a time.
 */
final class Reloader {

    private final Supplier<Configuration> reader;
    private final Consumer<Configuration> gateway;
    private final ServiceNotifier notifier;
    private final StatusLine status;
    private Configuration running;

    /**
     * Reloads nothing yet.
     *
     * @param running the configuration that the gateway was started with
     * @param reader reads the configuration from the same file and options
     * @param gateway takes over a good configuration
     */
    Reloader(
            Configuration running, Supplier<Configuration> reader,
            Consumer<Configuration> gateway, ServiceNotifier notifier, StatusLine status) {
        this.running = running;
        this.reader = reader;
        this.gateway = gateway;
        this.notifier = notifier;
        this.status = status;
    }

    /** Reloads once. A reload that fails is no failure of the gateway. */
    synchronized void reload() {
        notifier.reloading();
        try {
            Configuration wanted = reader.get();
            if (wanted.isGood()) {
                takeOver(wanted);
            } else {
                refuse(wanted);
            }
            notifier.status(status.text());
        } catch (RuntimeException e) {
            Logger.error(e, "the configuration could not be reloaded");
        } finally {
            notifier.ready();
        }
    }

    private void takeOver(Configuration wanted) {
        Reload reload = Reload.of(running, wanted);
        gateway.accept(reload.effective());
        running = reload.effective();
        Logger.info("configuration reloaded from " + wanted.source() + ": "
                + (reload.taken().isEmpty() ? "no change to take over" : text(reload.taken())));
        if (reload.needRestart().isEmpty()) {
            status.note("");
        } else {
            String needed = "a restart is needed for " + text(reload.needRestart());
            Logger.warn(needed + (notifier.isWanted()
                    ? ": sudo systemctl restart sensorgate"
                    : ""));
            status.note(needed);
        }
    }

    private void refuse(Configuration wanted) {
        List<String> faults = wanted.faults();
        wanted.faultsToLog().forEach(fault -> Logger.error(fault));
        String kept = "the gateway keeps its configuration, the new one has "
                + Counted.of(faults.size(), "mistake");
        Logger.error(kept);
        status.note(kept + ": " + faults.getFirst());
    }

    private static String text(List<Change> changes) {
        return changes.stream().map(Change::toString).collect(Collectors.joining(", "));
    }
}
