package sensorgate.device.doctor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import sensorgate.Losses;
import sensorgate.count.Counted;
import sensorgate.count.SettingKeys;
import sensorgate.count.Stat;
import sensorgate.device.client.Offence;
import sensorgate.device.doctor.Inspection.Check;
import sensorgate.device.hint.LineHint;
import sensorgate.device.machine.Processes;
import sensorgate.device.text.DurationText;
import sensorgate.device.text.Printable;
import sensorgate.udp.Cause;

/** What the running gateway has lost: a warning for the losses of the last hour. */
final class LossCheck implements Check {

    private static final long HOUR_S = 3_600;

    /** STATS shows this much of a line; a longer line is cut. */
    private static final int EXCERPT_BYTES = 64;

    private static final Pattern BYTE = Pattern.compile("\\\\x([0-9a-f]{2})");

    @Override
    public void look(Inspection in) {
        Map<String, Long> counters = in.answers().counters();
        if (counters.isEmpty()) {
            lookAtNothing(in);
            return;
        }
        Map<String, Long> losses = counters.entrySet().stream()
                .filter(counter -> counter.getValue() > 0 && Losses.isLoss(counter.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        losses.keySet().stream().sorted().forEach(
                name -> lookAtLoss(in, Losses.of(name), losses.get(name)));
        if (losses.isEmpty()) {
            in.ok("nothing is lost since the gateway started" + sinceStart(in));
        }
    }

    private static void lookAtNothing(Inspection in) {
        if (in.answers().place() == null && !in.units().isServiceActive()
                && Processes.gateways(in.machine()).isEmpty()) {
            in.ok("no gateway runs");
        } else {
            in.unknown("no gateway tells its counters at a control socket", null);
        }
    }

    private static void lookAtLoss(Inspection in, Stat loss, long count) {
        long ofHour = in.answers().counters().getOrDefault(loss.name() + "_last_hour", 0L);
        Offence last = in.answers().offenders().get(loss.name());
        String what = loss.name() + ": "
                + counted(loss, count, ofHour, uptimeS(in) < HOUR_S)
                + " since the gateway started" + sinceStart(in)
                + (last == null ? "" : "; last " + text(last, in));
        if (ofHour > 0) {
            in.warning(what, remedy(loss, last, in));
        } else {
            in.past(what, remedy(loss, last, in));
        }
    }

    private static String counted(Stat loss, long count, long ofHour, boolean isWithinHour) {
        if (isWithinHour) {
            return units(count, loss);
        }
        return ofHour == 0
                ? "none in the last hour, " + units(count, loss)
                : units(ofHour, loss) + " in the last hour, " + count;
    }

    private static String text(Offence last, Inspection in) {
        long agoNs = Math.max(0, TimeUnit.MILLISECONDS.toNanos(in.machine().clockMs())
                - last.timeNs());
        return last.sender() + ", " + DurationText.about(agoNs) + " ago"
                + (last.excerpt().isEmpty() ? "" : ", \"" + Printable.of(last.excerpt()) + "\"");
    }

    private static String sinceStart(Inspection in) {
        return " " + DurationText.about(TimeUnit.SECONDS.toNanos(uptimeS(in))) + " ago";
    }

    private static long uptimeS(Inspection in) {
        return in.answers().counters().getOrDefault("uptime_s", 0L);
    }

    /** Every unit of a loss is a plural that ends in s. */
    private static String units(long count, Stat loss) {
        return Counted.of(count, loss.unit().replaceFirst("s$", ""));
    }

    /** What to change, by the last offender's line or address if there is one. */
    private static String remedy(Stat loss, Offence last, Inspection in) {
        if (loss.name().equals("points_not_written")) {
            return in.log() + " says what the disk did; see the part state below";
        }
        String remedy = last == null ? null : switch (loss.name()) {
            case "denied" -> allow(
                    SettingKeys.UDP_ALLOW, in.settings().udp().allow().text(), last, in);
            case "controllers_denied" -> allow(
                    SettingKeys.TCP_ALLOW, in.settings().tcp().allow().text(), last, in);
            default -> hint(loss, last, in);
        };
        return remedy != null ? remedy : loss.remedy().isEmpty() ? null : loss.remedy();
    }

    private static String allow(String key, String allowed, Offence last, Inspection in) {
        return "if this sender is yours: set " + key + " = " + allowed + ", " + last.address()
                + "; then " + in.apply(key);
    }

    /** A line that may be cut gets no hint. */
    private static String hint(Stat loss, Offence last, Inspection in) {
        Optional<Cause> cause = Arrays.stream(Cause.values())
                .filter(each -> each.counterName().equals(loss.name()))
                .findFirst();
        byte[] line = bytes(last.excerpt());
        return cause.isEmpty() || line.length == 0 || line.length >= EXCERPT_BYTES
                ? null
                : LineHint.ofRejected(
                        line, 0, line.length, cause.get(), in.settings().udp().precision());
    }

    /** The bytes of an excerpt, in which {@code \xNN} stands for a byte. */
    private static byte[] bytes(String excerpt) {
        return BYTE.matcher(excerpt)
                .replaceAll(hex -> Matcher.quoteReplacement(
                        Character.toString(Integer.parseInt(hex.group(1), 16))))
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
