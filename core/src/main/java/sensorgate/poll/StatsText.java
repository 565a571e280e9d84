package sensorgate.poll;

import java.util.List;
import sensorgate.count.Offender;
import sensorgate.count.Offenders;
import sensorgate.count.Sender;
import sensorgate.count.Senders;
import sensorgate.count.Stat;
import sensorgate.serve.ReplyBuffer;

/**
 * The lines of STATS: every counter and gauge as {@code <name> <value>}; then the last offender of
 * each cause, {@code last_<counter> <address>:<port> <time in ns> <its first bytes>}; last the
 * senders heard last, {@code sender <address> received=<datagrams> stored=<lines> rejected=<lines>
 * last_seen=<time in ns>}, in no order, and few enough to keep the reply under 50 KB. Each thread
 * that answers needs an instance of its own, except for {@link #lastOffender}.
 */
public final class StatsText {

    /**
     * The last offenders of some counters.
     *
     * @param names the counters' names, by number
     * @param offenders the offenders, by the same numbers
     */
    public record Sources(List<String> names, Offenders offenders) {}

    private final Stat[] stats;
    private final String[] offenderNames;
    private final Offenders[] offenders;
    private final int[] causes;
    private final Offender offender = new Offender();
    private final Senders senders;
    private final Sender sender = new Sender();

    /** The lines of these counters, these offenders and these senders, in this order. */
    public StatsText(List<Stat> stats, List<Sources> sources, Senders senders) {
        this.senders = senders;
        this.stats = stats.toArray(Stat[]::new);
        int count = 0;
        for (Sources source : sources) {
            count += source.names().size();
        }
        offenderNames = new String[count];
        offenders = new Offenders[count];
        causes = new int[count];
        int line = 0;
        for (Sources source : sources) {
            for (int cause = 0; cause < source.names().size(); cause++) {
                offenderNames[line] = source.names().get(cause);
                offenders[line] = source.offenders();
                causes[line++] = cause;
            }
        }
    }

    /** The largest number of lines. */
    int lines() {
        return stats.length + causes.length + Senders.MAX;
    }

    /** Appends one line, or nothing for an offender or a sender that does not exist. */
    void append(int line, ReplyBuffer reply) {
        if (line < stats.length) {
            Stat stat = stats[line];
            reply.append(stat.name()).append(' ').append(stat.value().getAsLong()).append('\n');
        } else if (line < stats.length + causes.length) {
            appendOffender(line - stats.length, offender, reply);
        } else {
            appendSender(line - stats.length - causes.length, reply);
        }
    }

    /** The last offender of a counter as text, or {@code null}; allocates, any thread. */
    public String lastOffender(String counterName) {
        int number = List.of(offenderNames).indexOf(counterName);
        if (number < 0) {
            return null;
        }
        Offender own = new Offender();
        if (!offenders[number].read(causes[number], own)) {
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

    private void appendOffender(int number, Offender own, ReplyBuffer reply) {
        if (offenders[number].read(causes[number], own)) {
            reply.append("last_").append(offenderNames[number]).append(' ')
                    .appendAddress(own.addressHigh(), own.addressLow(), own.port())
                    .append(' ').append(own.timeNs()).append(' ')
                    .appendPrintable(own.excerpt(), 0, own.excerptBytes())
                    .append('\n');
        }
    }
}
