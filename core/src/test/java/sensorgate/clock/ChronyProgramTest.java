package sensorgate.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that chronyd 4.3 of Debian 12 gave. */
@Timeout(20)
final class ChronyProgramTest {

    private static final byte[] SYNCHRONISED = HexFormat.of().parseHex(
            "060200000021000500000000000000000000123400000000000000007f0000017f00000100000000"
            + "00000000"
            + "000000000001000000060000000000006b092db01f36a79bdd3975dcd74e416ada8e3e69f8ddc0d4f331"
            + "7b83fe8dd713e0a5054cdc8177ac048176d6");

    private static final byte[] NOT_SYNCHRONISED = HexFormat.of().parseHex(
            "06020000002100050000000000000000000012340000000000000000000000000000000000000000"
            + "00000000"
            + "000000000000000000000003000000000000000000000000000000000000000000000000000000000000"
            + "000000000000048000000480000000000000");

    @Test
    void readsThatTheClockIsRight() {
        Evidence evidence = ChronyProgram.evidence(SYNCHRONISED);
        assertEquals("chrony", evidence.source());
        assertEquals(0x6b092db0L * 1_000_000_000 + 0x1f36a79b, evidence.stamp());
        byte[] later = SYNCHRONISED.clone();
        later[63]++;
        assertNotEquals(evidence, ChronyProgram.evidence(later));
    }

    @Test
    void readsThatNoTimeServerHasAnswered() {
        assertNull(ChronyProgram.evidence(NOT_SYNCHRONISED));
        assertNull(ChronyProgram.evidence(null));
    }

    @Test
    void aClockThatOnlyAgreesWithItselfIsNotRight() {
        byte[] local = SYNCHRONISED.clone();
        System.arraycopy(HexFormat.of().parseHex("7f7f0101"), 0, local, 28, 4);
        assertNull(ChronyProgram.evidence(local));
    }

    /** Where chrony may not step, it slews for hours and calls the clock synchronised. */
    @Test
    void aClockThatIsStillBeingCorrectedIsNotRight() {
        assertEquals(0, ChronyProgram.seconds(0));
        assertEquals(-1.6e-6, ChronyProgram.seconds(0xdd3975dc), 1e-6);
        assertEquals(3600, ChronyProgram.seconds(14 << 25 | 3600 << 11)); // 3600/2^14*2^25
        assertEquals(-3600, ChronyProgram.seconds(14 << 25 | -(3600 << 11) & 0x1FFFFFF));
        byte[] slewing = SYNCHRONISED.clone();
        System.arraycopy(HexFormat.of().parseHex("1c708000"), 0, slewing, 68, 4); // 3600 s
        assertNull(ChronyProgram.evidence(slewing));
    }

    @Test
    void takesNoOtherAnswer() {
        for (int i : new int[] {0, 1, 5, 7, 9, 55}) {
            byte[] other = SYNCHRONISED.clone();
            other[i] = 3;
            assertNull(ChronyProgram.evidence(other), "byte " + i);
        }
        for (int length = 0; length < SYNCHRONISED.length; length++) {
            assertNull(ChronyProgram.evidence(Arrays.copyOf(SYNCHRONISED, length)));
        }
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] any = new byte[random.nextInt(200)];
            random.nextBytes(any);
            assertNull(ChronyProgram.evidence(any));
        }
    }

    @Test
    void asksAProgramThatAnswersAndNoneThatDoesNot() throws Exception {
        try (LocalProgram chrony = new LocalProgram(question -> {
            assertEquals(SYNCHRONISED.length, question.length, "chrony answers no shorter request");
            return SYNCHRONISED;
        })) {
            assertNotNull(new ChronyProgram(chrony.port()).ask());
        }
        int port;
        try (LocalProgram silent = new LocalProgram(_ -> null)) {
            port = silent.port();
            assertNull(new ChronyProgram(port).ask());
        }
        assertNull(new ChronyProgram(port).ask());
    }
}
