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
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.device.cli.Command;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.HelpText;
import sensorgate.device.cli.ResultStream;
import sensorgate.device.cli.Streams;
import sensorgate.device.config.Setting;
import sensorgate.device.support.Called;

class MainTest {

    private static final List<String> COMMANDS =
            Main.COMMANDS.stream().map(Command::name).toList();

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
    @FieldSource("COMMANDS")
    void explainsEachCommand(String command) {
        String help = Called.with(command, "--help").out();
        assertTrue(help.startsWith("usage: sensorgate " + command), help);
        assertTrue(help.contains("\nexit codes:\n  0    "), help);
        assertTrue(help.contains("\n  64   the command line is wrong\n"), help);
        assertTrue(help.contains("\n  74   standard output could not be written\n"), help);
        assertTrue(help.contains("\nexamples:\n  "), help);
        assertTrue(help.contains("sensorgate " + command), help);
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
            String help = Called.with(command, "--help").out();
            help.lines().forEach(line -> assertTrue(line.length() <= 100, line));
            HelpText.wrapped(help, 60).lines().forEach(
                    line -> assertTrue(line.length() <= 60 || !line.strip().contains(" "), line));
        }
    }

    @Test
    void keepsEveryWordOfItsHelpWhenItWraps() {
        for (String command : COMMANDS) {
            String help = Called.with(command, "--help").out();
            for (int columns : new int[] {40, 80, 100, 200}) {
                assertEquals(
                        List.of(help.split("\\s+")),
                        List.of(HelpText.wrapped(help, columns).split("\\s+")));
            }
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
        "snd                   | snd; did you mean send?",
        "frobnicate            | frobnicate; sensorgate --help",
        "--verson              | --verson; did you mean --version?",
        "run --conifg=x        | --conifg; did you mean --config?",
        "run --config          | --config; no value; --config=…",
        "run --config=a --config=b | --config; twice",
        "run udp.port=1        | udp.port=1; did you mean --udp.port=1?",
        "version now           | now",
        "send --udp.port=1 x   | --udp.port; --help",
        "send --rate fast x    | --rate; fast; from 0 to 999999999",
        "send --to :1 x        | ':1'; HOST:PORT; 192.168.1.5:8081",
        "send \uFFFD=1             | \uFFFD=1; locale; LC_ALL=C.UTF-8",
        "poll --timeout 0 PING | --timeout; '0'; seconds; from 0.001",
        "poll --from 192.168.1.5 PING | --from; --follow; --at PLACE",
        "poll --follow VALUE temp value | --follow; VALUE temp value",
        "poll --follow --from= | --from; ''; cursor; END; now",
        "poll --follow=yes     | --follow; no value",
        "poll --folow          | --folow; did you mean --follow?",
        "poll --follow --follow | --follow; twice",
        "poll --follow --from  | --from; no value; --from=…",
    })
    void saysWhatIsWrongWithACall(String arguments, String words) {
        Called.with(arguments.split(" ")).assertUsage(words.split("; "));
    }

    @Test
    void refusesACursorThatIsMoreThanAWord() {
        for (String cursor : new String[] {"0 5", "0\nQUIT", " "}) {
            Called.with("poll", "--follow", "--from", cursor).assertUsage("cursor");
        }
    }

    @Test
    void explainsItselfIfCalledWithoutArguments() {
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
                InputStream.nullInputStream(), 
                new ResultStream(failing(why), isRead, false, UnaryOperator.identity()),
                new PrintStream(said, true, StandardCharsets.UTF_8));
        assertEquals(exitCode, Main.run(List.of("version"), streams));
        assertEquals(exitCode != 0, said.toString(StandardCharsets.UTF_8).contains(why));
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
