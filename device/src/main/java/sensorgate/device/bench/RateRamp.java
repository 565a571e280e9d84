package sensorgate.device.bench;

/**
 * Chooses the rates of a bench: rises until datagrams are lost or the sender is too slow, then
 * tries rates between the last good one and the first bad one.
 */
final class RateRamp {

    private static final int[] RATES =
            {1_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 400_000};

    private static final int CLOSER_LOOKS = 2;

    private int step;
    private int rate = RATES[0];
    private int good;
    private int bad;
    private int looks;

    static int stepsMax() {
        return RATES.length + CLOSER_LOOKS;
    }

    /** The rate to try next, in datagrams a second; 0 at the end. */
    int rate() {
        return rate;
    }

    void tried(boolean isGood) {
        if (isGood) {
            good = rate;
        } else {
            bad = rate;
        }
        step++;
        rate = bad == 0 ? higher() : between();
    }

    private int higher() {
        return step < RATES.length ? RATES[step] : 0;
    }

    /** The geometric mean, since the rates rise by ratios. */
    private int between() {
        if (good == 0 || looks == CLOSER_LOOKS) {
            return 0;
        }
        looks++;
        return (int) Math.round(Math.sqrt((double) good * bad) / 1_000) * 1_000;
    }
}
