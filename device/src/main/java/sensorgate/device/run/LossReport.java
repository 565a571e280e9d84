package sensorgate.device.run;

import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import sensorgate.count.LossHour;
import sensorgate.count.Stat;
import sensorgate.device.text.Printable;

/**
 * Ends the minutes of the losses, and logs the losses of each minute, if there are any: a flood of
 * bad datagrams makes one line of log a minute. Belongs to one thread.
 */
final class LossReport implements Runnable {

    private final List<LossHour> losses;
    private final UnaryOperator<String> lastOffender;
    private final Consumer<String> log;

    /** Reports from now on; {@code lastOffender} gives a counter's last sender, or null. */
    LossReport(
            List<LossHour> losses, UnaryOperator<String> lastOffender, Consumer<String> log) {
        this.losses = losses;
        this.lastOffender = lastOffender;
        this.log = log;
    }

    /** Ends a minute. */
    @Override
    public void run() {
        StringJoiner lost = new StringJoiner(", ");
        for (LossHour loss : losses) {
            long count = loss.endMinute();
            if (count > 0) {
                lost.add(describe(loss.loss(), count));
            }
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
