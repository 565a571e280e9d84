package sensorgate.device.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import sensorgate.count.SettingKeys;

class SettingTest {

    @Test
    void everyKeyThatTheCoreNamesIsASetting() throws IllegalAccessException {
        Set<String> named = new TreeSet<>();
        for (Field field : SettingKeys.class.getFields()) {
            named.add((String) field.get(null));
        }
        assertEquals(new TreeSet<>(Setting.KEYS), named);
    }

    @Test
    void everyMeaningFitsALineOfHelp() {
        for (Setting<?> setting : Setting.ALL) {
            assertTrue(setting.meaning().length() <= 72, setting.meaning());
        }
    }
}
