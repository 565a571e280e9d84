package sensorgate.device.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The text of {@code --help}: its table of exit codes, and its lines at a terminal. */
final class HelpTextTest {

    private static final String HELP = """
            usage: sensorgate go [--at PLACE] [--once] [REQUEST…]
                   sensorgate go --follow [--at PLACE]

            Goes on and on, until someone
            has had enough.

            options:
              --at PLACE  the gateway: a host, or
                          a path
              --once      once

            exit codes: 0 gone, 1 not
                        gone, 69

            examples:
              sensorgate go one two three
              sensorgate go
            """;

    @Test
    void givesACodeTheSameMeaningInEveryCommand() {
        String help = HelpText.withExitCodes("exit codes: 0 gone, 1 a, b, 64 oh, 69 no\n\nx\n");
        assertEquals("""
                exit codes:
                  0    gone
                  1    a, b
                  64   the command line is wrong
                  69   no gateway answers
                  70   the gateway or the command failed while it ran
                  74   standard output could not be written

                x
                """, help);
    }

    @Test
    void wrapsParagraphsAndItemsEachInItsColumn() {
        String help = HelpText.wrapped(HelpText.withExitCodes(HELP), 36);
        assertEquals("""
                usage: sensorgate go [--at PLACE]
                           [--once] [REQUEST…]
                       sensorgate go --follow
                           [--at PLACE]

                Goes on and on, until someone has
                had enough.

                options:
                  --at PLACE  the gateway: a host,
                              or a path
                  --once      once

                exit codes:
                  0    gone
                  1    not gone
                  64   the command line is wrong
                  69   no gateway answers
                  70   the gateway or the command
                       failed while it ran
                  74   standard output could not be
                       written

                examples:
                  sensorgate go one two three
                  sensorgate go
                """, help);
    }

    @Test
    void fillsAWideTerminal() {
        String help = HelpText.wrapped(HELP, 200);
        assertTrue(help.contains("until someone has had enough.\n"), help);
        assertTrue(help.contains("  --at PLACE  the gateway: a host, or a path\n"), help);
    }

    @Test
    void theManualSaysTheSameOfEveryExitCode() throws IOException {
        String manual = Files.readString(Path.of("../deploy/debian/sensorgate.1"));
        for (Map.Entry<Integer, String> code : ExitCode.MEANINGS.entrySet()) {
            String meaning = code.getValue().replace("-", "\\-");
            String sentence = Character.toUpperCase(meaning.charAt(0)) + meaning.substring(1);
            String entry = ".TP\n.B " + code.getKey() + "\n" + sentence + ".\n";
            assertTrue(manual.contains(entry), entry);
        }
    }
}
