package sensorgate.support;

import java.nio.file.Path;
import sensorgate.GatewaySettings;
import sensorgate.address.SourceFilter;
import sensorgate.line.Precision;
import sensorgate.port.ControlSettings;
import sensorgate.serve.TcpSettings;
import sensorgate.store.SeriesSettings;
import sensorgate.store.StoreSettings;
import sensorgate.udp.UdpSettings;
import sensorgate.udp.UdpSettings.SourceKind;

/** The settings that README calls the defaults; a test of the device holds them together. */
public final class TestSettings {

    /** The default of {@code series.max}. */
    public static final int SERIES_MAX = 4096;

    private static final int PORT = 8081;

    private TestSettings() {}

    /** Port 8081 on every address, 4 ms of moderation, 4 MiB of buffer, any unit. */
    public static UdpSettings udp() {
        return new UdpSettings(
                null, PORT, SourceFilter.LOCAL, SourceKind.AUTO, 4_000_000, 4 << 20,
                Precision.AUTO);
    }

    /** Port 8081 on every address, 10 s of silence, 10 s for an unread reply. */
    public static TcpSettings tcp() {
        return new TcpSettings(null, PORT, SourceFilter.LOCAL, 1, 10_000_000_000L, 10_000_000_000L,
                10_000_000_000L);
    }

    /** 16 MiB of journal, forced every 5 s, and a checkpoint every 10 min, in that directory. */
    public static StoreSettings store(Path directory) {
        return new StoreSettings(directory, 16 << 20, 5_000_000_000L, 600_000_000_000L);
    }

    /** 4096 readings, half of them for one sender; a silent one gives way after a day. */
    public static SeriesSettings series() {
        return SeriesSettings.of(SERIES_MAX);
    }

    /** A gateway that was told nothing but where its state and its control socket are. */
    public static GatewaySettings gateway(Path directory, ControlSettings control) {
        return new GatewaySettings(udp(), tcp(), control, store(directory), series());
    }
}
