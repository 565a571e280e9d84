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
 * Measures a gateway at rising rates. Belongs to one thread; the polls have their own.
 */
final class Bench implements AutoCloseable {

    /** The warm-up lets Java link and compile the code that is then measured. */
    private static final int WARM_UP_RATE = 5_000;
    private static final long WARM_UP_NS = 2_000_000_000L;

    /** After each rate, datagrams under way arrive within these looks, or are lost. */
    private static final long SETTLE_LOOK_NS = 20_000_000;
    private static final int SETTLE_LOOKS = 25;

    private final int seconds;
    private final Progress progress;
    private final BenchGateway gateway;
    private BenchLoad load;
    private BenchPolls polls;

    Bench(int seconds, BenchGateway gateway, Progress progress) {
        this.seconds = seconds;
        this.gateway = gateway;
        this.progress = progress;
    }

    /** Waits for the gateway, opens the senders and warms both up. */
    void warmUp(int senders) throws IOException {
        progress.bar(0, "starting a gateway");
        gateway.awaitReady();
        load = new BenchLoad(gateway.udpPort(), senders);
        polls = new BenchPolls(gateway.tcpPort());
        polls.begin(1);
        long sent = load.send(WARM_UP_RATE, WARM_UP_NS, _ -> progress.bar(0, "warming up"));
        polls.end();
        gateway.allocatedBytes(); // the first call costs the gateway something, too
        settle(new Account(0, 0, 0, 0), sent);
    }

    /** Tries the rates one after the other; {@code wantsMore} takes each result, false to stop. */
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

    /** Waits until all datagrams are counted, or the counters stop for half a second. */
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
