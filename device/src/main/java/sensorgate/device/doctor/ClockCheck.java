package sensorgate.device.doctor;

import java.time.Instant;
import sensorgate.device.doctor.Inspection.Check;
import sensorgate.device.machine.Machine.Output;

/** Whether readings get the right time: a Pi without a network has no clock of its own. */
final class ClockCheck implements Check {

    /** Before this program was written: 2025-01-01. */
    private static final long EARLIEST_MS = 1_735_689_600_000L;

    private static final String MARK = "/run/systemd/timesync/synchronized";
    private static final String MEND = "sudo timedatectl set-ntp true, and let the machine reach"
            + " a time server; without a network a clock module (RTC) keeps the time";

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public void look(Inspection in) {
        long nowMs = in.machine().clockMs();
        if (nowMs < EARLIEST_MS) {
            in.fault("it is " + Instant.ofEpochMilli(nowMs) + " by this machine's clock, so"
                    + " readings get times that are wrong", MEND);
            return;
        }
        Output output = in.machine().run(
                "timedatectl", "show", "--property=NTPSynchronized", "--value");
        String answer = output.isGood() ? output.out().strip() : "";
        if (answer.equals("yes") || in.machine().exists(MARK)) {
            in.ok("synchronised with a time server");
        } else if (answer.equals("no")) {
            in.warning("not synchronised with a time server: points without a time of their own get"
                    + " this machine's", MEND);
        } else {
            in.unknown("whether the clock is right could not be asked, timedatectl: "
                    + output.why(), "compare: date -u");
        }
    }
}
