package sensorgate.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.ResultStream;
import sensorgate.device.cli.Streams;
import sensorgate.device.config.Setting;
import sensorgate.device.support.Called;

class MainTest {

    private static final List<String> COMMANDS =
            List.of("run", "check", "send", "poll", "doctor", "bench", "version");

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help"})
    void listsItsCommands(String word) {
        Called called = Called.with(word);
        for (String command : COMMANDS) {
            assertTrue(called.out().contains("\n  " + command + " "), called.out());
        }
        assertEquals(ExitCode.GOOD, called.exitCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "check", "send", "poll", "doctor", "bench", "version"})
    void explainsEachCommand(String command) {
        String help = Called.with(command, "--help").out();
        assertTrue(help.startsWith("usage: sensorgate " + command), help);
        assertTrue(help.contains("\nexit codes: 0"), help);
        assertTrue(help.contains("\nexamples:\n  sensorgate " + command), help);
        assertEquals(help, Called.with(command, "-h").out());
        assertEquals(help, Called.with("help", command).out());
    }

    @Test
    void saysAFaultOfItsOwnAndFails() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Streams streams = new Streams(
                new InputStream() {
                    @Override
                    public int read() {
                        throw new IllegalStateException("broken");
                    }
                },
                System.out, new PrintStream(said, true, StandardCharsets.UTF_8));
        assertEquals(ExitCode.FAILED, Main.run(List.of("send"), streams));
        String text = said.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("IllegalStateException: broken\n\tat "), text);
        assertTrue(text.contains("please report"), text);
    }

    @Test
    void fitsItsHelpOnATerminal() {
        for (String command : COMMANDS) {
            Called.with(command, "--help").out().lines()
                    .forEach(line -> assertTrue(line.length() <= 100, line));
        }
    }

    @Test
    void listsEverySettingInTheHelpOfRun() {
        String help = Called.with("run", "--help").out();
        for (Setting<?> setting : Setting.ALL) {
            String line = "\n  " + setting.key() + "=" + setting.defaultText() + " ";
            assertTrue(help.contains(line), help);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "snd                   | unknown command snd, did you mean send?",
        "frobnicate            | unknown command frobnicate:"
                + " 'sensorgate --help' lists the commands",
        "--verson              | unknown option --verson, did you mean --version?",
        "run --conifg=x        | unknown option --conifg, did you mean --config?",
        "run --config          | option --config has no value: write --config=…",
        "run --config=a --config=b | option --config is given twice: keep one of them",
        "run udp.port=1        | unexpected argument 'udp.port=1', did you mean --udp.port=1?",
        "version now           | unexpected argument 'now': this command takes none",
        "send --udp.port=1 x   | unknown option --udp.port: --help lists the options",
        "send --rate fast x    | --rate fast is no rate: write a number of datagrams a second,"
                + " 0 for no bounds",
        "send --to :1 x        | ':1' is no place of a gateway: write HOST or HOST:PORT,"
                + " e.g. 192.168.1.5:8081 or [fd00::5]:8081",
        "send \uFFFD=1             | argument '\uFFFD=1' came garbled through this locale:"
                + " use standard input, or set LC_ALL=C.UTF-8",
        "poll --timeout 0 PING | --timeout 0 is no time: write a number of seconds, more than 0",
        "poll --from 192.168.1.5 PING | --from says where --follow begins:"
                + " write --at HOST[:PORT] for where the gateway is",
        "poll --follow VALUE temp value | --follow takes no request:"
                + " leave out 'VALUE temp value', or --follow",
        "poll --follow --from= | --from '' is no cursor:"
                + " write the one that END gave, 0 for the oldest point, or now",
        "poll --follow=yes     | option --follow takes no value: write it alone",
        "poll --folow          | unknown option --folow, did you mean --follow?",
        "poll --follow --follow | option --follow is given twice: keep one of them",
        "poll --follow --from  | option --from has no value: write --from=…",
    })
    void saysWhatIsWrongWithACall(String arguments, String message) {
        Called called = Called.with(arguments.split(" "));
        assertEquals("sensorgate: " + message + "\n", called.err());
        assertEquals("", called.out());
        assertEquals(ExitCode.USAGE, called.exitCode());
    }

    @Test
    void refusesACursorThatIsMoreThanAWord() {
        for (String cursor : new String[] {"0 5", "0\nQUIT", " "}) {
            Called called = Called.with("poll", "--follow", "--from", cursor);
            assertTrue(called.err().contains(" is no cursor: "), called.err());
            assertEquals(ExitCode.USAGE, called.exitCode());
        }
    }

    @Test
    void explainsItselfToWhoeverSaysNothing() {
        Called called = Called.with();
        assertEquals(Called.with("--help").out(), called.err());
        assertEquals(ExitCode.USAGE, called.exitCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "--version"})
    void printsItsVersionAndJavas(String word) {
        Called called = Called.with(word);
        assertTrue(
                called.out().matches("sensorgate \\d+\\.\\d+\\.\\d+\\S*\nJava \\d+.*, \\S+ \\S+\n"),
                called.out());
        assertEquals(ExitCode.GOOD, called.exitCode());
    }

    @ParameterizedTest
    @CsvSource({"No space left on device, false, 74", "Tubería rota, true, 0"})
    void saysThatItsResultsCouldNotBeWritten(String why, boolean isRead, int exitCode) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Streams streams = new Streams(
                InputStream.nullInputStream(), ResultStream.to(failing(why), isRead),
                new PrintStream(said, true, StandardCharsets.UTF_8));
        assertEquals(exitCode, Main.run(List.of("version"), streams));
        assertEquals(
                exitCode == 0 ? "" : "sensorgate: cannot write standard output: " + why + "\n",
                said.toString(StandardCharsets.UTF_8));
    }

    private static OutputStream failing(String why) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(why);
            }
        };
    }
}
