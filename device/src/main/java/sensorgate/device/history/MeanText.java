package sensorgate.device.history;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Writes the mean of a bin with one decimal more than the sensor sends. */
final class MeanText {

    private static final int DECIMALS_MAX = 6;
    private static final MathContext SIGNIFICANT = new MathContext(6);

    private MeanText() {}

    static String of(Bin bin) {
        int decimals = 0;
        for (Bin.Value value : new Bin.Value[] {bin.min(), bin.max(), bin.last()}) {
            decimals = Math.max(decimals, decimals(value.text()));
        }
        BigDecimal mean = new BigDecimal(bin.mean());
        return decimals <= DECIMALS_MAX
                ? mean.setScale(decimals + 1, RoundingMode.HALF_EVEN).toPlainString()
                : mean.round(SIGNIFICANT).toString();
    }

    /** The digits behind the point; too many for a number with an exponent. */
    private static int decimals(String text) {
        if (text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
            return Integer.MAX_VALUE;
        }
        int point = text.indexOf('.');
        return point < 0 ? 0 : text.length() - point - 1;
    }
}
