package sensorgate.device.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueTextTest {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', value = {
        "21.50,           21.50,        21.5,  false",
        "42i,             42,           42,    false",
        "7u,              7,            7,     false",
        "-1.5e-3,         -1.5e-3,      -0.0015, false",
        "true,            true,         1,     true",
        "T,               true,         1,     true",
        "FALSE,           false,        0,     true",
        "'\"open\"',      open,         NaN,   false",
        "'\"true\"',      true,         NaN,   false",
        "'\"a \\\"b\\\" \\\\c\"', 'a \"b\" \\c', NaN, false",
        "'\"\u001B[31m\"',   '\\u001b[31m', NaN, false",
    })
    void showsTheValueAndItsNumber(
            String sent, String shown, double number, boolean isBoolean) {
        assertEquals(shown, ValueText.shown(sent));
        assertEquals(number, ValueText.number(sent));
        assertEquals(isBoolean, ValueText.isBoolean(sent));
    }
}
