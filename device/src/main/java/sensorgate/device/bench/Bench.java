package sensorgate.device.bench;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import sensorgate.device.bench.BenchStep.Account;
import sensorgate.device.bench.BenchStep.Cost;
import sensorgate.device.cli.Progress;

/**
 * Measures a gateway at rising rates. One thread; the controller's is another.
 */
final class Bench implements AutoCloseable {

    /** Java compiles what it runs often, and links what it calls for the first time. */
    private static final int WARM_UP_RATE = 5_000;
    private static final long WARM_UP_NS = 2_000_000_000L;

    /** What is still on its way after a rate arrives soon, or has been lost. */
    private static final long SETTLE_LOOK_NS = 20_000_000;
    private static final int SETTLE_LOOKS = 25;

    private final int seconds;
    private final Progress progress;
    private final BenchGateway gateway;
    private BenchLoad load;
    private BenchPolls polls;

    /** A bench of a gateway that was started for it. */
    Bench(int seconds, BenchGateway gateway, Progress progress) {
        this.seconds = seconds;
        this.gateway = gateway;
        this.progress = progress;
    }

    /** Waits for the gateway, opens the sensors, and lets both get used to each other. */
    void warmUp(int senders) throws IOException {
        progress.bar(0, "starts a gateway");
        gateway.awaitReady();
        load = new BenchLoad(gateway.udpPort(), senders);
        polls = BenchPolls.connect(gateway.tcpPort());
        polls.begin(1);
        long sent = load.send(WARM_UP_RATE, WARM_UP_NS, _ -> progress.bar(0, "warms up"));
        polls.end();
        gateway.allocatedBytes(); // that it is asked costs something, too, the first time
        settle(new Account(0, 0, 0, 0), sent);
    }

    /** Tries one rate after the other and hands each over as it is done, while more are wanted. */
    void run(Predicate<BenchStep> wantsMore) throws IOException {
        RateRamp ramp = new RateRamp();
        boolean goesOn = true;
        for (int count = 0; goesOn && ramp.rate() > 0; count++) {
            BenchStep step = step(ramp.rate(), count);
            progress.clear();
            goesOn = wantsMore.test(step);
            ramp.tried(step.isLossless() && step.isRateKept());
        }
    }

    @Override
    public void close() {
        if (polls != null) {
            polls.close();
        }
        if (load != null) {
            load.close();
        }
    }

    private BenchStep step(int rate, int count) throws IOException {
        String what = String.format(Locale.ROOT, "%,d/s", rate);
        Account before = polls.account();
        long allocatedBefore = gateway.allocatedBytes();
        ThreadUse useBefore = gateway.threadUse();
        polls.begin(seconds);
        long begunNs = System.nanoTime();
        long sent = load.send(
                rate, TimeUnit.SECONDS.toNanos(seconds),
                done -> progress.bar((count + done) / RateRamp.stepsMax(), what));
        long tookNs = System.nanoTime() - begunNs;
        RoundTrips roundTrips = polls.end();
        Account account = settle(before, sent);
        long cpuNs = gateway.threadUse().cpuNsSince(useBefore);
        long allocated = gateway.allocatedBytes();
        Cost cost = new Cost(
                cpuNs,
                allocated < 0 || allocatedBefore < 0 ? -1 : allocated - allocatedBefore,
                gateway.memoryBytes());
        return new BenchStep(rate, sent, tookNs, account, cost, roundTrips);
    }

    /** Waits until every datagram has ended somewhere, or no more of them do. */
    private Account settle(Account before, long sent) throws IOException {
        Account now = polls.account().minus(before);
        int looks = 0;
        while (now.datagrams() < sent && looks < SETTLE_LOOKS) {
            LockSupport.parkNanos(SETTLE_LOOK_NS);
            Account next = polls.account().minus(before);
            looks = next.equals(now) ? looks + 1 : 0;
            now = next;
        }
        return now;
    }
}
