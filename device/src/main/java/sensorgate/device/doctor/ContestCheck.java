package sensorgate.device.doctor;

import java.util.concurrent.TimeUnit;
import sensorgate.device.doctor.GatewayAnswers.Contested;
import sensorgate.device.doctor.Inspection.Check;
import sensorgate.device.text.DurationText;
import sensorgate.device.text.Printable;

/** Whether several senders write one reading in turns: a warning if they did in the last hour. */
final class ContestCheck implements Check {

    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

    private static final String REMEDY = "if these are two devices: give one of them another tag,"
            + " so that each has readings of its own; one device with two addresses does no harm";

    @Override
    public void look(Inspection in) {
        if (in.answers().counters().isEmpty()) {
            in.ok("no gateway tells its senders");
            return;
        }
        in.answers().contests().forEach(contest -> lookAt(in, contest));
        if (in.answers().contests().isEmpty()) {
            in.ok("no reading has several senders in turns");
        }
    }

    private static void lookAt(Inspection in, Contested contest) {
        long agoNs = Math.max(
                0, TimeUnit.MILLISECONDS.toNanos(in.machine().clockMs()) - contest.timeNs());
        boolean isNow = agoNs < HOUR_NS;
        String what = String.join(" and ", contest.senders()) + (isNow ? " write " : " wrote ")
                + Printable.of(contest.reading()) + " in turns, last " + DurationText.about(agoNs)
                + " ago";
        if (isNow) {
            in.warning(what, REMEDY);
        } else {
            in.past(what, REMEDY);
        }
    }
}
