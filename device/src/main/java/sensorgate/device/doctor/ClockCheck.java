package sensorgate.device.doctor;

import java.time.Instant;
import sensorgate.device.doctor.Inspection.Check;
import sensorgate.device.machine.Machine.Output;
import sensorgate.device.text.ClockStep;

/** Whether readings get the right time: most Pis have no clock chip. */
final class ClockCheck implements Check {

    /** 2025-01-01, before this program existed. */
    private static final long EARLIEST_MS = 1_735_689_600_000L;

    /** A gateway that runs for longer has asked every program that sets the clock. */
    private static final long SETTLED_S = 60;

    private static final String MARK = "/run/systemd/timesync/synchronized";
    private static final String MEND = "sudo timedatectl set-ntp true; without a network, add a"
            + " clock chip (RTC)";

    @Override
    public void look(Inspection in) {
        long nowMs = in.machine().clockMs();
        if (nowMs < EARLIEST_MS) {
            in.fault("the clock says " + Instant.ofEpochMilli(nowMs)
                    + ": readings get a wrong time", MEND);
            return;
        }
        Long synchronised = in.answers().counters().get("clock_synchronised");
        if (synchronised != null && synchronised == 1) {
            in.ok("synchronised with a time server, says the running gateway" + stepped(in));
            return;
        }
        Output output = in.machine().run(
                "timedatectl", "show", "--property=NTPSynchronized", "--value");
        String answer = output.isGood() ? output.out().strip() : "";
        if (synchronised != null && in.answers().counters().getOrDefault("uptime_s", 0L)
                >= SETTLED_S) {
            in.warning("the running gateway knows of no time server that has set the clock: a point"
                    + " without a timestamp gets this machine's time, and ?time is not answered"
                    + stepped(in)
                    + (answer.equals("yes") ? "; timedatectl knows one" : ""), MEND);
        } else if (answer.equals("yes") || in.machine().exists(MARK)) {
            in.ok("synchronised with a time server");
        } else if (answer.equals("no")) {
            in.warning("not synchronised with a time server: a point without a timestamp gets this"
                    + " machine's time", MEND);
        } else {
            in.unknown("cannot tell whether the clock is right: timedatectl: " + output.why(),
                    "date -u");
        }
    }

    private static String stepped(Inspection in) {
        String step = ClockStep.of(
                in.answers().counters().getOrDefault("clock_stepped_ms", 0L));
        return step.isEmpty() ? "" : "; it was set " + step + " since the gateway's start";
    }
}
