package sensorgate.device.hint;

import java.util.EnumSet;
import java.util.List;
import sensorgate.udp.Cause;

/** Mistakes in tags and in the names of fields. The fault is behind what could be read. */
final class NameSlips {

    private static final String END = "@(?=$|[ ,])";
    private static final String NO_SEPARATORS = "a number has no separators between thousands";
    private static final String EQUALS = "an equals sign stands between a name and its value";
    private static final String NAME = "[A-Za-z_][\\w-]{0,64}+";
    private static final String VALUE = "(?:" + Slip.NUMBER + "[iu]?|true|false)";

    private static final Slip.Kind KIND = new Slip.Kind(EnumSet.of(Cause.FIELD, Cause.TAG));

    static final List<Slip> ALL = List.of(
            KIND.slip("a number has a point, not a comma, and no separators between thousands",
                    "=-?[1-9]\\d{0,2},\\d{3}" + END),
            KIND.slip(NO_SEPARATORS, "=(-?\\d{1,3}),(\\d{3}\\.\\d{1,20})" + END, "=$1$2"),
            KIND.slip("a number has a point, not a comma, and no separators between thousands",
                    "=(-?\\d{1,3})\\.(\\d{3}),(\\d{1,20})" + END, "=$1$2.$3"),
            KIND.slip("a number has a point, not a comma",
                    "=(-?\\d{1,20}),(?!\\d{10,19}@)(\\d{1,20}" + Slip.UNIT + "?)" + END,
                    "=$1.$2"),
            KIND.slip("no space may stand before an equals sign", "@ ++=", "="),
            KIND.slip("no space may stand behind an equals sign", "=@ ++(?=[^ ])", "="),
            KIND.slip(EQUALS + ", not a colon", "([ ,]" + NAME + "):([^ ,=:@]{1,256}+)@", "$1=$2"),
            KIND.slip(EQUALS + ", not a colon", "([ ,]" + NAME + "):@ ++", "$1="),
            KIND.slip(EQUALS, "( " + NAME + ")@ ++(?=" + Slip.NUMBER + "(?:$| " + Slip.TIME + "))",
                    "$1="),
            KIND.slip("no space may stand behind a comma", ",@ ++(?=[^ ])", ","),
            KIND.slip("leave out the comma that nothing follows", ",@(?=$|[ ,])", ""),
            KIND.slip("leave out a tag that has no value", ",[^ ,=]++=@(?=[ ,])", ""),
            KIND.slip("a tag stands without quotes",
                    "(,[^ ,=\"]{1,256}+=)\"([^\"\\\\]{1,256}+)\"@?",
                    (match, _) -> match.group(1)
                            + match.group(2).replaceAll("[ ,=]", "\\\\$0")),
            KIND.slip("a space stands between the tags and the fields, not a comma",
                    "^([^ \"]{1,999}),([^ ,=]{1,256}=" + VALUE + ")( \\d{10,19})?@$", "$1 $2$3"),
            KIND.slip("the value has no name",
                    "^([^ ]{1,999}) ((?!\\d{10,19}@)" + VALUE + ")@(?=$| " + Slip.TIME + ")",
                    "$1 value=$2"),
            KIND.slip("a space inside a name is written as a backslash and a space",
                    "^((?:[^ \"\\\\@]|\\\\.){1,512}+)(?<![,=]) ([A-Za-z][^ ,=\"@]{0,255}+)"
                            + "@(?=[ ,])",
                    "$1\\ $2"));

    private NameSlips() {}
}
