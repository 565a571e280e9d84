package sensorgate.device.machine;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.address.KernelSocket;
import sensorgate.device.text.Printable;

/** The processes of a machine that this user may see. */
public final class Processes {

    /** The id of the first process, systemd on most machines. */
    public static final String FIRST = "1";

    private static final String INTERPRETERS = "(python|node|perl|ruby|php|MainThread).*";

    /** The last service in the path of a control group. */
    private static final Pattern UNIT = Pattern.compile(
            "(?m)^(?:0:|\\d+:name=systemd):.*/([^/]+\\.service)(?:/|$)");

    private Processes() {}

    /** The process ids of the running gateways. */
    public static List<String> gateways(Machine machine) {
        return ids(machine).stream().filter(id -> isGateway(machine, id)).toList();
    }

    /** The command that has the only gateway of this machine reload its configuration. */
    public static String hangUp(Machine machine) {
        List<String> gateways = gateways(machine);
        return "kill -HUP " + (gateways.size() == 1
                ? gateways.getFirst()
                : "PID, with the process id of the gateway");
    }

    /** The process ids of the holders of a socket; empty if this user may see no holder. */
    public static List<String> holders(Machine machine, String inode) {
        String link = "socket:[" + inode + "]";
        return ids(machine).stream().filter(id -> holds(machine, id, link)).toList();
    }

    /** The programs that hold a UDP or TCP port, as far as this user may see them. */
    public static List<String> atPort(Machine machine, String protocol, int port) {
        try {
            return SocketTable.at(machine, protocol, port).stream()
                    .map(KernelSocket::inode)
                    .flatMap(inode -> holders(machine, inode).stream())
                    .distinct()
                    .map(id -> describe(machine, id))
                    .toList();
        } catch (IOException _) {
            return List.of(); // not Linux
        }
    }

    /**
     * A process's name, id and service: {@code motion (process 812) of motioneye.service}. An
     * interpreter's name alone says little: {@code python3 /opt/hub/main.py (process 812)}.
     */
    public static String describe(Machine machine, String id) {
        String unit = unit(machine, id);
        String name = text(machine, id, "comm").strip();
        String script = name.matches(INTERPRETERS) ? script(text(machine, id, "cmdline")) : "";
        return (name.isEmpty()
                ? "process " + id
                : Printable.of(name + script) + " (process " + id + ")")
                + (unit.isEmpty() ? "" : " of " + unit);
    }

    /** The service of systemd that a process belongs to, empty for none. */
    public static String unit(Machine machine, String id) {
        Matcher unit = UNIT.matcher(text(machine, id, "cgroup"));
        return unit.find() ? Printable.of(unit.group(1)) : "";
    }

    /** The first word of a command line that is no option. */
    private static String script(String commandLine) {
        return Arrays.stream(commandLine.split("\0")).skip(1)
                .filter(word -> !word.startsWith("-"))
                .findFirst().map(word -> " " + word).orElse("");
    }

    private static String text(Machine machine, String id, String file) {
        try {
            return machine.read("/proc/" + id + "/" + file);
        } catch (IOException _) {
            return ""; // the process has ended
        }
    }

    private static List<String> ids(Machine machine) {
        return list(machine, "/proc").stream()
                .filter(name -> name.matches("\\d+"))
                .sorted(Comparator.comparingLong(Long::parseLong))
                .toList();
    }

    public static boolean isGateway(Machine machine, String id) {
        try {
            String line = machine.read("/proc/" + id + "/cmdline");
            JavaCommand command = JavaCommand.parse(line);
            List<String> words = List.of(line.split("\0"));
            return command != null && words.size() > command.words().size()
                    && words.get(command.words().size()).equals("run");
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean holds(Machine machine, String id, String link) {
        for (String fd : list(machine, "/proc/" + id + "/fd")) {
            try {
                if (machine.link("/proc/" + id + "/fd/" + fd).equals(link)) {
                    return true;
                }
            } catch (IOException _) {
                // the process has closed the descriptor in the meantime
            }
        }
        return false;
    }

    private static List<String> list(Machine machine, String directory) {
        try {
            return machine.list(directory);
        } catch (IOException _) {
            return List.of(); // the process belongs to another user, or has ended
        }
    }
}
