package sensorgate.device.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.device.client.Counters;
import sensorgate.device.config.SettingsInUse;
import sensorgate.device.machine.Machine;

/**
 * What the running gateway of this machine answers at its control socket.
 *
 * @param place the socket that answers, {@code null} if none does
 * @param troubles why the other sockets do not answer: {@code <socket>: <reason>}
 * @param settings the settings in use, {@code null} if the gateway does not tell them
 * @param counters the numbers of STATS by name
 * @param offenders the last sender that a counter has counted, by the counter's name
 * @param contests the series that several senders write in turns
 */
record GatewayAnswers(
        Path place, List<String> troubles, SettingsInUse settings, Map<String, Long> counters,
        Map<String, Offence> offenders, List<Contested> contests) {

    /**
     * The last sender of a loss.
     *
     * @param sender its address and port
     * @param timeNs nanoseconds since 1970
     * @param excerpt the first bytes that it sent, as STATS writes them; may be empty
     */
    record Offence(String sender, long timeNs, String excerpt) {

        /** The address without the port and without brackets. */
        String address() {
            return sender.replaceFirst(":\\d+$", "").replaceAll("[\\[\\]]", "");
        }
    }

    /**
     * A series that several senders write in turns.
     *
     * @param senders the addresses of two of them
     * @param timeNs the last turn, nanoseconds since 1970
     * @param reading series and field
     */
    record Contested(List<String> senders, long timeNs, String reading) {}

    private static final Pattern OFFENDER =
            Pattern.compile("last_([a-z_0-9]+) (\\S+:\\d+) (\\d{1,18}|[1-8]\\d{18})(?: (.*))?");

    private static final Pattern CONTESTED =
            Pattern.compile("contested (\\S+) (\\S+) (\\d{1,18}|[1-8]\\d{18}) (.*)");

    /** Asks the first socket that answers. */
    static GatewayAnswers of(Machine machine, List<Path> places) {
        List<String> troubles = new ArrayList<>();
        for (Path place : places) {
            if (machine.exists(place.toString())) {
                try {
                    return of(place, troubles, machine);
                } catch (IOException e) {
                    troubles.add(place + ": "
                            + (e.getMessage() == null ? "no answer in time" : e.getMessage()));
                }
            }
        }
        return new GatewayAnswers(null, troubles, null, Map.of(), Map.of(), List.of());
    }

    private static GatewayAnswers of(Path place, List<String> troubles, Machine machine)
            throws IOException {
        SettingsInUse settings = SettingsInUse.parse(machine.ask(place, "CONFIG"));
        Map<String, Long> counters = new HashMap<>();
        Map<String, Offence> offenders = new HashMap<>();
        List<Contested> contests = new ArrayList<>();
        for (String line : machine.ask(place, "STATS")) {
            Counters.read(line, counters);
            Matcher offender = OFFENDER.matcher(line);
            if (offender.matches()) {
                offenders.put(offender.group(1), new Offence(
                        offender.group(2), Long.parseLong(offender.group(3)),
                        Objects.requireNonNullElse(offender.group(4), "")));
            }
            Matcher contested = CONTESTED.matcher(line);
            if (contested.matches()) {
                contests.add(new Contested(
                        List.of(contested.group(1), contested.group(2)),
                        Long.parseLong(contested.group(3)), contested.group(4)));
            }
        }
        return new GatewayAnswers(place, troubles, settings, counters, offenders, contests);
    }
}
