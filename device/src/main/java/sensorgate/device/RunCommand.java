package sensorgate.device;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.tinylog.Level;
import org.tinylog.Logger;
import sensorgate.Gateway;
import sensorgate.GatewayException;
import sensorgate.GatewaySettings;

/** {@code sensorgate run}: the gateway in the foreground, until it is told to stop. */
final class RunCommand implements Command {

    private static final String HELP_HEAD = """
            usage: sensorgate run [--config FILE] [--KEY=VALUE…]

            Runs the gateway in the foreground until SIGTERM or Ctrl-C; logs to standard error.
            Without a file and options it runs with its defaults.

            options:
              --config FILE  the configuration; without it %s
                             if that exists
              --KEY=VALUE    a setting, which wins over the file

            settings, in the file one a line as KEY = VALUE, # begins a comment line:
            """.formatted(Configuration.FILE_DEFAULT);

    private static final String HELP_TAIL = """

            exit codes: 0 stopped, 64 usage, 70 the gateway failed, 78 the configuration is wrong

            examples:
              sensorgate run
              sensorgate run --udp.port=9000 --tcp.port=9000
              sensorgate run --config /etc/sensorgate/attic.properties --udp.allow=192.168.1.0/24
            """;

    @Override
    public String name() {
        return "run";
    }

    @Override
    public String summary() {
        return "run the gateway";
    }

    @Override
    public String help() {
        StringBuilder help = new StringBuilder(HELP_HEAD);
        for (Setting<?> setting : Setting.ALL) {
            String assignment = setting.key() + "=" + setting.defaultText();
            help.append(String.format("  %-24s %s%n", assignment, setting.meaning()));
        }
        return help.append(HELP_TAIL).toString();
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws UsageException {
        Configuration configuration = Configuration.read(
                CommandLine.parseWithSettings(arguments, Configuration.OPTION));
        if (!configuration.isGood()) {
            return refuse(configuration.faults(), streams);
        }
        try {
            run(configuration.settings());
            return ExitCode.GOOD;
        } catch (GatewayException e) {
            return refuse(List.of(e.getMessage()), streams);
        }
    }

    private static int refuse(List<?> faults, Streams streams) {
        LogFormat format = LogFormat.ofProcess();
        for (Object fault : faults) {
            streams.err().print(format.notice(Level.ERROR, fault.toString()));
        }
        streams.err().flush();
        return ExitCode.CONFIGURATION;
    }

    private static void run(GatewaySettings settings) throws GatewayException {
        GatewayLog log = new GatewayLog();
        Gateway gateway = new Gateway(settings, log);
        log.opened(gateway, settings);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(gateway), "stop"));
        gateway.start();
        log.watch(gateway);
        Logger.info("ready");
        waitForSignal();
    }

    /** Runs when a signal has come. A JVM that a signal ends would exit with its number: halt. */
    private static void stop(Gateway gateway) {
        gateway.close();
        Logger.info("stopped: " + Ledger.totals(gateway.stats()));
        Runtime.getRuntime().halt(ExitCode.GOOD);
    }

    private static void waitForSignal() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException _) {
            // nobody does; if somebody did, it would mean the same as a signal
        }
    }
}
