package sensorgate.device.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import sensorgate.device.support.Deadline;

/**
 * Sensors with an address each that send numbered points at an even rate, whatever becomes of them.
 */
final class Sensors {

    static final int COUNT = 4;
    static final int PER_S = 500;

    private static final long PERIOD_NS = TimeUnit.SECONDS.toNanos(1) / PER_S;
    private static final int FIRST_ADDRESS = 11;

    private final List<DatagramSocket> sockets = new ArrayList<>();
    private final InetSocketAddress gateway;
    private final String rest;
    private final long firstNumber;

    /** When each number was sent, for all sensors in turn. */
    private final AtomicLongArray sentNs = new AtomicLongArray(PER_S * 120);
    private final Thread thread;
    private volatile int sent;
    private volatile boolean isStopped;

    /** Each point has {@code padBytes} more bytes than it needs. */
    Sensors(int udpPort, long firstNumber, int padBytes) throws IOException {
        gateway = new InetSocketAddress("127.0.0.1", udpPort);
        rest = padBytes == 0 ? "" : ",pad=\"" + "x".repeat(padBytes) + "\"";
        this.firstNumber = firstNumber;
        for (int i = 0; i < COUNT; i++) {
            sockets.add(new DatagramSocket(
                    new InetSocketAddress("127.0.0." + (FIRST_ADDRESS + i), 0)));
        }
        thread = Thread.ofPlatform().daemon().name("sensors").start(this::send);
    }

    /** The series of a sensor. */
    static String series(int sensor) {
        return "f,s=" + sensor;
    }

    /** The number of datagrams that were sent until now. */
    int sent() {
        return sent;
    }

    /** True if these sensors have sent the point, not those of a life before. */
    boolean hasSent(String point) {
        int from = point.indexOf(" n=") + " n=".length();
        return Long.parseLong(point.substring(from, point.indexOf('i', from))) >= firstNumber;
    }

    long nextNumber() {
        return firstNumber + sent;
    }

    /** Returns when datagrams were sent for this long from now on. */
    void awaitSeconds(double seconds) throws Exception {
        int until = sent + (int) (seconds * PER_S);
        Deadline.await(() -> sent >= until || !thread.isAlive());
    }

    /** How long a reading with this number has been outdated: since the sensor sent the next. */
    long outdatedNs(long number, long nowNs) {
        long next = number - firstNumber + COUNT;
        long nextHere = next >= 0 ? next : Math.floorMod(next, COUNT); // after one of a life before
        return nextHere >= sent ? 0 : nowNs - sentNs.get((int) nextHere);
    }

    void stop() throws InterruptedException {
        isStopped = true;
        thread.join();
    }

    void close() throws InterruptedException {
        stop();
        sockets.forEach(DatagramSocket::close);
    }

    private void send() {
        long nextNs = System.nanoTime();
        while (!isStopped && sent < sentNs.length()) {
            int sensor = sent % COUNT;
            byte[] line = (series(sensor) + " n=" + (firstNumber + sent) + "i" + rest)
                    .getBytes(StandardCharsets.US_ASCII);
            sentNs.set(sent, System.nanoTime());
            try {
                sockets.get(sensor).send(new DatagramPacket(line, line.length, gateway));
            } catch (IOException e) {
                throw new UncheckedIOException(e); // only where the gateway has died
            }
            sent++;
            nextNs += PERIOD_NS;
            LockSupport.parkNanos(nextNs - System.nanoTime());
        }
    }
}
