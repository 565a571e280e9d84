package sensorgate.device.doctor;

import java.util.Map;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.doctor.Inspection.Check;
import sensorgate.device.text.Printable;

/** Whether the service runs, is started at boot, and stays up. */
final class UnitCheck implements Check {

    private static final String LOG = "journalctl -u sensorgate -n 50 says why";

    @Override
    public String name() {
        return "service";
    }

    @Override
    public void look(Inspection in) {
        Units units = in.units();
        if (!units.isBooted()) {
            in.ok("systemd does not run this machine: the gateway runs as long as somebody runs"
                    + " it");
        } else if (units.trouble() != null) {
            in.unknown(units.trouble(), "run: systemctl status sensorgate");
        } else if (Units.isMasked(units.service())) {
            in.warning(
                    Units.SERVICE + " is masked: systemd does not start it, whoever asks",
                    unmask(Units.SERVICE));
            lookAtSocket(in, units);
        } else if (!units.isInstalled()) {
            in.ok("there is no " + Units.SERVICE + ": the gateway runs as long as somebody runs"
                    + " it; the package brings the service");
        } else {
            lookAtService(in, units.service());
            lookAtSocket(in, units);
        }
    }

    private static void lookAtService(Inspection in, Map<String, String> unit) {
        String state = unit.getOrDefault(Units.ACTIVE, "");
        switch (state) {
            case "active" -> lookAtRestarts(in, unit);
            case "activating", "reloading" -> in.warning(
                    Units.SERVICE + " is " + state + ": it starts, or waits to be started again",
                    LOG);
            case "failed" -> in.fault(Units.SERVICE + " has failed" + how(unit), mend(unit));
            default -> in.warning(
                    Units.SERVICE + " is " + state + ": nobody takes what sensors send",
                    "sudo systemctl start sensorgate");
        }
        if (unit.getOrDefault(Units.ENABLED, "").equals("disabled")) {
            in.warning(
                    Units.SERVICE + " is not started when the machine starts",
                    "sudo systemctl enable sensorgate.service sensorgate.socket");
        }
        if (unit.getOrDefault(Units.RELOAD, "").equals("yes")) {
            in.warning(
                    "the unit's files have changed since systemd read them",
                    "sudo systemctl daemon-reload && sudo systemctl restart sensorgate");
        }
    }

    private static void lookAtRestarts(Inspection in, Map<String, String> unit) {
        String restarts = unit.getOrDefault(Units.RESTARTS, "0");
        String status = unit.getOrDefault(Units.STATUS, "");
        if (restarts.equals("0")) {
            in.ok(Units.SERVICE + " is active"
                    + (status.isEmpty() ? "" : ": " + Printable.of(status)));
        } else {
            in.warning(
                    Units.SERVICE + " is active, and had to be started again " + restarts
                            + (restarts.equals("1") ? " time" : " times"),
                    LOG);
        }
    }

    private static String how(Map<String, String> unit) {
        return ": result=" + unit.getOrDefault(Units.RESULT, "unknown")
                + ", exit code=" + unit.getOrDefault(Units.EXIT_CODE, "unknown");
    }

    private static String mend(Map<String, String> unit) {
        boolean isConfiguration = String.valueOf(ExitCode.CONFIGURATION)
                .equals(unit.get(Units.EXIT_CODE));
        return isConfiguration
                ? "its configuration is wrong: sudo sensorgate check says what; it starts again"
                        + " when that is changed"
                : LOG + "; then: sudo systemctl restart sensorgate";
    }

    private static String unmask(String unit) {
        return "sudo systemctl unmask " + unit + ", then: sudo systemctl enable --now " + unit;
    }

    private static void lookAtSocket(Inspection in, Units units) {
        if (units.socket().isEmpty()) {
            return;
        }
        if (Units.isMasked(units.socket())) {
            in.warning(
                    Units.SOCKET + " is masked: datagrams are lost while the gateway restarts",
                    unmask(Units.SOCKET));
            return;
        }
        if (!units.isSocketActive()) {
            in.warning(
                    Units.SOCKET + " is " + units.socket().get(Units.ACTIVE)
                            + ": datagrams are lost while the gateway restarts",
                    "sudo systemctl enable --now sensorgate.socket");
            return;
        }
        int port = in.settings().udp().port();
        String listen = units.socket().getOrDefault(Units.LISTEN, "");
        if (port != 0 && !units.isSocketAt(port)) {
            in.warning(
                    Units.SOCKET + " listens at " + listen + " and wins over udp.port=" + port,
                    "sudo systemctl edit sensorgate.socket, [Socket], ListenDatagram=,"
                            + " ListenDatagram=" + port
                            + ", then: sudo systemctl restart sensorgate.socket");
        } else {
            in.ok(Units.SOCKET + " holds the UDP port: datagrams wait there while the gateway"
                    + " restarts");
        }
    }
}
