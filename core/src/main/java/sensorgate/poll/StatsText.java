package sensorgate.poll;

import java.util.ArrayList;
import java.util.List;
import sensorgate.count.Contest;
import sensorgate.count.Contests;
import sensorgate.count.LossHour;
import sensorgate.count.Offender;
import sensorgate.count.Offenders;
import sensorgate.count.Sender;
import sensorgate.count.Senders;
import sensorgate.count.Stat;
import sensorgate.serve.ControllerQueue;
import sensorgate.serve.ReplyBuffer;

/**
 * The lines of STATS: every counter and gauge as {@code <name> <value>}; then the losses of the
 * last hour above zero, {@code <counter>_last_hour <value>}; then the last offender of each cause,
 * {@code last_<counter> <address>:<port> <time in ns> <its first bytes>}; then the controllers,
 * {@code controller <address>:<port> served_ms=<time>} or {@code waiting_ms=}; then the series that
 * several senders write in turns, {@code contested <address> <address> <time in ns> <series>
 * <field>}; last the senders heard last, {@code sender <address> received=<datagrams>
 * stored=<lines> rejected=<lines> last_seen=<time in ns>}, in no order. Usually the reply stays
 * under 50 KB; the longest names of contested series add up to 17 KB. Each thread
 * that answers needs an instance of its own, except for {@link #lastOffender}.
 */
public final class StatsText {

    /** The names of some counters, and the last offender of each by the name's index. */
    public record Sources(List<String> names, Offenders offenders) {}

    /** One counter's last offender, and its number among the offenders of its source. */
    private record Last(String counterName, Offenders offenders, int number) {}

    private final Stat[] stats;
    private final LossHour[] hours;
    private final List<Last> lasts = new ArrayList<>();
    private final Offender offender = new Offender();
    private final Contests contests;
    private final Contest contest = new Contest();
    private final Senders senders;
    private final Sender sender = new Sender();
    private final ControllerQueue controllers;
    private final ControllerQueue.Entry controller = new ControllerQueue.Entry();

    /** The lines of these counters and so on, in this order. */
    public StatsText(
            List<Stat> stats, List<LossHour> hours, List<Sources> sources,
            ControllerQueue controllers, Contests contests, Senders senders) {
        this.hours = hours.toArray(LossHour[]::new);
        this.controllers = controllers;
        this.contests = contests;
        this.senders = senders;
        this.stats = stats.toArray(Stat[]::new);
        for (Sources source : sources) {
            for (String name : source.names()) {
                lasts.add(new Last(name, source.offenders(), source.names().indexOf(name)));
            }
        }
    }

    /** The largest number of lines. */
    int lines() {
        return stats.length + hours.length + lasts.size() + ControllerQueue.MAX + Contests.MAX
                + Senders.MAX;
    }

    /**
     * Appends one line, or nothing for a loss, an offender, a controller, a contest or a sender
     * that does not exist.
     */
    void append(int line, ReplyBuffer reply) {
        final int firstOffender = stats.length + hours.length;
        final int firstController = firstOffender + lasts.size();
        final int firstContest = firstController + ControllerQueue.MAX;
        final int firstSender = firstContest + Contests.MAX;
        if (line < stats.length) {
            Stat stat = stats[line];
            reply.append(stat.name()).append(' ').append(stat.value().getAsLong()).append('\n');
        } else if (line < firstOffender) {
            appendHour(hours[line - stats.length], reply);
        } else if (line < firstController) {
            appendOffender(lasts.get(line - firstOffender), reply);
        } else if (line < firstContest) {
            appendController(line - firstController, reply);
        } else if (line < firstSender) {
            appendContest(line - firstContest, reply);
        } else {
            appendSender(line - firstSender, reply);
        }
    }

    /** The last offender of a counter as text, or {@code null}; allocates, any thread. */
    public String lastOffender(String counterName) {
        Offender own = new Offender();
        if (lasts.stream().noneMatch(last -> last.counterName().equals(counterName)
                && last.offenders().read(last.number(), own))) {
            return null;
        }
        ReplyBuffer text = new ReplyBuffer();
        text.appendAddress(own.addressHigh(), own.addressLow(), own.port());
        if (own.excerptBytes() > 0) {
            text.append(' ').append('"').appendPrintable(own.excerpt(), 0, own.excerptBytes());
            text.append('"');
        }
        return text.toString();
    }

    private static void appendHour(LossHour hour, ReplyBuffer reply) {
        final long count = hour.count();
        if (count > 0) {
            reply.append(hour.loss().name()).append("_last_hour ").append(count).append('\n');
        }
    }

    private void appendController(int row, ReplyBuffer reply) {
        if (controllers.read(row, controller)) {
            reply.append("controller ")
                    .appendAddress(
                            controller.addressHigh(), controller.addressLow(), controller.port())
                    .append(controller.isServed() ? " served_ms=" : " waiting_ms=")
                    .append(controller.forNs() / 1_000_000)
                    .append('\n');
        }
    }

    private void appendContest(int entry, ReplyBuffer reply) {
        if (contests.read(entry, contest)) {
            reply.append("contested ")
                    .appendAddress(contest.addressHigh(), contest.addressLow()).append(' ')
                    .appendAddress(contest.otherHigh(), contest.otherLow()).append(' ')
                    .append(contest.timeNs()).append(' ')
                    .append(contest.name(), 0, contest.seriesTo()).append(' ')
                    .append(contest.name(), contest.seriesTo(), contest.nameTo())
                    .append('\n');
        }
    }

    private void appendSender(int row, ReplyBuffer reply) {
        if (senders.read(row, sender)) {
            reply.append("sender ").appendAddress(sender.addressHigh(), sender.addressLow())
                    .append(" received=").append(sender.received())
                    .append(" stored=").append(sender.stored())
                    .append(" rejected=").append(sender.rejected())
                    .append(" last_seen=").append(sender.lastSeenNs())
                    .append('\n');
        }
    }

    private void appendOffender(Last last, ReplyBuffer reply) {
        if (last.offenders().read(last.number(), offender)) {
            reply.append("last_").append(last.counterName()).append(' ')
                    .appendAddress(offender.addressHigh(), offender.addressLow(), offender.port())
                    .append(' ').append(offender.timeNs()).append(' ')
                    .appendPrintable(offender.excerpt(), 0, offender.excerptBytes())
                    .append('\n');
        }
    }
}
