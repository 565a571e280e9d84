package sensorgate.line;

import java.util.Random;
import java.util.SplittableRandom;

/** Where random tests begin: at {@code -Dsensorgate.seed=…} if it is given, else anywhere. */
final class Seed {

    static final long VALUE = Long.getLong("sensorgate.seed", new Random().nextLong());

    static {
        System.out.println("sensorgate.seed=" + VALUE); // to run a failure again
    }

    private Seed() {}

    static SplittableRandom random() {
        return new SplittableRandom(VALUE);
    }
}
