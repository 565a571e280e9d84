package sensorgate.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import sensorgate.Gateway;
import sensorgate.GatewayException;
import sensorgate.GatewaySettings;
import sensorgate.address.SourceFilter;
import sensorgate.count.Stat;
import sensorgate.line.Precision;
import sensorgate.port.ControlSettings;
import sensorgate.serve.TcpSettings;
import sensorgate.store.SeriesSettings;
import sensorgate.udp.UdpSettings;

/** A running gateway on free ports, with the sensors and controllers of one test. */
public final class TestGateway implements AutoCloseable {

    private static final List<String> ENDINGS = List.of(
            "controllers_denied", "controllers_closed", "controllers_lost", "controllers_yielded",
            "controllers_replaced", "controllers_write_timeout", "controllers_request_timeout",
            "controllers_busy", "tcp_foreign");

    /** What a test may set; the rest are the gateway's own defaults, on free ports. */
    public static final class Setup {

        private final UdpSettings udp = TestSettings.udp();
        private final TcpSettings tcp = TestSettings.tcp();
        private SourceFilter udpAllow = udp.allow();
        private SourceFilter tcpAllow = tcp.allow();
        private UdpSettings.SourceKind source = udp.source();
        private Precision precision = udp.precision();
        private int receiveBufferBytes = udp.receiveBufferBytes();
        private SeriesSettings series = TestSettings.series();
        private Path directory;
        private ControlSettings control = ControlSettings.NONE;
        private int controllersMax = tcp.controllersMax();
        private long turnNs = tcp.turnNs();
        private long idleNs = tcp.idleNs();
        private long writeTimeoutNs = tcp.writeTimeoutNs();

        /** The defaults. */
        public Setup() {
            // set above
        }

        /** {@code udp.allow}. */
        public Setup udpAllow(String networks) {
            udpAllow = SourceFilter.parse(networks);
            return this;
        }

        /** {@code tcp.allow}. */
        public Setup tcpAllow(String networks) {
            tcpAllow = SourceFilter.parse(networks);
            return this;
        }

        /** {@code udp.source}. */
        public Setup source(UdpSettings.SourceKind kind) {
            source = kind;
            return this;
        }

        /** {@code udp.precision}. */
        public Setup precision(Precision unit) {
            precision = unit;
            return this;
        }

        /** The kernel's receive buffer to ask for. */
        public Setup receiveBufferBytes(int bytes) {
            receiveBufferBytes = bytes;
            return this;
        }

        /** {@code state.directory}; without it, memory only. */
        public Setup directory(Path path) {
            directory = path;
            return this;
        }

        /** {@code control.socket}; without it, none. */
        public Setup control(Path socket) {
            control = new ControlSettings(socket, true);
            return this;
        }

        /** {@code tcp.controllers}. */
        public Setup controllersMax(int count) {
            controllersMax = count;
            return this;
        }

        /** {@code tcp.turn}. */
        public Setup turnMs(long ms) {
            turnNs = TimeUnit.MILLISECONDS.toNanos(ms);
            return this;
        }

        /** {@code tcp.idle}. */
        public Setup idleMs(long ms) {
            idleNs = TimeUnit.MILLISECONDS.toNanos(ms);
            return this;
        }

        /** {@code tcp.write-timeout}. */
        public Setup writeTimeoutMs(long ms) {
            writeTimeoutNs = TimeUnit.MILLISECONDS.toNanos(ms);
            return this;
        }

        /** How many readings, and who gives way. */
        public Setup series(SeriesSettings settings) {
            series = settings;
            return this;
        }

        /** The settings, on free ports. */
        public GatewaySettings settings() {
            return settings(0, 0);
        }

        /** The settings, on these ports. */
        public GatewaySettings settings(int udpPort, int tcpPort) {
            return new GatewaySettings(
                    new UdpSettings(
                            null, udpPort, udpAllow, source, udp.coalesceNs(), receiveBufferBytes,
                            precision),
                    new TcpSettings(null, tcpPort, tcpAllow, controllersMax, turnNs, idleNs,
                            writeTimeoutNs),
                    control,
                    TestStore.settings(directory),
                    series);
        }

        /** Starts a gateway so set. */
        public TestGateway start() {
            return new TestGateway(settings());
        }
    }

    private final RecordedEvents events = new RecordedEvents();
    private final Deque<Runnable> closers = new ArrayDeque<>();
    private final Gateway gateway;
    private volatile boolean closed;

    private TestGateway(GatewaySettings settings) {
        try {
            gateway = new Gateway(settings, events);
        } catch (GatewayException e) {
            throw new AssertionError(e);
        }
        gateway.start();
    }

    /** The gateway itself. */
    public Gateway gateway() {
        return gateway;
    }

    /** A sensor at this address, closed with the gateway. */
    public TestSensor sensor(String address) {
        TestSensor sensor = new TestSensor(address, gateway.udpPort());
        closers.push(sensor::close);
        return sensor;
    }

    /** A controller that connects from this address, closed with the gateway. */
    public TestController controller(String address) {
        return controller(address, 0);
    }

    /** A controller with a small receive buffer. */
    public TestController controller(String address, int receiveBufferBytes) {
        TestController controller =
                new TestController(address, gateway.tcpPort(), receiveBufferBytes);
        closers.push(controller::close);
        return controller;
    }

    /** A tool at the control socket, closed with the gateway. */
    public TestTool tool() {
        TestTool tool = new TestTool(gateway.controlPath());
        closers.push(tool::close);
        return tool;
    }

    /** The counter or gauge of this name. */
    public LongSupplier counter(String name) {
        return gateway.stats().stream()
                .filter(stat -> stat.name().equals(name))
                .map(Stat::value)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no counter " + name));
    }

    /** What the counter or gauge says now. */
    public long count(String name) {
        return counter(name).getAsLong();
    }

    /** Waits until the counter says so. */
    public void awaitCount(String name, long expected) {
        Await.untilEquals(name, expected, counter(name));
    }

    /** Waits until the counter has reached this. */
    public void awaitAtLeast(String name, long least) {
        LongSupplier counter = counter(name);
        Await.until(name + " >= " + least, () -> counter.getAsLong() >= least);
    }

    /** What the gateway has told its listener. */
    public List<String> events() {
        return events.list();
    }

    /** Closes everything; then every connection has ended for one cause, and was counted so. */
    @Override
    public void close() {
        closers.forEach(Runnable::run);
        Thread.startVirtualThread(this::keepUdpThreadAwake);
        gateway.close();
        closed = true;
        long ended = ENDINGS.stream().mapToLong(this::count).sum();
        assertEquals(count("controllers_accepted"), ended, "every connection ends for one cause");
        assertEquals(0, count("control_open"), "every tool's connection ends for one cause");
    }

    /** The UDP thread ends between two batches: with datagrams coming it need not wait for that. */
    private void keepUdpThreadAwake() {
        try (TestSensor sensor = new TestSensor("127.0.0.1", gateway.udpPort())) {
            while (!closed) {
                sensor.send("");
                LockSupport.parkNanos(1_000_000);
            }
        }
    }
}
