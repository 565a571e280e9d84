package sensorgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.support.ChildJvm;
import sensorgate.support.Requires;
import sensorgate.support.TemporaryDirectory;

/**
 * The system writes the texts of its errors in the user's language. Remedies and decisions must
 * not depend on that: each failure of a start is provoked in a German process.
 */
@Timeout(60)
final class TranslatedTest {

    /** Ports from 1024 up need no privilege in a new network; the process has none. */
    private static final List<String> WITHOUT_PRIVILEGES = List.of(
            "unshare", "-rnm", "sh", "-c", "cd \"$0\" && mkdir disk read-only"
            + " && mount -t tmpfs -o size=1m none disk && mount -t tmpfs -o ro none read-only"
            + " && ip link set lo up && exec setpriv --bounding-set=-all --inh-caps=-all"
            + " env LC_ALL=de_DE.UTF-8 LANGUAGE=de \"$@\"");

    @Test
    void namesTheRemedyInAProcessOfAnotherLanguage() throws Exception {
        try (TemporaryDirectory directory = new TemporaryDirectory()) {
            List<String> command = new ArrayList<>(WITHOUT_PRIVILEGES);
            command.add(directory.path().toString());
            Requires.that(
                    ChildJvm.run(with(command, "true")).exitCode() == 0,
                    "the right to mount, and setpriv: unshare -rnm setpriv --bounding-set=-all");
        }
        try (TemporaryDirectory directory = new TemporaryDirectory()) {
            List<String> command = new ArrayList<>(WITHOUT_PRIVILEGES);
            command.add(directory.path().toString());
            command.addAll(ChildJvm.command(
                    directory.path(), TranslatedMain.class, directory.path().toString()));
            ChildJvm.Ended ended = ChildJvm.run(command);
            assertEquals(0, ended.exitCode(), ended.output());
            assertRemedies(ended.output());
        }
    }

    private static void assertRemedies(String output) {
        Requires.that(
                output.contains("strerror: Die Adresse"),
                "German texts: apt-get install locales libc-l10n; locale-gen de_DE.UTF-8");
        for (String kind : new String[] {"AUTO", "PORTABLE"}) {
            assertSaid(output, "udp taken " + kind, "end the program that has it");
            assertSaid(output, "udp privileged " + kind, "from 1024 up with udp.port");
            assertSaid(output, "udp foreign " + kind, "udp.address");
        }
        assertSaid(output, "tcp taken", "end the program that has it");
        assertSaid(output, "tcp privileged", "from 1024 up with tcp.port");
        assertSaid(output, "tcp foreign", "tcp.address");
        assertSaid(output, "a file", "not a directory");
        assertSaid(output, "below a file", "not a directory");
        assertSaid(output, "locked", "this user may not write");
        assertSaid(output, "blocked", "is a directory: set aside as ");
        assertSaid(output, "read-only", "the disk is read-only");
        assertSaid(output, "full", "smaller journal.size");
        assertSaid(output, "room made", "journal.aside");
        assertSaid(output, "room made", "opened");
    }

    private static void assertSaid(String output, String what, String words) {
        assertTrue(
                output.lines().anyMatch(
                        line -> line.startsWith(what + ": ") && line.contains(words)),
                what + ", " + words + ": " + output);
    }

    private static List<String> with(List<String> command, String word) {
        List<String> longer = new ArrayList<>(command);
        longer.add(word);
        return longer;
    }
}
