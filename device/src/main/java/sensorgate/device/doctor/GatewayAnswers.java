package sensorgate.device.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.device.client.Counters;
import sensorgate.device.client.Offence;
import sensorgate.device.config.SettingsInUse;
import sensorgate.device.machine.Machine;

/**
 * What the running gateway of this machine answers at its control socket.
 *
 * @param place the socket that answers, {@code null} if none does
 * @param troubles why the other sockets do not answer: {@code <socket>: <reason>}
 * @param settings the settings in use, {@code null} if the gateway does not tell them
 * @param counters the numbers of STATS by name
 * @param offenders what each counter has counted last, by the counter's name
 * @param contests the series that several senders write in turns
 */
record GatewayAnswers(
        Path place, List<String> troubles, SettingsInUse settings, Map<String, Long> counters,
        Map<String, Offence> offenders, List<Contested> contests) {

    /**
     * A series that several senders write in turns.
     *
     * @param senders the addresses of two of them
     * @param timeNs the last turn, nanoseconds since 1970
     * @param reading series and field
     */
    record Contested(List<String> senders, long timeNs, String reading) {}

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
        List<String> stats = machine.ask(place, "STATS");
        List<Contested> contests = new ArrayList<>();
        for (String line : stats) {
            Matcher contested = CONTESTED.matcher(line);
            if (contested.matches()) {
                contests.add(new Contested(
                        List.of(contested.group(1), contested.group(2)),
                        Long.parseLong(contested.group(3)), contested.group(4)));
            }
        }
        return new GatewayAnswers(
                place, troubles, settings, Counters.of(stats), Offence.of(stats), contests);
    }
}
