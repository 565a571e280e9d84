package sensorgate.device.hint;

import java.math.BigInteger;
import java.util.EnumSet;
import java.util.List;
import sensorgate.udp.Cause;

/** Mistakes in a value. The fault is at the first byte of the value. */
final class ValueSlips {

    private static final String NO_VALUE = "(?:(?i:[-+]?(?:nan|inf|infinity)|null|none|undefined"
            + "|--?)" + Slip.END + "|(?=$|,| " + Slip.TIME + "))";

    private static final String NOTHING = "leave out a field that has no value";

    private static final Slip.Kind KIND = new Slip.Kind(EnumSet.of(Cause.VALUE));

    static final List<Slip> ALL = List.of(
            KIND.slip("no space may stand behind an equals sign",
                    "=@ ++(?!" + Slip.TIME + ")(?=[^ ])", "="),
            KIND.slip(NOTHING, ",[^ ,=]++=@" + NO_VALUE, ""),
            KIND.slip(NOTHING, "(?<= )[^ ,=]++=@" + NO_VALUE + ",", ""),
            KIND.slip(NOTHING
                    + "; if no field is left, send no line (Arduino: if (isnan(x)) return;)",
                    "=@" + NO_VALUE),
            KIND.slip("a number with a sign ends with i, not u",
                    "@(-\\d{1,20})u" + Slip.END, "$1i"),
            KIND.slip("an integer has no decimal places: leave out the letter behind the number",
                    "@([-+]?\\d{0,20}\\.\\d{0,20}(?:[eE][-+]?\\d{1,3})?)[iu]" + Slip.END, "$1"),
            KIND.slip("a number has no plus sign", "@\\+(?=[\\d.])", ""),
            KIND.slip("the minus sign is the - of ASCII",
                    "@(?:\\xE2\\x88\\x92|\\xE2\\x80[\\x90-\\x95]|\\x96)(?=[\\d.])", "-"),
            KIND.slip("a number is decimal", "@0[xX]([\\da-fA-F]{1,12})" + Slip.END,
                    (match, _) -> new BigInteger(match.group(1), 16).toString()),
            KIND.slip("a number has no separators between thousands",
                    "@-?\\d{1,3}(?:(['_])\\d{3}(?:\\1\\d{3}){0,5}|(?:\\.\\d{3}){2,6})"
                            + "(?=(?:\\.\\d{1,20}+)?" + Slip.UNIT + "?" + Slip.END + ")",
                    (match, _) -> match.group().replaceAll("[^-\\d]", "")),
            KIND.slip("a number stands without its unit",
                    "@(" + Slip.NUMBER + ")" + Slip.UNIT + Slip.END, "$1"),
            KIND.slip("a boolean is written true or false", "@(?:(?i:true)|(?i:false))" + Slip.END,
                    (match, _) -> match.group().length() == "@true".length() ? "true" : "false"),
            KIND.slip("no backslash stands before the quotes around a string",
                    "@\\\\\"([^\"\\\\]{0,256})\\\\\"", "\"$1\""),
            KIND.slip("a string stands in double quotes, the straight ones of ASCII",
                    "@(?:['`]|\\xE2\\x80[\\x98-\\x9F]|\\xC2\\xAB|[\\x84\\x91-\\x94])"
                            + "([^\"'`\\\\\\x80-\\x9F]{0,256})"
                            + "(?:['`]|\\xE2\\x80[\\x98-\\x9F]|\\xC2\\xBB|[\\x91-\\x94])",
                    "\"$1\""),
            KIND.slip("inside a string, write \\\" for a quote; a comma or a space stands behind"
                    + " its last quote", "\"@[^ ,]"),
            KIND.slip("a comma stands between fields",
                    "@(" + Slip.NUMBER + "[iu]?|true|false)[;&](?=[^ ,=]{1,256}+=)", "$1,"),
            KIND.slip("put text in double quotes",
                    "@([A-Za-z_\\xC0-\\xFF][^,\"\\\\=\\x00-\\x1F\\x7F]{0,255}?)"
                            + "(?=$|,[^ ,=]++=| " + Slip.TIME + ")",
                    "\"$1\""),
            KIND.slip("put text in double quotes",
                    "@(\\d{1,4}(?:[:.-]\\d{1,4}){2,7}Z?|\\d{1,2}:\\d\\d)" + Slip.END, "\"$1\""));

    private ValueSlips() {}
}
