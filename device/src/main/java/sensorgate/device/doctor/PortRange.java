package sensorgate.device.doctor;

/** A port or a range of ports as firewalls write them. */
final class PortRange {

    private PortRange() {}

    /** True if a port is in {@code from<separator>to}, or is that one; false if it is no range. */
    static boolean holds(String text, String separator, int port) {
        String[] ends = text.split(separator, 2);
        String from = ends[0];
        String to = ends[ends.length - 1];
        return from.matches("\\d{1,5}") && to.matches("\\d{1,5}")
                && port >= Integer.parseInt(from) && port <= Integer.parseInt(to);
    }
}
