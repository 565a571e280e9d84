package sensorgate.device.watch;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import sensorgate.device.cli.Streams;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.HostAndPort;
import sensorgate.device.support.FakeGateway;

/** A {@code watch} whose second look throws: on a screen, or in a pipe. */
final class FailingWatchMain {

    /** A look reads the clock three times. */
    private static final int CLOCK_READS_OF_A_LOOK = 3;

    private FailingWatchMain() {}

    public static void main(String[] arguments) throws Exception {
        FakeGateway gateway = FakeGateway.answeringAll(Map.of(
                "SINCE now", "END 5d0c41e7.3\n",
                "SINCE 0 2000", "END 5d0c41e7.3\n",
                "DUMP", "temp value=21.5 17\nEND\n",
                "LATE", "END\n",
                "LATE THAN 0s", "END\n",
                "STATS", "END\n"));
        HostAndPort at = HostAndPort.parse(gateway.place());
        AtomicInteger clockReads = new AtomicInteger();
        GatewayWatch watch = new GatewayWatch(() -> GatewayConnection.open(at, 10_000), "", false,
                () -> {
            if (clockReads.incrementAndGet() > CLOCK_READS_OF_A_LOOK) {
                throw new IllegalStateException("the clock has stopped");
            }
            return 0;
        }, () -> 0);
        Streams streams = Streams.ofProcess(UnaryOperator.identity());
        System.exit(List.of(arguments).contains("pipe")
                ? WatchCommand.printOn(watch, 1_000_000, streams)
                : WatchCommand.show(watch, 1_000_000, streams));
    }
}
