package sensorgate.device.run;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import sensorgate.address.IpAddress;
import sensorgate.count.Contest;
import sensorgate.device.text.Printable;

/**
 * Logs each series that several senders write in turns, once as long as the gateway runs. Belongs
 * to one thread.
 */
final class ContestLog implements Runnable {

    /** The most lines, for a network with many such series. */
    static final int LINES_MAX = 100;

    private final Supplier<List<Contest>> contests;
    private final Consumer<String> log;
    private final Set<String> logged = new HashSet<>();

    ContestLog(Supplier<List<Contest>> contests, Consumer<String> log) {
        this.contests = contests;
        this.log = log;
    }

    /** Logs the series that are new since the last run. */
    @Override
    public void run() {
        for (Contest contest : contests.get()) {
            String series = text(contest, 0, contest.seriesTo());
            if (logged.size() < LINES_MAX && logged.add(series)) {
                log.accept(IpAddress.of(contest.addressHigh(), contest.addressLow()) + " and "
                        + IpAddress.of(contest.otherHigh(), contest.otherLow())
                        + " write the same reading in turns: " + Printable.of(series) + " "
                        + Printable.of(text(contest, contest.seriesTo(), contest.nameTo()))
                        + "; if these are two devices, give one of them another tag");
            }
        }
    }

    private static String text(Contest contest, int from, int to) {
        return new String(contest.name(), from, to - from, StandardCharsets.UTF_8);
    }
}
