package sensorgate.device.sniff;

import java.nio.file.Path;
import java.util.List;
import sensorgate.address.SourceFilter;
import sensorgate.device.cli.Command;
import sensorgate.device.cli.CommandLine;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.UsageException;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.GatewayPlace;
import sensorgate.device.config.Configuration;
import sensorgate.device.config.ControlSocketChoice;
import sensorgate.udp.UdpSettings;

/** {@code sensorgate sniff}: what arrives, and what becomes of it. */
public final class SniffCommand implements Command {

    private static final String FROM = "--from";
    private static final String REJECTED = "--rejected";
    private static final String COUNT = "--count";
    private static final String RAW = "--raw";
    private static final String WIRE = "--wire";

    /** How long the gateway may take for its first line; then it waits for sensors. */
    private static final int ANSWER_TIMEOUT_MS = 15_000;

    private static final String HELP = """
            usage: sensorgate sniff [--from NETWORK] [--rejected] [--count N] [--raw]
                                    [--at SOCKET]
                   sensorgate sniff --wire [--from NETWORK] [--rejected] [--count N]
                                    [--config FILE]

            Shows each datagram as it arrives at the gateway of this machine: when, from whom, its
            lines, and what became of each: stored as which readings, or rejected, why and at which
            byte, and what would be right. A sensor that speaks another language (JSON, StatsD,
            Graphite, …) is told what to send instead. Ctrl-C ends it.

            It slows nothing down: where datagrams come faster than they can be shown, some are
            skipped, and it says how many.

            With --wire it shows every UDP datagram that reaches this machine, at any port and
            before a firewall, and says why the gateway does not get it: sent to another port, a
            closed one, from an address that is not allowed. That takes root: sudo. The gateway's
            port is what a running gateway says, or else the configuration.

            options:
              --from NETWORK  only from these senders: addresses or networks, with commas between
              --rejected      only what is not stored; with --wire, what the gateway does not get
                              or take
              --count N       end after N datagrams
              --raw           each datagram in one line, as the gateway tells it
              --at SOCKET     the gateway's control socket; default that of control.socket
              --wire          listen to the wire, not to the gateway
              --config FILE   where --wire learns the gateway's port and networks; without it
                              %s
                              if that exists

            exit codes: 0 ended, 1 the answer was ERR, 64 usage, 69 no gateway answers,
                        70 the wire cannot be listened to, 77 the privilege is missing,
                        78 the configuration is wrong

            examples:
              sensorgate sniff
              sensorgate sniff --from 192.168.1.31 --count 1
              sensorgate sniff --rejected
              sudo sensorgate sniff --wire --rejected
            """.formatted(Configuration.FILE_DEFAULT);

    private final int answerTimeoutMs;

    public SniffCommand() {
        this(ANSWER_TIMEOUT_MS);
    }

    /** One that gives up sooner. */
    public SniffCommand(int answerTimeoutMs) {
        this.answerTimeoutMs = answerTimeoutMs;
    }

    @Override
    public String name() {
        return "sniff";
    }

    @Override
    public String summary() {
        return "show each datagram and what becomes of it";
    }

    @Override
    public String help() {
        return HELP;
    }

    @Override
    public int run(List<String> arguments, Streams streams)
            throws UsageException, NobodyThereException {
        CommandLine line = CommandLine.parseWithFlags(
                arguments, List.of(REJECTED, RAW, WIRE), FROM, COUNT, GatewayPlace.OPTION,
                Configuration.OPTION);
        Sniffer.Choice choice = new Sniffer.Choice(
                from(line), line.has(REJECTED), line.has(RAW), count(line));
        return line.has(WIRE)
                ? listen(line, choice, streams)
                : sniff(line, choice, streams);
    }

    private int sniff(CommandLine line, Sniffer.Choice choice, Streams streams)
            throws UsageException, NobodyThereException {
        refuse(line, Configuration.OPTION, "is for --wire: the gateway knows its configuration");
        try (GatewayConnection connection = GatewayConnection.open(socket(line), answerTimeoutMs)) {
            return new Sniffer(choice, connection, streams).run();
        }
    }

    private static int listen(CommandLine line, Sniffer.Choice choice, Streams streams)
            throws UsageException, NobodyThereException {
        refuse(line, GatewayPlace.OPTION, "is of no use with --wire: --config says which gateway");
        refuse(line, RAW, "is of no use with --wire");
        Configuration configuration = Configuration.read(line);
        if (!configuration.isGood()) {
            configuration.faults().forEach(streams.err()::println);
            return ExitCode.CONFIGURATION;
        }
        UdpSettings udp = RunningGateway.settings(
                configuration.settings().udp(), sockets(line, configuration));
        if (udp.port() == 0) {
            throw new NobodyThereException("the gateway does not run, and with udp.port=0 it has"
                    + " a port only while it does: start it first", null);
        }
        return new WireListener(choice, udp, streams).run();
    }

    /** A configuration that is named may be another gateway's than the service's. */
    private static List<Path> sockets(CommandLine line, Configuration configuration) {
        Path own = configuration.settings().control().path();
        if (!line.has(Configuration.OPTION)) {
            return ControlSocketChoice.placesToLook(configuration);
        }
        return own == null ? List.of() : List.of(own);
    }

    /** A control socket and nothing else: by TCP it would take the controller's place. */
    private static GatewayPlace socket(CommandLine line) throws UsageException {
        GatewayPlace place = GatewayPlace.of(line);
        if (place.sockets().isEmpty()) {
            throw new UsageException("--at " + place.named() + " is no control socket: sniff on"
                    + " the gateway's own machine, and write its path, e.g."
                    + " /run/sensorgate/control.sock");
        }
        return new GatewayPlace(place.named(), place.sockets(), null);
    }

    private static SourceFilter from(CommandLine line) throws UsageException {
        try {
            return line.has(FROM) ? SourceFilter.parse(line.option(FROM, "")) : null;
        } catch (IllegalArgumentException e) {
            throw new UsageException(FROM + ": " + e.getMessage());
        }
    }

    private static long count(CommandLine line) throws UsageException {
        if (!line.has(COUNT)) {
            return Long.MAX_VALUE;
        }
        String text = line.option(COUNT, "");
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new UsageException(COUNT + " " + text + " is no count:"
                    + " write a number of datagrams, more than 0");
        }
        return Long.parseLong(text);
    }

    private static void refuse(CommandLine line, String option, String why) throws UsageException {
        if (line.has(option)) {
            throw new UsageException(option + " " + why);
        }
    }
}
