package sensorgate.device.hint;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import sensorgate.udp.Cause;

/** Mistakes in tags and in the names of fields. The fault is behind what could be read. */
final class NameSlips {

    private static final String END = "@(?=$|[ ,])";
    private static final String NO_SEPARATORS = "a number has no separators between thousands";
    private static final String EQUALS = "an equals sign stands between a name and its value";
    private static final String NAME = "[A-Za-z_][\\w-]{0,64}+";
    private static final String VALUE = "(?:" + Slip.NUMBER + "[iu]?|true|false)";

    private static final Set<Cause> CAUSES = EnumSet.of(Cause.FIELD, Cause.TAG);

    static final List<Slip> ALL = List.of(
            slip("a number has a point, not a comma, and no separators between thousands",
                    "=-?[1-9]\\d{0,2},\\d{3}" + END),
            slip(NO_SEPARATORS, "=(-?\\d{1,3}),(\\d{3}\\.\\d{1,20})" + END, "=$1$2"),
            slip("a number has a point, not a comma, and no separators between thousands",
                    "=(-?\\d{1,3})\\.(\\d{3}),(\\d{1,20})" + END, "=$1$2.$3"),
            slip("a number has a point, not a comma",
                    "=(-?\\d{1,20}),(?!\\d{10,19}@)(\\d{1,20}" + Slip.UNIT + "?)" + END,
                    "=$1.$2"),
            slip("no space may stand before an equals sign", "@ ++=", "="),
            slip("no space may stand behind an equals sign", "=@ ++(?=[^ ])", "="),
            slip(EQUALS + ", not a colon", "([ ,]" + NAME + "):([^ ,=:@]{1,256}+)@", "$1=$2"),
            slip(EQUALS + ", not a colon", "([ ,]" + NAME + "):@ ++", "$1="),
            slip(EQUALS, "( " + NAME + ")@ ++(?=" + Slip.NUMBER + "(?:$| " + Slip.TIME + "))",
                    "$1="),
            slip("no space may stand behind a comma", ",@ ++(?=[^ ])", ","),
            slip("leave out the comma that nothing follows", ",@(?=$|[ ,])", ""),
            slip("leave out a tag that has no value", ",[^ ,=]++=@(?=[ ,])", ""),
            slip("a tag stands without quotes",
                    "(,[^ ,=\"]{1,256}+=)\"([^\"\\\\]{1,256}+)\"@?",
                    (match, _) -> match.group(1)
                            + match.group(2).replaceAll("[ ,=]", "\\\\$0")),
            slip("a space stands between the tags and the fields, not a comma",
                    "^([^ \"]{1,999}),([^ ,=]{1,256}=" + VALUE + ")( \\d{10,19})?@$", "$1 $2$3"),
            slip("the value has no name",
                    "^([^ ]{1,999}) ((?!\\d{10,19}@)" + VALUE + ")@(?=$| " + Slip.TIME + ")",
                    "$1 value=$2"),
            slip("a space inside a name is written as a backslash and a space",
                    "^((?:[^ \"\\\\@]|\\\\.){1,512}+)(?<![,=]) ([A-Za-z][^ ,=\"@]{0,255}+)"
                            + "@(?=[ ,])",
                    "$1\\ $2"));

    private NameSlips() {}

    /** A slip that may mean several lines. */
    private static Slip slip(String says, String pattern) {
        return new Slip(says, CAUSES, Slip.compile(pattern), null);
    }

    private static Slip slip(String says, String pattern, String mended) {
        return Slip.of(says, CAUSES, pattern, mended);
    }

    private static Slip slip(String says, String pattern, Slip.Mending mending) {
        return Slip.of(says, CAUSES, pattern, mending);
    }
}
