package sensorgate.device.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import sensorgate.device.cli.Command;
import sensorgate.device.cli.CommandLine;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.Progress;
import sensorgate.device.cli.SignalHook;
import sensorgate.device.cli.StandardStream;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.UsageException;

/** {@code sensorgate bench}: measures how fast a gateway is on this machine. */
public final class BenchCommand extends Command {

    private static final String JSON = "--json";
    private static final String SECONDS = "--seconds";
    private static final String SENDERS = "--senders";
    private static final int SECONDS_DEFAULT = 3;
    private static final int SENDERS_DEFAULT = 64;
    private static final int SECONDS_MAX = 600;

    private static final String HELP = """
            usage: sensorgate bench [--seconds N] [--senders N] [--json]

            Measures this machine. bench starts a gateway of its own, with default settings, free
            ports of the loopback interface and a temporary state directory. It sends to that
            gateway at rising rates from 127.0.1.1 and up, polls it, and prints a table. A gateway
            that runs here is not touched, but takes its share of the CPU.

            offered/s        datagrams sent per second, each with one point
            stored/s         points stored per second of sending
            kernel drops     datagrams that did not fit into the receive buffer
            lost on the way  datagrams that did not reach the gateway's socket
            CPU, heap        cost of a datagram: CPU of the threads that receive and store, heap
                             that the UDP thread allocates ('-' if not known)
            poll p50, p99    time until the gateway answers VALUE at that rate
            mem.             resident memory of the gateway

            The sender takes as much CPU as the gateway, on the same machine: with sensors on the
            network, the gateway can receive more.

            options:
              --seconds N  seconds per rate, 1 to %s; default %s, under a minute in all
              --senders N  addresses that take turns to send, 1 to %s; default %s
              --json       print one JSON object in one line, in nanoseconds and bytes

            exit codes: 0 measured, 130, 143

            examples:
              sensorgate bench
              sensorgate bench --seconds 10 --senders 200
              sensorgate bench --json > "$(hostname).json"
            """.formatted(SECONDS_MAX, SECONDS_DEFAULT, BenchLoad.SENDERS_MAX, SENDERS_DEFAULT);

    public BenchCommand() {
        super("bench", "measure how fast a gateway is on this machine", HELP);
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws UsageException {
        CommandLine line = CommandLine.parseWithFlag(arguments, JSON, SECONDS, SENDERS);
        line.refuseWords();
        int seconds = line.number(SECONDS, SECONDS_DEFAULT, 1, SECONDS_MAX);
        int senders = line.number(SENDERS, SENDERS_DEFAULT, 1, BenchLoad.SENDERS_MAX);
        if (!Files.exists(Path.of("/proc/self/task"))) {
            return fail(streams, "bench needs /proc of Linux");
        }
        try (BenchGateway gateway = BenchGateway.start()) {
            SignalHook hook = new SignalHook(() -> end(gateway, streams));
            try {
                measure(gateway, seconds, senders, line.has(JSON), streams);
                return ExitCode.GOOD;
            } catch (IOException e) {
                return gateway.isClosed() ? ExitCode.FAILED : fail(streams, e.getMessage());
            } finally {
                hook.remove();
            }
        } catch (IOException e) {
            return fail(streams, e.getMessage());
        }
    }

    private static void measure(
            BenchGateway gateway, int seconds, int senders, boolean asJson, Streams streams)
            throws IOException {
        Progress progress = Progress.on(streams);
        try (Bench bench = new Bench(seconds, gateway, progress)) {
            bench.warmUp(senders);
            progress.clear();
            BenchReport report = new BenchReport(seconds, senders, gateway.receiveBufferBytes());
            print(asJson ? "" : report.head(), streams);
            bench.run(step -> {
                report.add(step);
                print(asJson ? "" : BenchReport.row(step), streams);
                return !streams.out().checkError(); // false if nobody reads the table
            });
            print(asJson ? report.json() + "\n" : "\n" + report.tail(), streams);
        } finally {
            progress.clear();
        }
    }

    private static void print(String text, Streams streams) {
        streams.out().print(text);
        streams.out().flush();
    }

    /** Runs when a signal ends the process. */
    private static void end(BenchGateway gateway, Streams streams) {
        if (StandardStream.ERROR.isTerminal()) {
            streams.err().println(); // the prompt goes below the bar
        }
        try {
            gateway.close();
        } catch (IOException _) {
            // the system cleans its temporary directory
        }
    }

    private static int fail(Streams streams, String why) {
        streams.err().println("sensorgate: cannot measure: " + why);
        return ExitCode.FAILED;
    }
}
