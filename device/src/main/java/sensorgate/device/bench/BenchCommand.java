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

/** {@code sensorgate bench}: measures what a gateway can do on this very machine. */
public final class BenchCommand implements Command {

    private static final String JSON = "--json";
    private static final String SECONDS = "--seconds";
    private static final String SENDERS = "--senders";
    private static final int SECONDS_DEFAULT = 3;
    private static final int SENDERS_DEFAULT = 64;
    private static final int SECONDS_MAX = 600;

    private static final String HELP = """
            usage: sensorgate bench [--seconds N] [--senders N] [--json]

            Measures this machine: starts a gateway of its own with default settings on free ports
            of the loopback interface and a temporary state directory, sends to it at rising rates,
            from addresses 127.0.1.1 and up, polls it meanwhile, and prints what came of it. A
            gateway that runs here is left alone, and takes its share of the machine.

            offered/s        datagrams that were sent a second, each of them with one point
            stored/s         points that the gateway stored, a second of sending
            kernel drops     datagrams, in all, for which the receive buffer had no room
            lost on the way  datagrams, in all, that never came to the gateway's socket
            CPU, heap        what a datagram costs: CPU of the threads that receive and store, and
                             heap that the UDP thread allocates ('-' where it cannot be told)
            poll p50, p99    how long the gateway took to answer VALUE at that rate
            mem.             the gateway's resident memory

            The sender is this machine, too, and takes as much of it as the gateway does: sensors
            on the network leave more of it to the gateway.

            options:
              --seconds N  how long each rate is held, 1 to %s; default %s, under a minute in all
              --senders N  how many addresses take turns, 1 to %s; default %s
              --json       one JSON object on one line, in nanoseconds and bytes

            exit codes: 0 measured, 64 usage, 70 the gateway could not be measured,
                        130 and 143 ended by a signal, which leaves nothing behind

            examples:
              sensorgate bench
              sensorgate bench --seconds 10 --senders 200
              sensorgate bench --json > "$(hostname).json"
            """.formatted(SECONDS_MAX, SECONDS_DEFAULT, BenchLoad.SENDERS_MAX, SENDERS_DEFAULT);

    @Override
    public String name() {
        return "bench";
    }

    @Override
    public String summary() {
        return "measure what a gateway can do on this machine";
    }

    @Override
    public String help() {
        return HELP;
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws UsageException {
        CommandLine line = CommandLine.parseWithFlag(arguments, JSON, SECONDS, SENDERS);
        line.refuseWords();
        int seconds = line.number(SECONDS, SECONDS_DEFAULT, 1, SECONDS_MAX);
        int senders = line.number(SENDERS, SENDERS_DEFAULT, 1, BenchLoad.SENDERS_MAX);
        if (!Files.exists(Path.of("/proc/self/task"))) {
            return fail(streams, "this system is not Linux, whose figures it needs");
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
                return !streams.out().checkError(); // nobody reads on
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

    /** Runs when a signal has come; it ends the process afterwards. */
    private static void end(BenchGateway gateway, Streams streams) {
        if (StandardStream.ERROR.isTerminal()) {
            streams.err().println(); // the prompt is to stand below the bar
        }
        try {
            gateway.close();
        } catch (IOException _) {
            // what is left under the temporary directory goes with it
        }
    }

    private static int fail(Streams streams, String why) {
        streams.err().println("sensorgate: cannot measure: " + why);
        return ExitCode.FAILED;
    }
}
