package sensorgate.device.run;

import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import sensorgate.count.Stat;
import sensorgate.device.text.Printable;

/**
 * Logs once a minute the losses of that minute, if there are any: a flood of bad datagrams makes
 * one line of log a minute. Belongs to one thread.
 */
final class LossReport implements Runnable {

    private final List<Stat> losses;
    private final long[] counted;
    private final UnaryOperator<String> lastOffender;
    private final Consumer<String> log;

    /** Reports from now on; {@code lastOffender} gives a counter's last sender, or null. */
    LossReport(List<Stat> stats, UnaryOperator<String> lastOffender, Consumer<String> log) {
        this.losses = stats.stream().filter(Stat::isLoss).toList();
        this.counted = losses.stream().mapToLong(loss -> loss.value().getAsLong()).toArray();
        this.lastOffender = lastOffender;
        this.log = log;
    }

    /** Ends a minute. */
    @Override
    public void run() {
        StringJoiner lost = new StringJoiner(", ");
        for (int i = 0; i < counted.length; i++) {
            long value = losses.get(i).value().getAsLong();
            if (value > counted[i]) {
                lost.add(describe(losses.get(i), value - counted[i]));
            }
            counted[i] = value;
        }
        if (lost.length() > 0) {
            log.accept("lost in the last minute: " + lost);
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
