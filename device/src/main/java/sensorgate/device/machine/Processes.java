package sensorgate.device.machine;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import sensorgate.device.text.Printable;

/** The processes of a machine that this user may see. */
public final class Processes {

    /** The id of the first process, systemd on most machines. */
    public static final String FIRST = "1";

    private Processes() {}

    /** The process ids of the running gateways. */
    public static List<String> gateways(Machine machine) {
        return ids(machine).stream().filter(id -> isGateway(machine, id)).toList();
    }

    /** The process ids of the holders of a socket; empty if this user may see no holder. */
    public static List<String> holders(Machine machine, String inode) {
        String link = "socket:[" + inode + "]";
        return ids(machine).stream().filter(id -> holds(machine, id, link)).toList();
    }

    /** A process's name and id: {@code java (process 812)}. */
    public static String describe(Machine machine, String id) {
        try {
            return Printable.of(machine.read("/proc/" + id + "/comm").strip())
                    + " (process " + id + ")";
        } catch (IOException _) {
            return "process " + id;
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
