package sensorgate.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.line.Precision;
import sensorgate.support.FakeTicks;
import sensorgate.udp.ScriptedSource.Sent;

@Timeout(20)
final class TimeAnswersTest {

    private static final String QUESTION = "?time               ";

    private final FakeTicks ticks = new FakeTicks();
    private final ScriptedSource source = new ScriptedSource(() -> {}, () -> {});
    private long wallMs = 1_764_000_000_045L;
    private boolean isRight = true;
    private final ArrivalClock clock = new ArrivalClock(1, () -> wallMs, ticks, () -> isRight);
    private final TimeAnswers answers = new TimeAnswers(source, clock);

    @Test
    void answersWithSecondsAndMilliseconds() {
        assertEquals(Fate.TIME_ANSWERED, ask("127.0.0.2", QUESTION));
        ticks.advanceMs(61_000);
        wallMs = 1_764_000_061_999L;
        assertEquals(Fate.TIME_ANSWERED, ask("127.0.0.2", QUESTION));
        assertEquals(
                List.of("127.0.0.2:7 #time 1764000000.045", "127.0.0.2:7 #time 1764000061.999"),
                source.replies());
    }

    @Test
    void isSilentWhileTheClockIsNotKnownToBeRight() {
        isRight = false;
        assertEquals(Fate.TIME_NOT_SET, ask("127.0.0.2", QUESTION));
        isRight = true;
        wallMs = -1;
        assertEquals(Fate.TIME_NOT_SET, ask("127.0.0.2", QUESTION));
        assertEquals(List.of(), source.replies());
    }

    @Test
    void answersEachSenderOnceASecond() {
        assertEquals(Fate.TIME_ANSWERED, ask("127.0.0.2", QUESTION));
        assertEquals(Fate.TIME_ANSWERED, ask("fe80::2", QUESTION));
        ticks.advanceMs(999);
        assertEquals(Fate.TIME_TOO_OFTEN, ask("127.0.0.2", QUESTION));
        ticks.advanceMs(1);
        assertEquals(Fate.TIME_ANSWERED, ask("127.0.0.2", QUESTION));
    }

    /** However many addresses somebody makes up. */
    @Test
    void answersFewInASecond() {
        Random random = new Random();
        for (int i = 0; i < 20_000; i++) {
            ask("10." + random.nextInt(256) + "." + random.nextInt(256) + "." + i % 256, QUESTION);
        }
        int answered = source.replies().size();
        assertTrue(answered > 900 && answered <= 1024, "answered=" + answered);
    }

    @Test
    void answersMostOfAHundredSensorsOfOneNetworkAtOnce() {
        for (int i = 1; i <= 100; i++) {
            ask("192.168.1." + i, QUESTION);
        }
        assertTrue(source.replies().size() > 80, source.replies()::toString);
    }

    @Test
    void answersNothingThatWentToManyOrCannotBeSent() {
        source.hideDestinations();
        assertEquals(Fate.TIME_NOT_UNICAST, ask("127.0.0.2", QUESTION));
        source.refuseReplies();
        assertEquals(Fate.TIME_NOT_UNICAST, ask("127.0.0.2", QUESTION));
        ScriptedSource refusing = new ScriptedSource(() -> {}, () -> {});
        refusing.refuseReplies();
        refusing.add(Sent.from("127.0.0.2", 7, QUESTION));
        refusing.receive();
        clock.tick();
        assertEquals(
                Fate.TIME_NOT_SENT,
                new TimeAnswers(refusing, clock).answer(0, QUESTION.length()));
    }

    @Test
    void takesOnlyPaddingBehindTheWord() {
        assertTrue(isQuestion("?time"));
        assertTrue(isQuestion(QUESTION));
        assertTrue(isQuestion("?time\0\0\0\r\n"));
        for (String other : List.of(
                "", "?", "?tim", "?Time", "?times", "?time v=1", "?time,a=b v=1", " ?time",
                "?time\t", "?time\n?time", "#time 1764000000.045", "x?time")) {
            assertFalse(isQuestion(other), other);
        }
        byte[] longer = "?time v=1".getBytes(StandardCharsets.UTF_8);
        assertTrue(TimeAnswers.isQuestion(longer, 5), "behind the length is another datagram");
    }

    /** So no forged sender amplifies anything, and gateways do not answer each other. */
    @Test
    void anAnswerIsNeverLongerThanItsQuestionAndNeverAQuestion() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String letters = "?time \0\n#v=1";
        int asked = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder(random.nextInt(8) == 0 ? "" : "?time");
            int more = random.nextInt(40);
            for (int j = 0; j < more; j++) {
                text.append(random.nextInt(60) == 0
                        ? letters.charAt(random.nextInt(letters.length())) : ' ');
            }
            String datagram = text.toString();
            ticks.advanceMs(1_000);
            wallMs = random.nextLong(Long.MAX_VALUE / 1_000_000);
            source.replies().clear();
            if (isQuestion(datagram)) {
                asked++;
                assertEquals("", datagram.substring(5).replaceAll("[ \0\n]", ""), "seed=" + seed);
                Fate fate = ask("127.0.0.2", datagram);
                assertEquals(
                        datagram.length() < 20 ? Fate.TIME_TOO_SHORT : Fate.TIME_ANSWERED, fate);
            }
            for (String reply : source.replies()) {
                String answer = reply.substring(reply.indexOf(' ') + 1);
                assertTrue(answer.length() <= datagram.length(), "seed=" + seed);
                assertFalse(isQuestion(answer), "seed=" + seed);
                assertTrue(isComment(answer), "seed=" + seed);
                assertEquals(
                        wallMs, Long.parseLong(answer.substring(6).replace(".", "")), answer);
            }
        }
        assertTrue(asked > 10_000, "asked=" + asked);
    }

    private Fate ask(String address, String text) {
        source.add(Sent.from(address, 7, text));
        source.receive();
        clock.tick();
        return answers.answer(0, text.length());
    }

    private static boolean isQuestion(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return TimeAnswers.isQuestion(bytes, bytes.length);
    }

    private static boolean isComment(String text) {
        DatagramLines lines = new DatagramLines(Precision.AUTO);
        lines.begin(text.getBytes(StandardCharsets.UTF_8), text.length(), false);
        return lines.next() && lines.isBlank() && !lines.next();
    }
}
