package sensorgate.device.run;

import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import sensorgate.count.Stat;
import sensorgate.device.text.Printable;

/**
 * Says once a minute what was lost since the minute before, if anything was: a flood of bad
 * datagrams makes one line of log a minute. Belongs to the thread that runs it.
 */
final class LossReport implements Runnable {

    private final List<Stat> losses;
    private final long[] counted;
    private final UnaryOperator<String> lastOffender;
    private final Consumer<String> log;

    /**
     * Begins to watch.
     *
     * @param stats every counter; those that count losses are watched
     * @param lastOffender who was last counted by the counter of a name, or {@code null}
     * @param log takes the line
     */
    LossReport(List<Stat> stats, UnaryOperator<String> lastOffender, Consumer<String> log) {
        this.losses = stats.stream().filter(Stat::isLoss).toList();
        this.counted = new long[losses.size()];
        this.lastOffender = lastOffender;
        this.log = log;
        for (int i = 0; i < counted.length; i++) {
            counted[i] = losses.get(i).value().getAsLong();
        }
    }

    /** A minute has passed. */
    @Override
    public void run() {
        StringJoiner lost = new StringJoiner(", ", "lost in the last minute: ", "");
        boolean any = false;
        for (int i = 0; i < counted.length; i++) {
            long value = losses.get(i).value().getAsLong();
            if (value > counted[i]) {
                lost.add(describe(losses.get(i), value - counted[i]));
                any = true;
            }
            counted[i] = value;
        }
        if (any) {
            log.accept(lost.toString());
        }
    }

    private String describe(Stat loss, long count) {
        String offender = lastOffender.apply(loss.name());
        StringJoiner details = new StringJoiner("; ", " (", ")").setEmptyValue("");
        if (offender != null) {
            details.add("last " + Printable.of(offender));
        }
        if (!loss.remedy().isEmpty()) {
            details.add(loss.remedy());
        }
        return count + " " + loss.name() + details;
    }
}
