package sensorgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sensorgate.support.TestController;
import sensorgate.support.TestGateway;
import sensorgate.support.TestSensor;
import sensorgate.udp.UdpSettings.SourceKind;

/** The senders that the README names, by datagrams of their shape: no line of theirs is lost. */
@Timeout(30)
final class SenderShapesTest {

    private static final long S = 1_764_000_000;
    private static final String NS = " 1764000000000000000";

    /** The default MaxPacketSize of collectd's write_influxdb_udp. */
    private static final int COLLECTD_BYTES = 1452;

    /** Less room than this, and collectd sends the datagram. */
    private static final int COLLECTD_LINE_BYTES = 120;

    /** The default MTU of Proxmox VE's metric server, less its own allowance for headers. */
    private static final int PROXMOX_BYTES = 1450;

    /** Lines in ms that fill each datagram; counters are integers, gauges have six places. */
    @ParameterizedTest
    @EnumSource(names = {"AUTO", "PORTABLE"})
    void collectd(SourceKind kind) {
        List<String> lines = new ArrayList<>();
        List<String> readings = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String series = "cpu,host=pi.lan,instance=" + i + ",type=percent,type_instance=idle";
            lines.add(series + " value=98.70000" + i % 10 + " " + S + "123\n");
            readings.add(series + " value=98.70000" + i % 10 + " " + S + "123000000");
            String octets = "interface,host=pi.lan,instance=eth" + i + ",type=if_octets";
            lines.add(octets + " rx=12345" + i + "i,tx=-1i " + S + "456\n");
            readings.add(octets + " rx=12345" + i + "i " + S + "456000000");
            readings.add(octets + " tx=-1i " + S + "456000000");
        }
        assertStored(kind, filled(lines, COLLECTD_BYTES - COLLECTD_LINE_BYTES), lines, readings);
    }

    /** Few long lines in ns: of one datagram, the second line lies across the first kilobyte. */
    @ParameterizedTest
    @EnumSource(names = {"AUTO", "PORTABLE"})
    void proxmox(SourceKind kind) {
        List<String> lines = new ArrayList<>();
        List<String> readings = new ArrayList<>();
        for (int vm = 100; vm < 120; vm++) {
            String series = ",object=qemu,vmid=" + vm + ",nodename=pve,host=my\\ vm" + vm;
            String sorted = ",host=my\\ vm" + vm + ",nodename=pve,object=qemu,vmid=" + vm;
            StringBuilder fields = new StringBuilder("account_failed=1");
            readings.add("blockstat" + sorted + " account_failed=1" + NS);
            for (int i = 0; i < 30; i++) {
                fields.append(",flush_total_time_ns").append(i).append("=").append(i);
                readings.add("blockstat" + sorted + " flush_total_time_ns" + i + "=" + i + NS);
            }
            lines.add("blockstat" + series + ",instance=scsi0" + " " + fields + NS + "\n");
            lines.add("nics" + series + ",instance=tap" + vm + "i0 netin=5.5e+06,netout=7" + NS
                    + "\n");
            lines.add("system" + series + " cpu=0.0312,name=\"my vm\",tags=\"a;b\"" + NS + "\n");
            readings.add("system" + sorted + " name=\"my vm\"" + NS);
            readings.add("system" + sorted + " cpu=0.0312" + NS);
        }
        readings.replaceAll(reading -> reading.startsWith("blockstat")
                ? reading.replace(",nodename", ",instance=scsi0,nodename") : reading);
        assertStored(kind, filled(lines, PROXMOX_BYTES), lines, readings);
    }

    /** outputs.influxdb with udp:// and outputs.socket_writer: a datagram a line, in ns. */
    @ParameterizedTest
    @EnumSource(names = {"AUTO", "PORTABLE"})
    void telegraf(SourceKind kind) {
        List<String> lines = List.of(
                "cpu,cpu=cpu-total,host=pi usage_idle=98.7,usage_user=0.40000000000000036" + NS
                        + "\n",
                "mem,host=pi free=123456789i,used_percent=12.5" + NS + "\n",
                "system,host=pi uptime_format=\"1 day, 2:03\",ok=true" + NS + "\n",
                "disk,device=sda1,host=pi,path=/media/my\\ disk total=5u" + NS + "\n");
        List<String> readings = List.of(
                "cpu,cpu=cpu-total,host=pi usage_user=0.40000000000000036" + NS,
                "mem,host=pi free=123456789i" + NS,
                "system,host=pi uptime_format=\"1 day, 2:03\"" + NS,
                "disk,device=sda1,host=pi,path=/media/my\\ disk total=5u" + NS);
        assertStored(kind, lines, lines, readings);
    }

    /** A sketch with WiFiUDP, or Point::toLineProtocol: no newline, perhaps seconds as the time. */
    @ParameterizedTest
    @EnumSource(names = {"AUTO", "PORTABLE"})
    void sketch(SourceKind kind) {
        List<String> lines = List.of(
                "wifi_status,device=ESP32,SSID=My\\ net rssi=-67i " + S,
                "temp,room=attic value=21.50 " + S + "\r\n",
                "temp,room=hall value=21.50 " + S + "\0");
        List<String> readings = List.of(
                "wifi_status,SSID=My\\ net,device=ESP32 rssi=-67i" + NS,
                "temp,room=attic value=21.50" + NS,
                "temp,room=hall value=21.50" + NS);
        assertStored(kind, lines, lines, readings);
    }

    /** Lines, as many in a datagram as it has room for. */
    private static List<String> filled(List<String> lines, int bytes) {
        List<String> datagrams = new ArrayList<>();
        StringBuilder datagram = new StringBuilder();
        for (String line : lines) {
            if (datagram.length() + line.length() > bytes) {
                datagrams.add(datagram.toString());
                datagram.setLength(0);
            }
            datagram.append(line);
        }
        datagrams.add(datagram.toString());
        assertTrue(datagrams.stream().anyMatch(each -> each.length() > 1024), "datagrams are long");
        return datagrams;
    }

    private static void assertStored(
            SourceKind kind, List<String> datagrams, List<String> lines, List<String> readings) {
        try (TestGateway gateway = new TestGateway.Setup().source(kind).start()) {
            TestSensor sensor = gateway.sensor("127.0.0.2");
            for (int i = 0; i < datagrams.size(); i++) {
                sensor.send(datagrams.get(i).getBytes(StandardCharsets.UTF_8));
                gateway.awaitCount("received", i + 1);
            }
            gateway.awaitCount("lines", lines.size());
            assertEquals(lines.size(), gateway.count("stored"), "every line is stored");
            assertEquals(0, gateway.count("oversize"));
            TestController controller = gateway.controller("127.0.0.3");
            TreeSet<String> missing = new TreeSet<>(readings);
            controller.send("DUMP\n");
            missing.removeAll(controller.readLinesToEnd());
            assertEquals(new TreeSet<>(), missing, "readings with their times");
        }
    }
}
