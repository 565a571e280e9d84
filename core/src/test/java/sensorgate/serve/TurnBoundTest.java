package sensorgate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sensorgate.support.TestController;
import sensorgate.support.TestGateway;
import sensorgate.support.TestSensor;

/**
 * The README's promise: a controller that waits is served after at most {@code tcp.turn +
 * tcp.write-timeout} for each address in front, whatever the clients in front do. A gateway with
 * short times, real sockets, and a clock that nobody holds.
 */
@Timeout(60)
final class TurnBoundTest {

    private static final long TURN_MS = 600;
    private static final long IDLE_MS = 500;
    private static final long WRITE_TIMEOUT_MS = 500;
    private static final long BOUND_MS = TURN_MS + WRITE_TIMEOUT_MS;

    /** What a busy machine may add. */
    private static final long SLACK_MS = 2_000;

    private static final int SMALL_BUFFER_BYTES = 4096;
    private static final int READINGS = 1_500;

    /** What a client does in a loop to keep its place; each step takes its own real time. */
    private enum Adversary {
        ONE_BYTE_NOW_AND_THEN(0) {
            @Override
            void step(TestController client) {
                client.send("P");
                pauseMs(IDLE_MS / 3);
            }
        },
        A_PING_NOW_AND_THEN(0) {
            @Override
            void step(TestController client) {
                client.send("PING\n");
                pauseMs(IDLE_MS / 3);
            }
        },
        A_LINE_WITHOUT_END(0) {
            @Override
            void step(TestController client) {
                client.send("x".repeat(1_000));
                pauseMs(1);
            }
        },
        BLANK_LINES_AND_COMMENTS_WITHOUT_END(0) {
            @Override
            void step(TestController client) {
                client.send("\n\r\n# comment\n");
                client.discard(100_000);
            }
        },
        PIPELINED_REQUESTS_WITHOUT_END(0) {
            @Override
            void step(TestController client) {
                client.send("PING\n".repeat(500));
                client.discard(100_000);
            }
        },
        PIPELINED_LONG_REPLIES_WITHOUT_END(0) {
            @Override
            void step(TestController client) {
                client.send("DUMP\n".repeat(2));
                client.discard(100_000_000);
            }
        },
        A_SLOW_READER(SMALL_BUFFER_BYTES) {
            @Override
            void begin(TestController client) {
                client.send("DUMP\n".repeat(50));
            }

            @Override
            void step(TestController client) {
                pauseMs(WRITE_TIMEOUT_MS / 10);
                if (client.discard(8 * 1024) < 0) {
                    throw new UncheckedIOException(new EOFException());
                }
            }
        },
        READS_NOTHING_OF_A_SHORT_REPLY(SMALL_BUFFER_BYTES) {
            @Override
            void begin(TestController client) {
                client.send("STATS\n");
            }
        },
        READS_NOTHING_OF_A_LONG_REPLY(SMALL_BUFFER_BYTES) {
            @Override
            void begin(TestController client) {
                client.send("SINCE 0\n");
            }
        },
        READS_NOTHING_OF_MANY_REPLIES(SMALL_BUFFER_BYTES) {
            @Override
            void begin(TestController client) {
                client.send("DUMP\n".repeat(50));
            }
        };

        private final int receiveBufferBytes;

        Adversary(int receiveBufferBytes) {
            this.receiveBufferBytes = receiveBufferBytes;
        }

        void begin(TestController client) {
            // only the steps
        }

        void step(TestController client) {
            pauseMs(IDLE_MS / 3);
        }
    }

    private final List<Thread> threads = new ArrayList<>();
    private TestGateway gateway;

    @AfterEach
    void close() throws InterruptedException {
        threads.forEach(Thread::interrupt);
        gateway.close();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @ParameterizedTest
    @EnumSource(Adversary.class)
    void aClientBehindAnAdversaryIsServedInTime(Adversary adversary) {
        start(1);
        TestController client = gateway.controller("127.0.0.9", adversary.receiveBufferBytes);
        run(() -> {
            adversary.begin(client);
            while (!Thread.interrupted()) {
                adversary.step(client);
            }
        });
        gateway.awaitCount("controllers_accepted", 1);
        assertServedWithin(BOUND_MS, gateway.controller("127.0.0.2"));
    }

    /** Each connects again once it was sent away, or must have been. */
    @ParameterizedTest
    @EnumSource(value = Adversary.class, names = {
        "ONE_BYTE_NOW_AND_THEN", "A_PING_NOW_AND_THEN", "READS_NOTHING_OF_A_LONG_REPLY"})
    void threeThatComeAgainAndAgainCostThreeTurns(Adversary adversary) {
        start(1);
        for (int i = 0; i < 3; i++) {
            String address = "127.0.0." + (9 + i);
            run(() -> {
                while (!Thread.interrupted()) {
                    comeAndStay(address, adversary);
                }
            });
        }
        gateway.awaitCount("controllers_accepted", 3);
        for (int i = 0; i < 2; i++) {
            try (TestController waits = connect("127.0.0.2")) {
                assertServedWithin(3 * BOUND_MS, waits);
            }
        }
    }

    @Test
    void nineIdleAddressesCostTheTenthNoMoreThanOne() {
        start(1);
        for (int i = 0; i < 9; i++) {
            gateway.controller("127.0.0." + (10 + i));
        }
        assertServedWithin(IDLE_MS, gateway.controller("127.0.0.2"));
    }

    @Test
    void aFloodOfConnectionsThatCloseAtOnceKeepsNobodyOut() {
        start(1);
        run(() -> {
            while (!Thread.interrupted()) {
                connect("127.0.0.9").close();
                connect("127.0.0.9").reset();
            }
        });
        for (int i = 0; i < 5; i++) {
            try (TestController waits = connect("127.0.0.2")) {
                assertServedWithin(BOUND_MS, waits);
            }
        }
    }

    @Test
    void anAddressWithManyConnectionsThatAskKeepsNobodyOut() {
        start(1);
        for (int i = 0; i < 3; i++) {
            run(() -> {
                List<TestController> held = new ArrayList<>();
                while (!Thread.interrupted()) {
                    held.add(connect("127.0.0.9"));
                    held.getLast().send("PING\nPI");
                    if (held.size() > 100) {
                        held.removeFirst().close();
                    }
                    pauseMs(1);
                }
                held.forEach(TestController::close);
            });
        }
        gateway.awaitAtLeast("controllers_busy", 1);
        for (int i = 0; i < 3; i++) {
            try (TestController waits = connect("127.0.0.2")) {
                assertServedWithin(BOUND_MS, waits);
            }
        }
    }

    @Test
    void twoControllersOnOneHostAreCutOffOnlyByTurns() {
        start(1);
        long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(6 * TURN_MS);
        int[] replies = new int[2];
        int[] connects = new int[2];
        List<Thread> pollers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int number = i;
            pollers.add(run(() -> {
                while (System.nanoTime() < untilNs) {
                    connects[number]++;
                    replies[number] += pollUntilCutOff("127.0.0.2", untilNs);
                }
            }));
        }
        pollers.forEach(TurnBoundTest::join);
        long turns = gateway.count("controllers_yielded");
        assertEquals(0, gateway.count("controllers_replaced"));
        assertTrue(turns <= 7, "turns: " + turns);
        assertTrue(replies[0] > 10 && replies[1] > 10, replies[0] + " and " + replies[1]);
        assertTrue(connects[0] + connects[1] <= 2 + turns, "connects: " + connects[0]);
    }

    @Test
    void twoControllersOnOneHostAreNeverCutOffWhereTwoAreServed() {
        start(2);
        TestController first = gateway.controller("127.0.0.2");
        TestController second = gateway.controller("127.0.0.2");
        for (int i = 0; i < 12; i++) {
            assertEquals("PONG", first.ask("PING"));
            assertEquals("PONG", second.ask("PING"));
            pauseMs(TURN_MS / 4);
        }
        assertEquals(2, gateway.count("controllers_accepted"));
        assertEquals(0, gateway.count("controllers_yielded"));
    }

    // ---- running

    private void start(int controllersMax) {
        gateway = new TestGateway.Setup().controllersMax(controllersMax).turnMs(TURN_MS)
                .idleMs(IDLE_MS).writeTimeoutMs(WRITE_TIMEOUT_MS).start();
        TestSensor sensor = gateway.sensor("127.0.0.2");
        for (int i = 0; i < READINGS; i++) {
            sensor.send("big" + i + " s=\"" + "x".repeat(900) + "\"");
            if (i % 50 == 49) { // as many as any kernel's receive buffer holds
                gateway.awaitCount("stored", i + 1);
            }
        }
    }

    private TestController connect(String address) {
        return new TestController(address, gateway.gateway().tcpPort());
    }

    private void comeAndStay(String address, Adversary adversary) {
        try (TestController client = new TestController(
                address, gateway.gateway().tcpPort(), adversary.receiveBufferBytes)) {
            adversary.begin(client);
            long untilNs = System.nanoTime() + BOUND_MS * 1_500_000;
            while (!Thread.currentThread().isInterrupted() && System.nanoTime() < untilNs) {
                adversary.step(client);
            }
        } catch (UncheckedIOException _) {
            // sent away
        }
    }

    /** Returns the number of replies. */
    private int pollUntilCutOff(String address, long untilNs) {
        int replies = 0;
        try (TestController client = connect(address)) {
            while (System.nanoTime() < untilNs) {
                if (client.ask("PING") == null) {
                    return replies;
                }
                replies++;
                pauseMs(10);
            }
        } catch (UncheckedIOException _) {
            // cut off
        }
        return replies;
    }

    private static void assertServedWithin(long boundMs, TestController waits) {
        long fromNs = System.nanoTime();
        assertEquals("PONG", waits.ask("PING"));
        long tookMs = (System.nanoTime() - fromNs) / 1_000_000;
        assertTrue(tookMs <= boundMs + SLACK_MS, "waited " + tookMs + " ms, bound " + boundMs);
    }

    private Thread run(Runnable steps) {
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                steps.run();
            } catch (UncheckedIOException _) {
                // the gateway has sent it away, or ends
            }
        });
        threads.add(thread);
        return thread;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void pauseMs(long ms) {
        LockSupport.parkNanos(ms * 1_000_000);
    }
}
