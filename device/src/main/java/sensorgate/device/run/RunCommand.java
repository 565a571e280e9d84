package sensorgate.device.run;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.tinylog.Level;
import org.tinylog.Logger;
import sensorgate.Gateway;
import sensorgate.GatewayException;
import sensorgate.GatewaySettings;
import sensorgate.PortTakenException;
import sensorgate.device.cli.Command;
import sensorgate.device.cli.CommandLine;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.UsageException;
import sensorgate.device.client.Controllers;
import sensorgate.device.client.Counters;
import sensorgate.device.config.Configuration;
import sensorgate.device.config.Setting;
import sensorgate.device.config.SettingsInUse;
import sensorgate.device.service.Heartbeat;
import sensorgate.device.service.PassedSocket;
import sensorgate.device.service.ServiceNotifier;
import sensorgate.device.service.ServiceReports;
import sensorgate.device.service.SlowStart;
import sensorgate.device.service.StatusLine;

/** {@code sensorgate run}: the gateway in the foreground, until a signal stops it. */
public final class RunCommand extends Command {

    private static final long RETRY_S = 10;

    private static final String HELP_HEAD = """
            usage: sensorgate run [--config FILE] [--KEY=VALUE…]

            Runs the gateway in the foreground until SIGTERM or Ctrl-C; logs to standard error.
            SIGHUP reloads the configuration; the log names the keys that need a restart.
            Defaults work without a file and options.

            options:
              --config FILE  the configuration file (default: %s,
                             if that file exists)
              --KEY=VALUE    a setting, which overrides the file

            settings (in the file: one KEY = VALUE per line, # begins a comment line):
            """.formatted(Configuration.FILE_DEFAULT);

    private static final String HELP_TAIL = """

            exit codes: 0 stopped by a signal, 75, 78

            examples:
              sensorgate run
              sensorgate run --udp.port=9000 --tcp.port=9000
              sensorgate run --config /etc/sensorgate/attic.properties --udp.allow=192.168.1.0/24
            """;

    public RunCommand() {
        super("run", "run the gateway", HELP_HEAD);
    }

    @Override
    protected String helpText() {
        StringBuilder help = new StringBuilder(super.helpText());
        for (Setting<?> setting : Setting.ALL) {
            String assignment = setting.key() + "=" + setting.defaultText();
            help.append(String.format(Locale.ROOT, "  %-24s %s%n", assignment, setting.meaning()));
        }
        return help.append(HELP_TAIL).toString();
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws UsageException {
        CommandLine line = CommandLine.parseWithSettings(arguments, Configuration.OPTION);
        Configuration configuration = Configuration.read(line);
        ServiceNotifier notifier = ServiceNotifier.ofProcess();
        if (!configuration.isGood()) {
            return refuse(configuration, streams, notifier);
        }
        GatewaySettings settings;
        try {
            settings = configuration.settings();
            settings = settings.inheriting(PassedSocket.fitting(settings.udp(), notifier));
        } catch (GatewayException e) {
            return refuse(e.getMessage(), streams, notifier);
        }
        try {
            run(configuration, () -> Configuration.read(line), settings, notifier);
            return ExitCode.GOOD;
        } catch (GatewayException e) {
            return notifier.isWanted()
                    ? leaveForRestart(message(e), streams, notifier)
                    : refuse(message(e), streams, notifier);
        }
    }

    /** The message, with the program that has the port. */
    private static String message(GatewayException e) {
        return e instanceof PortTakenException taken
                ? e.getMessage() + ": " + PortReport.holder(taken.protocol(), taken.port())
                : e.getMessage();
    }

    private static int refuse(String fault, Streams streams, ServiceNotifier notifier) {
        notifier.status(fault);
        print(List.of(fault), streams);
        return ExitCode.CONFIGURATION;
    }

    private static int refuse(
            Configuration configuration, Streams streams, ServiceNotifier notifier) {
        int count = configuration.faults().size();
        String more = count == 1 ? "" : " (and " + (count - 1) + " more)";
        notifier.status(configuration.faults().getFirst() + more);
        print(configuration.faultsToLog(), streams);
        return ExitCode.CONFIGURATION;
    }

    /**
     * An address from DHCP or a port of another program may become available later, and no person
     * watches a service: systemd restarts the service.
     */
    private static int leaveForRestart(
            String why, Streams streams, ServiceNotifier notifier) {
        notifier.status(why + "; tries again");
        print(List.of(why + "; tries again in " + RETRY_S + " s"), streams);
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(RETRY_S));
        return ExitCode.TEMPORARY;
    }

    private static void print(List<String> faults, Streams streams) {
        LogFormat format = LogFormat.ofProcess();
        for (String fault : faults) {
            streams.err().print(format.notice(Level.ERROR, fault));
        }
        streams.err().flush();
    }

    private static void run(
            Configuration configuration, Supplier<Configuration> reader,
            GatewaySettings settings, ServiceNotifier notifier) throws GatewayException {
        GatewayLog log = new GatewayLog(notifier);
        Gateway gateway = open(settings, log, notifier);
        gateway.tellSettings(SettingsInUse.of(configuration, gateway).text());
        log.opened(gateway, settings);
        if (!settings.udp().isInheriting() && gateway.udpDescriptor() >= 0) {
            notifier.keepSocket(gateway.udpDescriptor());
        }
        StatusLine status = new StatusLine(
                gateway.stats(), () -> Controllers.of(gateway.controllers()).text(),
                settings.store().directory() != null);
        ServiceReports reports =
                new ServiceReports(notifier, status, heartbeat(gateway, notifier));
        Reloader reloader = new Reloader(
                configuration, reader, reloaded -> takeOver(reloaded, gateway), notifier, status);
        Runtime.getRuntime().addShutdownHook(
                new Thread(() -> stop(gateway, reports, notifier), "stop"));
        try {
            gateway.start();
            log.watch(gateway);
            if (notifier.isWanted()) {
                Thread.ofPlatform().daemon().name("service").start(reports);
            }
        } catch (RuntimeException | Error e) {
            gateway.close();
            log.onFailed(e); // without one of its threads the gateway would be half alive
        }
        HangupSignal.handle(reloader::reload);
        Logger.info("ready");
        notifier.ready();
        waitForSignal();
    }

    private static Gateway open(
            GatewaySettings settings, GatewayLog log, ServiceNotifier notifier)
            throws GatewayException {
        try (SlowStart _ = new SlowStart(notifier, SlowStart.EVERY_MS)) {
            return new Gateway(settings, log);
        }
    }

    private static void takeOver(Configuration configuration, Gateway gateway) {
        gateway.reload(configuration.settings());
        gateway.tellSettings(SettingsInUse.of(configuration, gateway).text());
    }

    private static Heartbeat heartbeat(Gateway gateway, ServiceNotifier notifier) {
        long intervalNs = Heartbeat.intervalNs();
        return intervalNs == 0 ? null : new Heartbeat(
                intervalNs, gateway.loops(), notifier::beat, Logger::warn, System.nanoTime());
    }

    /** Runs after a signal. Halts, since the JVM would exit with the signal's number otherwise. */
    private static void stop(
            Gateway gateway, ServiceReports reports, ServiceNotifier notifier) {
        reports.stop();
        notifier.stopping();
        gateway.close();
        Logger.info("stopped: " + Counters.totals(gateway.stats()));
        Runtime.getRuntime().halt(ExitCode.GOOD);
    }

    private static void waitForSignal() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException _) {
            // no code interrupts this thread; an interrupt would stop the gateway as a signal does
        }
    }
}
