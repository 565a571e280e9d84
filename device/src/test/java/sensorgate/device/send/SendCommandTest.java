package sensorgate.device.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.support.Called;
import sensorgate.udp.Cause;

@Timeout(30)
class SendCommandTest {

    private DatagramSocket gateway;
    private String to;

    @BeforeEach
    void listen() throws IOException {
        gateway = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        gateway.setSoTimeout(10_000);
        to = "--to=127.0.0.1:" + gateway.getLocalPort();
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void sendsEachArgumentAsOneDatagram() throws IOException {
        Called called = Called.with("send", to, "a v=1", "b v=2 1764000000\nb v=3 1764000001\n");
        assertEquals("a v=1", receive());
        assertEquals("b v=2 1764000000\nb v=3 1764000001\n", receive());
        assertTrue(called.out().startsWith(
                "sent 3 points to 127.0.0.1:" + gateway.getLocalPort() + "; arrival unknown: "),
                called.out());
        assertEquals("", called.err());
        assertEquals(ExitCode.GOOD, called.exitCode());
    }

    @Test
    void sendsATimeThatNoSensorCanHaveMeantAndSaysSo() throws IOException {
        Called called = Called.with("send", to, "a v=1 17");
        assertEquals("a v=1 17", receive());
        assertTrue(called.err().startsWith(
                "argument 1 is sent, but the time 1970-01-01T00:00:17Z is before 2000: "),
                called.err());
        assertEquals(ExitCode.GOOD, called.exitCode());
    }

    @Test
    void sendsEachPointOfStandardInputAsOneDatagram() throws IOException {
        Called called = Called.withInput("# two\na v=1\r\n\n  b v=\"x\ny\" 17 \n", "send", to);
        assertEquals("a v=1", receive());
        assertEquals("b v=\"x\ny\" 17", receive());
        assertTrue(called.out().startsWith("sent 2 points to "), called.out());
        assertEquals(ExitCode.GOOD, called.exitCode());
    }

    @Test
    void showsBadLinesAndSendsTheOthers() throws IOException {
        Called called = Called.withInput("temp value=abc\na v=1\n", "send", to);
        assertEquals("a v=1", receive());
        assertEquals(
                "line 1 is not sent: " + Cause.VALUE.remedy() + "\n"
                + "  temp value=abc\n"
                + "             ^\n"
                + "  put text in double quotes; send: temp value=\"abc\"\n",
                called.err());
        assertTrue(called.out().startsWith("sent 1 point to "), called.out());
        assertEquals(ExitCode.BAD_INPUT, called.exitCode());
    }

    @Test
    void sendsALineThatItDoubtsAndSaysWhyOnce() throws IOException {
        Called called = Called.withInput("t=1 h=2\nt=3 h=4\na,b=\"c\" v=1\n", "send", to);
        assertEquals("t=1 h=2", receive());
        assertEquals("t=3 h=4", receive());
        assertTrue(called.err().startsWith("line 1 is sent, but "), called.err());
        assertTrue(called.err().contains("; send: sensor t=1,h=2\nline 3 is sent, but the quotes"),
                called.err());
        assertEquals(ExitCode.GOOD, called.exitCode());
    }

    @Test
    void sendsNothingOfAnArgumentThatIsBadInPart() throws IOException {
        Called called = Called.with("send", to, "a v=1\nb v=x", "c v=1");
        assertEquals("c v=1", receive());
        assertTrue(called.err().startsWith("argument 1 is not sent: "), called.err());
        assertEquals(ExitCode.BAD_INPUT, called.exitCode());
    }

    @Test
    void remindsOfTheQuotesAroundALine() {
        Called called = Called.with("send", to, "temp,room=attic", "value=21.5");
        assertTrue(called.err().lines().toList().getLast().contains("quotes"), called.err());
        assertEquals(ExitCode.BAD_INPUT, called.exitCode());
    }

    @Test
    void refusesWhatNoDatagramHasRoomFor() {
        String line = "a v=\"" + "x".repeat(1019) + "\"";
        Called single = Called.with("send", to, line);
        assertTrue(single.err().contains(Cause.LENGTH.remedy()), single.err());
        assertEquals(ExitCode.BAD_INPUT, single.exitCode());
        Called several = Called.with("send", to, "a v=1\n".repeat(342));
        assertTrue(several.err().contains(Cause.OVERSIZE.remedy()), several.err());
        assertEquals(ExitCode.BAD_INPUT, several.exitCode());
    }

    @Test
    void saysThatNobodyListens() {
        gateway.close();
        Called called = Called.with("send", to, "a v=1");
        assertEquals("", called.out());
        called.assertFailed(
                ExitCode.NOBODY_THERE, "nobody listens at " + to.substring("--to=".length()),
                "(UDP)", "sensorgate run", "--to");
    }

    @Test
    void stopsAtTheFirstRefusalOfMany() {
        gateway.close();
        Called called = Called.withInput("a v=1\n".repeat(100_000), "send", to, "--rate=0");
        assertEquals(ExitCode.NOBODY_THERE, called.exitCode());
    }

    @Test
    void saysThatAHostIsUnknown() {
        Called called = Called.with("send", "--to=[::nowhere]", "a v=1");
        called.assertFailed(ExitCode.NOBODY_THERE, "unknown host ::nowhere: ");
    }

    private String receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        gateway.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }
}
