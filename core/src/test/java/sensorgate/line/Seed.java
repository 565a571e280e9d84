package sensorgate.line;

import java.util.Random;
import java.util.SplittableRandom;

/** The seed of random tests: {@code -Dsensorgate.seed=…} if given, else random. */
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
