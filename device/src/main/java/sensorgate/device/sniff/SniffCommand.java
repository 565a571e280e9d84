package sensorgate.device.sniff;

import java.nio.file.Path;
import java.util.List;
import sensorgate.address.OwnNetworks;
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

/** {@code sensorgate sniff}: shows datagrams and what becomes of them. */
public final class SniffCommand extends Command {

    private static final String FROM = "--from";
    private static final String REJECTED = "--rejected";
    private static final String COUNT = "--count";
    private static final int COUNT_MAX = 999_999_999;
    private static final String RAW = "--raw";
    private static final String WIRE = "--wire";

    /** The gateway must send the first line of its reply in this time. */
    private static final int ANSWER_TIMEOUT_MS = 15_000;

    /** With --wire, a gateway that does not answer in this time counts as not running. */
    private static final int RUNNING_TIMEOUT_MS = 2_000;

    private static final String HELP = """
            usage: sensorgate sniff [--from NETWORK] [--rejected] [--count N] [--raw]
                                    [--at SOCKET]
                   sensorgate sniff --wire [--from NETWORK] [--rejected] [--count N]
                                    [--config FILE]

            Shows each datagram as it arrives at the gateway of this machine: time, sender, lines,
            and what becomes of each line. A stored line is shown with its readings. A rejected
            line is shown with the cause, the byte at fault and the remedy. If a sensor speaks
            another language (JSON, StatsD, Graphite, …), sniff shows the line to send instead.
            Stop with Ctrl-C.

            sniff uses the control socket. The control socket of the service is for root and the
            group sensorgate: use sudo, or join the group with 'sudo usermod -aG sensorgate $USER'
            and log in again.

            sniff never slows the gateway down. If datagrams come faster than sniff can show them,
            sniff skips some and shows how many.

            With --wire, sniff shows every UDP datagram that reaches this machine, on any port and
            before a firewall. It says why the gateway does not get a datagram: another port, a
            closed port, a sender that is not allowed. This needs root: use sudo. A running gateway
            tells its port; without one, the configuration does.

            options:
              --from NETWORK  show only these senders: addresses or networks, separated by commas
              --rejected      show only datagrams with lines that are not stored; with --wire,
                              also those that the gateway does not get
              --count N       stop after N datagrams
              --raw           show each datagram in one line, as the gateway sends it
              --at SOCKET     the gateway's control socket; default: that of control.socket
              --wire          listen to the wire, not to the gateway
              --config FILE   configuration with port and networks of the gateway, for --wire;
                              default, if the file exists:
                              %s

            exit codes: 0 stopped, 1 the gateway answered ERR, 69, 77, 78

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

    /** A command that waits {@code answerTimeoutMs} for the first line. */
    public SniffCommand(int answerTimeoutMs) {
        super("sniff", "show each datagram and what becomes of it", HELP);
        this.answerTimeoutMs = answerTimeoutMs;
    }

    @Override
    public int run(List<String> arguments, Streams streams)
            throws UsageException, NobodyThereException {
        CommandLine line = CommandLine.parseWithFlags(
                arguments, List.of(REJECTED, RAW, WIRE), FROM, COUNT, GatewayPlace.OPTION,
                Configuration.OPTION).refuseWords();
        long count = line.has(COUNT) ? line.number(COUNT, 1, 1, COUNT_MAX) : Long.MAX_VALUE;
        Sniffer.Choice choice = new Sniffer.Choice(
                from(line), line.has(REJECTED), line.has(RAW), count);
        return line.has(WIRE) ? listen(line, choice, streams) : sniff(line, choice, streams);
    }

    private int sniff(CommandLine line, Sniffer.Choice choice, Streams streams)
            throws UsageException, NobodyThereException {
        refuse(line, Configuration.OPTION, "needs --wire: else sniff asks the running gateway");
        GatewayPlace place = GatewayPlace.ofControlSocket(line, name());
        try (GatewayConnection connection = GatewayConnection.open(place, answerTimeoutMs)) {
            return new Sniffer(choice, connection, streams).run();
        }
    }

    private static int listen(CommandLine line, Sniffer.Choice choice, Streams streams)
            throws UsageException, NobodyThereException {
        refuse(line, GatewayPlace.OPTION, "does not work with --wire: use --config instead");
        refuse(line, RAW, "does not work with --wire");
        Configuration configuration = Configuration.read(line);
        if (!configuration.isGood()) {
            configuration.faults().forEach(streams.err()::println);
            return ExitCode.CONFIGURATION;
        }
        UdpSettings configured = configuration.settings().udp();
        UdpSettings udp = RunningGateway.settings(
                configured.allowing(configured.allow().at(ownNetworks())),
                sockets(line, configuration), RUNNING_TIMEOUT_MS);
        if (udp.port() == 0) {
            throw new NobodyThereException("the gateway does not run, and with udp.port=0 its"
                    + " port is unknown until it runs: start the gateway first", null);
        }
        return new WireListener(choice, udp, streams).run();
    }

    /** With --config, only the control socket in that file: it may be of another gateway. */
    private static List<Path> sockets(CommandLine line, Configuration configuration) {
        Path own = configuration.settings().control().path();
        if (!line.has(Configuration.OPTION)) {
            return ControlSocketChoice.placesToLook(configuration);
        }
        return own == null ? List.of() : List.of(own);
    }

    private static OwnNetworks ownNetworks() {
        OwnNetworks own = new OwnNetworks();
        own.refresh();
        return own;
    }

    private static SourceFilter from(CommandLine line) throws UsageException {
        try {
            return line.has(FROM)
                    ? SourceFilter.parse(line.option(FROM, "")).at(ownNetworks())
                    : null;
        } catch (IllegalArgumentException e) {
            throw new UsageException(FROM + ": " + e.getMessage());
        }
    }

    private static void refuse(CommandLine line, String option, String why) throws UsageException {
        if (line.has(option)) {
            throw new UsageException(option + " " + why);
        }
    }
}
