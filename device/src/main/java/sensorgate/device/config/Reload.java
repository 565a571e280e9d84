package sensorgate.device.config;

import java.util.ArrayList;
import java.util.List;
import sensorgate.device.cli.CommandLine.SettingText;
import sensorgate.device.config.Configuration.Change;

/**
 * How a new configuration changes a running gateway: which settings the gateway takes over, and
 * which need a restart.
 *
 * @param effective the configuration of the gateway after the reload: the new values of reloadable
 *         settings and the old values of all others
 * @param taken the new values that the gateway takes over
 * @param needRestart the new values that take effect after a restart
 */
public record Reload(Configuration effective, List<Change> taken, List<Change> needRestart) {

    /** Compares the running configuration with the wanted configuration; both must be good. */
    public static Reload of(Configuration running, Configuration wanted) {
        List<Change> taken = new ArrayList<>();
        List<Change> needRestart = new ArrayList<>();
        List<SettingText> effective = new ArrayList<>();
        for (Setting<?> setting : Setting.ALL) {
            String before = running.text(setting);
            String after = wanted.text(setting);
            if (!setting.isSame(before, after)) {
                (setting.isReloadable() ? taken : needRestart)
                        .add(new Change(setting.key(), after));
            }
            effective.add(new SettingText(
                    setting.key(), setting.isReloadable() ? after : before));
        }
        Configuration checked =
                new ConfigurationReader(Long.MAX_VALUE) // the heap was checked with each of the two
                        .readOptions(effective)
                        .finish(wanted.source());
        return new Reload(
                new Configuration(
                        checked.source(), checked.settings(), checked.changes(), checked.texts(),
                        wanted.optionKeys(), checked.faults()),
                List.copyOf(taken), List.copyOf(needRestart));
    }
}
