package sensorgate.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.support.Await;
import sensorgate.support.TemporaryDirectory;
import sensorgate.support.TestGateway;
import sensorgate.support.TestSensor;
import sensorgate.support.TestTool;

/** SNIFF as a tool of this machine sees it. */
@Timeout(30)
final class SniffReplyTest {

    private final TemporaryDirectory directory = new TemporaryDirectory();
    private TestGateway gateway;
    private TestSensor sensor;

    @BeforeEach
    void start() {
        gateway = new TestGateway.Setup()
                .control(directory.path().resolve("control.sock"))
                .udpAllow("127.0.0.0/24")
                .start();
        sensor = gateway.sensor("127.0.0.2");
    }

    @AfterEach
    void close() {
        gateway.close();
        directory.close();
    }

    @Test
    void tellsHowTimestampsAreReadAndThenEachDatagram() {
        TestTool tool = gateway.tool();
        assertEquals(head(), tool.ask("SNIFF"));
        sensor.send("temp,room=attic value=21.5\nb\\c v=\"\u00E9\"");
        String line = tool.readLine();
        String expected = "\\d{19} 127\\.0\\.0\\.2:\\d+ - 37"
                + " temp,room=attic value=21\\.5\\\\x0ab\\\\x5cc v=\"\\\\xc3\\\\xa9\"";
        assertTrue(line.matches(expected), line);
    }

    @Test
    void endsAfterAsManyDatagramsAsWereAskedFor() {
        TestTool tool = gateway.tool();
        assertEquals(head(), tool.ask("sniff 2"));
        sensor.send("a v=1");
        sensor.send("b v=1");
        sensor.send("c v=1");
        assertTrue(tool.readLine().endsWith(" - 5 a v=1"));
        assertTrue(tool.readLine().endsWith(" - 5 b v=1"));
        assertEquals("END", tool.readLine());
        assertEquals("PONG", tool.ask("PING"));
    }

    @Test
    void answersTheRequestsBehindItWhenItEnds() {
        TestTool tool = gateway.tool();
        tool.send("SNIFF 1\nPING\n");
        assertEquals(head(), tool.readLine());
        sensor.send("a v=1");
        assertTrue(tool.readLine().endsWith(" - 5 a v=1"));
        assertEquals("END", tool.readLine());
        assertEquals("PONG", tool.readLine());
    }

    @Test
    void answersTheRequestsThatCameMeanwhileWhenItEnds() {
        TestTool tool = gateway.tool();
        assertEquals(head(), tool.ask("SNIFF 1"));
        tool.send("PING\n");
        TestTool bystander = gateway.tool();
        bystander.ask("PING");
        bystander.ask("PING"); // by now the first one's is read
        sensor.send("a v=1");
        assertTrue(tool.readLine().endsWith(" - 5 a v=1"));
        assertEquals("END", tool.readLine());
        assertEquals("PONG", tool.readLine());
        assertEquals(4, gateway.count("control_requests"));
    }

    @Test
    void forgetsWhatIsSentBehindOneThatHasNoEnd() {
        TestTool tool = gateway.tool();
        assertEquals(head(), tool.ask("SNIFF"));
        tool.send("PING\n".repeat(10_000));
        sensor.send("a v=1");
        assertTrue(tool.readLine().endsWith(" - 5 a v=1"));
        tool.close();
        gateway.awaitCount("control_open", 0);
        assertEquals(1, gateway.count("control_requests"));
    }

    @Test
    void saysWhatBefellADatagram() {
        TestTool tool = gateway.tool();
        tool.ask("SNIFF");
        gateway.sensor("127.0.1.1").send("a v=1");
        String denied = tool.readLine();
        assertTrue(denied.endsWith(" denied 5 a v=1"), denied);
        sensor.send("\0".repeat(4_000));
        String oversize = tool.readLine();
        assertTrue(oversize.endsWith(" oversize 2048 " + "\\x00".repeat(2048)), oversize);
        sensor.send("");
        String empty = tool.readLine();
        assertTrue(empty.endsWith(" - 0 "), empty);
    }

    @Test
    void showsTheSameToSeveralToolsWhileTheControllerPolls() {
        TestTool first = gateway.tool();
        TestTool second = gateway.tool();
        first.ask("SNIFF");
        second.ask("SNIFF");
        sensor.send("a v=1");
        assertEquals(first.readLine(), second.readLine());
        assertEquals("PONG", gateway.controller("127.0.0.1").ask("PING"));
    }

    @Test
    void showsThemToAnotherToolOnceTheFirstHasGone() {
        TestTool tool = gateway.tool();
        tool.ask("SNIFF");
        tool.close();
        Await.untilEquals("the tool has gone", 0, gateway.counter("control_open"));
        TestTool another = gateway.tool();
        assertEquals(head(), another.ask("SNIFF 1"));
        sensor.send("a v=1");
        assertTrue(another.readLine().endsWith(" a v=1"));
    }

    @Test
    void tellsOfEveryDatagramOrThatItWasSkipped() {
        TestTool tool = gateway.tool();
        tool.ask("SNIFF");
        int sent = 5_000;
        for (int i = 0; i < sent; i++) {
            sensor.send("a v=" + i + "i," + "w=\"" + "x".repeat(900) + "\"");
        }
        sensor.send("last v=1");
        long told = 0;
        long skipped = 0;
        for (String line = tool.readLine(); !line.endsWith(" last v=1"); line = tool.readLine()) {
            if (line.startsWith("SKIPPED ")) {
                skipped += Long.parseLong(line.substring("SKIPPED ".length()));
            } else {
                told++;
            }
        }
        assertEquals(gateway.counter("received").getAsLong() - 1, told + skipped);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SNIFF 0", "SNIFF -1", "SNIFF x", "SNIFF 1234567890"})
    void refusesWhatIsNoCount(String request) {
        String reply = gateway.tool().ask(request);
        assertTrue(reply.startsWith("ERR count "), reply);
    }

    @Test
    void refusesTooManyWords() {
        assertEquals(
                "ERR usage too few or too many words: write SNIFF [<count>]",
                gateway.tool().ask("SNIFF 1 2"));
    }

    @Test
    void isNotForTheController() {
        String reply = gateway.controller("127.0.0.1").ask("SNIFF");
        assertTrue(reply.startsWith("ERR local "), reply);
    }

    private String head() {
        return "SNIFF precision=auto udp_port=" + gateway.gateway().udpPort();
    }
}
