package sensorgate.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers like that of a server of Debian 12, which had itself as its source. */
@Timeout(20)
final class NtpProgramTest {

    private static final byte[] ANSWER = HexFormat.of().parseHex(
            "240500e70000000000000000c0a80101eeb3ac26ccc81d944142434445464748eeb3ac29"
                    + "1716132deeb3ac2917197f4a");

    private final byte[] question = NtpProgram.question(0x4142434445464748L);

    @Test
    void asksAsAClientDoes() {
        assertEquals(48, question.length);
        assertEquals(0x23, question[0]);
    }

    @Test
    void readsThatTheServerIsSynchronised() {
        assertEquals(
                new Evidence("an NTP server here", 0xeeb3ac26ccc81d94L),
                NtpProgram.evidence(question, ANSWER));
    }

    @Test
    void readsThatTheServerIsNotSynchronised() {
        assertNull(NtpProgram.evidence(question, changed(0, 0xE4)), "leap indicator 3");
        assertNull(NtpProgram.evidence(question, changed(1, 0)), "stratum 0: a kiss of death");
        assertNull(NtpProgram.evidence(question, changed(1, 16)), "stratum 16");
        byte[] local = ANSWER.clone();
        System.arraycopy(HexFormat.of().parseHex("7f7f0101"), 0, local, 12, 4);
        assertNull(NtpProgram.evidence(question, local), "its own clock is its source");
    }

    @Test
    void takesNoOtherAnswer() {
        assertNull(NtpProgram.evidence(question, null));
        assertNull(NtpProgram.evidence(question, question), "an echo");
        assertNull(NtpProgram.evidence(question, changed(31, 0)), "another question's answer");
        for (int length = 0; length < ANSWER.length; length++) {
            assertNull(NtpProgram.evidence(question, Arrays.copyOf(ANSWER, length)));
        }
    }

    @Test
    void asksAServer() throws Exception {
        try (LocalProgram server = new LocalProgram(asked -> {
            byte[] answer = ANSWER.clone();
            ByteBuffer.wrap(answer).putLong(24, ByteBuffer.wrap(asked).getLong(40));
            return answer;
        })) {
            assertNotNull(new NtpProgram(server.port()).ask());
        }
    }

    private static byte[] changed(int at, int value) {
        byte[] answer = ANSWER.clone();
        answer[at] = (byte) value;
        return answer;
    }
}
