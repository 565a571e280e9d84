package sensorgate.device.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sensorgate.address.SourceFilter;
import sensorgate.device.cli.CommandLine.SettingText;
import sensorgate.device.config.Configuration.Change;
import sensorgate.line.Precision;
import sensorgate.port.ControlSettings;
import sensorgate.serve.TcpSettings;
import sensorgate.store.SeriesSettings;
import sensorgate.store.StoreSettings;
import sensorgate.support.TestSettings;
import sensorgate.udp.UdpSettings;
import sensorgate.udp.UdpSettings.SourceKind;

class ConfigurationReaderTest {

    private static final long HEAP_BYTES = 64 << 20;

    @Test
    void readsNothingAsTheDefaultsOfCore() {
        Configuration configuration = file("");
        assertEquals(
                TestSettings.gateway(
                        StateDirectoryChoice.parse("auto"),
                        ControlSocketChoice.parse("auto")),
                configuration.settings());
        assertEquals(List.of(), configuration.changes());
    }

    @Test
    void readsEverySetting() throws Exception {
        Configuration configuration = file("""
                # a comment
                ! another

                udp.port = 9001
                udp.address=127.0.0.1
                udp.allow = 192.168.1.0/24, fd00::/8
                udp.coalesce=250us
                udp.receive-buffer = 64k
                udp.source=portable
                udp.precision=ms
                tcp.port=0
                tcp.address = ::1
                tcp.allow = 10.0.0.1
                tcp.controllers = 8
                tcp.turn = 20s
                tcp.idle = 1m
                tcp.write-timeout=500ms
                control.socket = /run/attic.sock
                series.max = 100
                series.expire = 12h
                series.per-sender = 20
                state.directory = /var/lib/attic
                state.flush=1m
                state.checkpoint = 1h
                journal.size = 1m
                """);
        assertEquals(List.of(), configuration.faults());
        UdpSettings udp = configuration.settings().udp();
        assertEquals(
                new UdpSettings(
                        InetAddress.ofLiteral("127.0.0.1"), 9001, udp.allow(), SourceKind.PORTABLE,
                        250_000, 65_536, Precision.MS),
                udp);
        assertEquals("192.168.1.0/24, fd00::/8", udp.allow().toString());
        TcpSettings tcp = configuration.settings().tcp();
        assertEquals(
                new TcpSettings(
                        InetAddress.ofLiteral("::1"), 0, tcp.allow(), 8, 20_000_000_000L,
                        60_000_000_000L, 500_000_000),
                tcp);
        assertEquals("10.0.0.1", tcp.allow().toString());
        assertEquals(
                new ControlSettings(Path.of("/run/attic.sock"), true),
                configuration.settings().control());
        assertEquals(
                new SeriesSettings(100, 43_200_000_000_000L, 20),
                configuration.settings().series());
        assertEquals(
                new StoreSettings(
                        Path.of("/var/lib/attic"), 1 << 20, 60_000_000_000L, 3_600_000_000_000L),
                configuration.settings().store());
        // all but udp.multicast, which needs udp.address=*
        assertEquals(Setting.ALL.size() - 1, configuration.changes().size());
    }

    @Test
    void readsMulticastGroupsForEveryAddress() {
        Configuration good = file("udp.multicast = 239.1.2.3, ff05::1234%eth0");
        assertEquals(
                "[239.1.2.3, ff05::1234%eth0]",
                good.settings().udp().groups().toString());
        Configuration bad = file("udp.multicast = 239.1.2.3\nudp.address = 192.168.1.5");
        assertTrue(
                bad.faults().getFirst().endsWith(":1: udp.multicast: no multicast arrives at the"
                        + " single address udp.address=192.168.1.5: set udp.address = *"),
                bad.faults()::toString);
    }

    @Test
    void toleratesWhatWindowsAddsToTextFiles() {
        Configuration configuration = file("\uFEFFudp.port=9001\r\n\r\ntcp.port=9002\r\n");
        assertEquals(9001, configuration.settings().udp().port());
        assertEquals(9002, configuration.settings().tcp().port());
    }

    @Test
    void takesTheCommandLineBeforeTheFile() {
        Configuration configuration = reader()
                .readFile("f", bytes("udp.port=1\ntcp.port=2"))
                .readOptions(List.of(new SettingText("tcp.port", "3")))
                .finish("f");
        assertEquals(1, configuration.settings().udp().port());
        assertEquals(3, configuration.settings().tcp().port());
        assertEquals(
                List.of(new Change("udp.port", "1"), new Change("tcp.port", "3")),
                configuration.changes());
    }

    @Test
    void takesAllAndLocalAsThemselves() {
        Configuration configuration =
                file("udp.address=*\nudp.allow=local\nudp.multicast=none");
        assertNull(configuration.settings().udp().address());
        assertEquals(SourceFilter.LOCAL, configuration.settings().udp().allow());
        assertEquals(List.of(), configuration.changes());
    }

    @Test
    void keepsNoStateWhenToldSo() {
        Configuration configuration = file("state.directory=none");
        assertNull(configuration.settings().store().directory());
        assertEquals(
                List.of(new Change("state.directory", "none")), configuration.changes());
        assertTrue(configuration.isChanged(Setting.STATE_DIRECTORY));
        assertFalse(configuration.isChanged(Setting.CONTROL_SOCKET));
    }

    @ParameterizedTest
    @CsvSource({
        "256k, 262144",
        "262145, 262144",
        "1000000, 999424",
        "1g, 1073741824",
    })
    void makesTheJournalOfWholePages(String text, long bytes) {
        assertEquals(bytes, file("journal.size=" + text).settings().store().journalBytes());
    }

    @Test
    void namesEveryFaultAtOnceWithItsLine() {
        Configuration configuration = reader()
                .readFile("f", bytes("""
                        udp.prot = 9001
                        # fine
                        tcp.port = 9001 # here
                        series.max
                        tcp.idle = 5
                        tcp.idle = 5s
                        """))
                .readOptions(List.of(new SettingText("udp.source", "fast")))
                .finish("f");
        assertNull(configuration.settings());
        assertEquals(
                List.of(
                        "f:1: udp.prot: unknown key, did you mean udp.port?",
                        "f:3: tcp.port: '9001 # here' cannot be used: write a number from 0"
                        + " (any free port) to 65535; write a comment on a line of its own",
                        "f:4: 'series.max' is not a setting: write key = value",
                        "f:5: tcp.idle: '5' cannot be used: write a duration from 100ms to 1d,"
                        + " a number and ns, us, ms, s, m, h or d",
                        "f:6: tcp.idle: given twice, first in line 5: keep one",
                        "--udp.source: 'fast' cannot be used:"
                        + " write one of auto, recvmmsg, portable"),
                configuration.faults());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "udp.port = 65536            | 0 (any free port) to 65535",
        "udp.port = -1               | 0 (any free port) to 65535",
        "udp.port =                  | '' cannot be used",
        "udp.port = 99999999999999999999 | 0 (any free port) to 65535",
        "udp.address = pi.local      | e.g. 192.168.1.5 or fd00::5, or * for all",
        "udp.address = 8081          | e.g. 192.168.1.5",
        "udp.allow = 192.168.1.1/24  | the network would be 192.168.1.0/24",
        "udp.allow = attic           | write an address and its prefix length",
        "udp.allow = *               | write 0.0.0.0/0, ::/0 to allow every address",
        "udp.allow = local; ::1      | write local, ::1",
        "udp.multicast = 192.168.1.7 | is not a multicast group",
        "udp.address = 239.1.2.3     | udp.multicast = 239.1.2.3",
        "udp.coalesce = 1001ms       | a duration from 0 to 1s",
        "udp.coalesce = 1 ms         | a duration from 0 to 1s",
        "udp.receive-buffer = 1k     | a size from 4k to 1g",
        "udp.receive-buffer = 2g     | a size from 4k to 1g",
        "udp.receive-buffer = 4MB    | a size from 4k to 1g",
        "udp.precision = min         | one of auto, ns, us, ms, s",
        "tcp.controllers = 0         | a number from 1 to 8",
        "tcp.controllers = 9         | a number from 1 to 8",
        "tcp.turn = 99ms             | a duration from 100ms to 1h",
        "tcp.idle = 99ms             | a duration from 100ms to 1d",
        "tcp.idle = 999999999999999d | a duration from 100ms to 1d",
        "tcp.write-timeout = 2h      | a duration from 100ms to 1h",
        "series.max = 0              | a number from 1 to 1048576",
        "series.max = 1048577        | a number from 1 to 1048576",
        "control.socket = tools      | write an absolute path, e.g. /run/sensorgate/",
        "state.directory = state     | write an absolute path, e.g. /var/lib/sensorgate",
        "state.directory =           | '' cannot be used",
        "state.flush = 99ms          | a duration from 100ms to 1h",
        "state.flush = 0             | a duration from 100ms to 1h",
        "state.flush = 61m           | a duration from 100ms to 1h",
        "state.checkpoint = 999ms    | a duration from 1s to 1d",
        "state.checkpoint = 2d       | a duration from 1s to 1d",
        "journal.size = 255k         | a size from 256k to 1g",
        "journal.size = 1025m        | a size from 256k to 1g",
        "journal.size = 16 MiB       | a size from 256k to 1g",
        "tcp.port = 8081 \\          | backslash: write one line",
        "= 8081                      | '= 8081' is not a setting: write key = value",
        "no.such.thing = 1           | unknown key: the keys are udp.port, ",
    })
    void saysWhatIsWrongAndWhatWouldBeRight(String line, String message) {
        List<String> faults = file("# the first line\n" + line).faults();
        assertEquals(1, faults.size(), faults::toString);
        assertTrue(faults.getFirst().startsWith("f:2: "), faults::toString);
        assertTrue(faults.getFirst().contains(message), faults::toString);
    }

    @Test
    void namesTheLineThatIsNotUtf8() {
        byte[] latin1 = "# fine\nudp.allow=M\u00FCller".getBytes(StandardCharsets.ISO_8859_1);
        List<String> faults = reader().readFile("f", latin1).finish("f").faults();
        assertEquals("[f:2: this line is not UTF-8: save the file as UTF-8]", faults.toString());
    }

    @Test
    void refusesAnOptionGivenTwice() {
        SettingText port = new SettingText("udp.port", "1");
        List<String> faults = reader().readOptions(List.of(port, port)).finish("f").faults();
        assertEquals("[--udp.port: given twice: keep one]", faults.toString());
    }

    @Test
    void oneSenderMayHoldHalfOfTheReadingsUnlessToldOtherwise() {
        assertEquals(SeriesSettings.of(100), file("series.max=100").settings().series());
        assertEquals(1, file("series.max=1").settings().series().perSender());
        assertEquals(
                new SeriesSettings(4096, SeriesSettings.NEVER, 5000),
                file("series.expire=none\nseries.per-sender=5000").settings().series());
        assertEquals(2, file("series.expire=0\nseries.per-sender=0").faults().size());
    }

    @Test
    void refusesMoreReadingsThanTheHeapHolds() {
        assertEquals(List.of(), file("series.max=28000").faults());
        assertEquals(
                "[f:1: series.max: 30000 readings do not fit into half of the Java heap:"
                + " needed=35m, half=32m; write 28079 or less, or start Java with -Xmx71m in"
                + " SENSORGATE_JAVA_OPTS]",
                file("series.max=30000").faults().toString());
    }

    @Test
    void followsItsOwnAdviceAboutTheHeap() {
        byte[] file = bytes("series.max=30000");
        assertEquals(
                List.of(),
                new ConfigurationReader((71L << 20) * 29 / 30)
                        .readFile("f", file).finish("f").faults());
        assertEquals(List.of(), file("series.max=28079").faults());
    }

    @Test
    void refusesItsDefaultsInAHeapThatIsTooSmall() {
        List<String> faults = new ConfigurationReader(4 << 20).finish("f").faults();
        assertTrue(
                faults.toString().startsWith("[series.max: 4096 readings do not"),
                faults::toString);
    }

    @Test
    void namesTheHeapThatReadingsNeedAndNoMore() {
        String faults = new ConfigurationReader(16 << 20)
                .readFile("f", bytes("series.max=8000")).finish("f").faults().toString();
        assertTrue(faults.contains("needed=10m, half=8m; write 7019 or less"), faults);
        assertTrue(faults.contains("start Java with -Xmx19m in SENSORGATE_JAVA_OPTS]"), faults);
    }

    @Test
    void refusesAHeapThatDoesNotFitTheMemoryLimitOfTheService() {
        byte[] file = bytes("series.max=100000");
        assertEquals(
                "[f:1: series.max: the Java heap for 100000 readings does not fit into the"
                + " service's memory limit: heap=300m, other=64m, limit=160m; write 40714 or less"
                + " and -Xmx96m in SENSORGATE_JAVA_OPTS, or raise the limit: sudo systemctl edit"
                + " sensorgate, [Service], MemoryHigh=364M, MemoryMax=428M]",
                limited(300, 160, file).toString());
        assertEquals(List.of(), limited(300, 364, file));
        assertEquals(List.of(), limited(96, 160, bytes("series.max=40714")));
        String faults = limited(16, 160, file).toString();
        assertTrue(
                faults.contains("-Xmx236m in SENSORGATE_JAVA_OPTS and raise the service's limit:"
                        + " sudo systemctl edit sensorgate, [Service], MemoryHigh=300M"), faults);
    }

    private static List<String> limited(long heapMib, long memoryMib, byte[] file) {
        return new ConfigurationReader(heapMib << 20, memoryMib << 20)
                .readFile("f", file).finish("f").faults();
    }

    private static Configuration file(String text) {
        return reader().readFile("f", bytes(text)).finish("f");
    }

    private static ConfigurationReader reader() {
        return new ConfigurationReader(HEAP_BYTES);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
