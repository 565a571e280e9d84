package sensorgate;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import sensorgate.support.TestController;
import sensorgate.support.TestGateway;
import sensorgate.support.TestSensor;

/**
 * A gateway whose journal is cut short while it runs: {@code CutShortMain DIRECTORY BYTES}. Says
 * what a thread dies of, if one does, closes it, and ends with 0.
 */
final class CutShortMain {

    /** Twice round the ring and more. */
    private static final int DATAGRAMS = 4_000;
    private static final int BEFORE = 100;

    /** So that the journal fails amid a batch. */
    private static final String MANY = "m n=1i 1\n".repeat(20);

    private CutShortMain() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        CountDownLatch failed = new CountDownLatch(1);
        GatewayListener listener = new GatewayListener() {
            @Override
            public void onFailed(Throwable failure) {
                System.out.println("failed: " + failure);
                failed.countDown();
            }

            @Override
            public void onTrouble(String what) {
                System.out.println("trouble: " + what);
            }
        };
        Gateway gateway = new Gateway(
                new TestGateway.Setup().directory(directory).settings(), listener);
        gateway.start();
        try (TestSensor sensor = new TestSensor("127.0.0.2", gateway.udpPort())) {
            for (int i = 0; i < DATAGRAMS && failed.getCount() > 0; i++) {
                if (i == BEFORE) {
                    cut(directory.resolve("journal"), Long.parseLong(arguments[1]));
                }
                sensor.send(i < BEFORE ? "m n=1i 1" : MANY);
                failed.await(i % 10 == 0 ? 1 : 0, TimeUnit.MILLISECONDS);
            }
        }
        try (TestController controller = new TestController("127.0.0.3", gateway.tcpPort())) {
            System.out.println("value: " + controller.ask("VALUE m n"));
        }
        gateway.close();
        System.out.println("closed");
        System.exit(0);
    }

    private static void cut(Path journal, long bytes) throws Exception {
        try (FileChannel file = FileChannel.open(journal, StandardOpenOption.WRITE)) {
            file.truncate(bytes);
        }
    }
}
