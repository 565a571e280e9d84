package sensorgate.device.bench;

/**
 * Chooses the rates of a bench: rises until something is lost or the sender can no more, and then
 * looks more closely between the last rate that was good and the first that was not.
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

    /** How many rates there are at the most. */
    static int stepsMax() {
        return RATES.length + CLOSER_LOOKS;
    }

    /** The rate to try now, datagrams a second; 0 once there is nothing left to learn. */
    int rate() {
        return rate;
    }

    /** The rate that was just tried was too much, or not. */
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

    /** In ratios, as the rates rise. */
    private int between() {
        if (good == 0 || looks == CLOSER_LOOKS) {
            return 0;
        }
        looks++;
        return (int) Math.round(Math.sqrt((double) good * bad) / 1_000) * 1_000;
    }
}
