package sensorgate.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which senders of a row contest the row, and which are one device or the next one. */
final class RivalsTest {

    private static final int ROW = 1;

    private final Rivals rivals = new Rivals(3);
    private final Random random = new Random(7);
    private long nowNs = -5_000_000_000L; // ticks count from anywhere
    private long updatedNs;
    private int holder;
    private int reports;

    @Test
    void reportsTwoSensorsAtTheFourthTurn() {
        for (int i = 0; i < 4; i++) {
            send(1, 10);
            send(2, 20);
        }
        assertEquals(0, reports);
        send(1, 10);
        assertEquals(1, reports);
    }

    @Test
    void reportsTheSlowerOfTwoSensorsWhicheverBegins() {
        for (int first = 1; first <= 2; first++) {
            rivals.clear(ROW);
            holder = 0;
            reports = 0;
            send(first, 7);
            for (int hour = 0; hour < 6; hour++) {
                for (int i = 0; i < 59; i++) {
                    send(1, 60);
                }
                send(2, 30);
            }
            assertTrue(reports > 0, "begins with " + first);
        }
    }

    @Test
    void reportsSensorsThatSendEachPointThrice() {
        for (int i = 0; i < 10; i++) {
            for (int sender = 1; sender <= 2; sender++) {
                send(sender, 11 * sender);
                sendMs(sender, 100);
                sendMs(sender, 100);
            }
        }
        assertEquals(6, reports);
    }

    @Test
    void reportsThreeSensorsAndTenInAStrictRound() {
        for (int sensors : new int[] {3, 10}) {
            rivals.clear(ROW);
            holder = 0;
            reports = 0;
            for (int round = 0; round < 6; round++) {
                for (int sensor = 1; sensor <= sensors; sensor++) {
                    send(sensor, 3 + sensor * 7 % 11); // always the same phases
                }
            }
            assertTrue(reports > 0, sensors + " sensors");
        }
    }

    @Test
    void reportsAgainAtMostOnceASecond() {
        for (int i = 0; i < 1_000; i++) {
            sendMs(1, 2);
            sendMs(2, 8);
        }
        assertEquals(10, reports, "in 10 s");
    }

    @Test
    void forgetsTurnsThatAreADayOld() {
        for (int i = 0; i < 40; i++) {
            send(1, 9 * 3600 - 10);
            send(2, 10);
        }
        assertEquals(0, reports, "three turns a day");
    }

    // ---- one device

    @Test
    void isQuietAboutADeviceWithANewAddressEachHour() {
        for (int address = 1; address < 500; address++) {
            for (int i = 0; i < 60; i++) {
                send(address, 50 + random.nextInt(20));
            }
        }
        assertEquals(0, reports);
    }

    /** A router that hands out two addresses by turns, or a cable that is now in, now out. */
    @Test
    void isQuietAboutADeviceThatChangesBetweenCableAndWireless() {
        for (int i = 0; i < 500; i++) {
            int points = 2 + random.nextInt(20);
            for (int point = 0; point < points; point++) {
                send(1 + i % 2, 8 + random.nextInt(4));
            }
        }
        assertEquals(0, reports);
    }

    @Test
    void isQuietAboutADeviceThatUsesItsAddressesInTurns() {
        for (int i = 0; i < 500; i++) {
            sendMs(1 + i % 2, 10_000 + random.nextInt(1_000));
        }
        assertEquals(0, reports);
    }

    /** After the address of the first sender is gone, others are marked. */
    @Test
    void reportsTwoSensorsAfterANewAddress() {
        send(9, 10);
        for (int i = 0; i < 20; i++) {
            send(1, 10);
            send(2, 20);
        }
        assertTrue(reports > 0);
    }

    @Test
    void keepsRowsApart() {
        for (int i = 0; i < 20; i++) {
            rivals.change(i % 2, 0, 1 + i % 2, 0, 2 - i % 2, i * 100L, i * 100L + i * 7L);
        }
        send(1, 10);
        send(2, 20);
        send(1, 10);
        assertEquals(0, reports);
    }

    private void send(int sender, int afterS) {
        sendMs(sender, TimeUnit.SECONDS.toMillis(afterS));
    }

    private void sendMs(int sender, long afterMs) {
        nowNs += TimeUnit.MILLISECONDS.toNanos(afterMs);
        if (holder != 0 && holder != sender
                && rivals.change(ROW, 7, holder, 7, sender, updatedNs, nowNs)) {
            reports++;
        }
        holder = sender;
        updatedNs = nowNs;
    }
}
