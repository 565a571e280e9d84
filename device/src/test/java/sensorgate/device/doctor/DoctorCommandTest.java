package sensorgate.device.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.machine.Machine.Output;
import sensorgate.device.machine.Machine.Output.End;
import sensorgate.device.support.Called;
import sensorgate.device.support.FakeMachine;
import sensorgate.device.support.JsonReader;

/** A doctor's visits to machines with one thing wrong each. */
@Timeout(30)
class DoctorCommandTest {

    private static final String GATEWAY =
            "/usr/lib/sensorgate/bin/java --module sensorgate.device/sensorgate.device.Main run";
    private static final String ANY = "00000000:1F91";
    private static final String UDP = "07";
    private static final String LISTEN = "0A";
    private static final String SYSTEMCTL = "systemctl show --no-pager --property=Id,LoadState,"
            + "ActiveState,UnitFileState,ExecMainStatus,Listen,MainPID,NeedDaemonReload,NRestarts,"
            + "Result,StatusText sensorgate.service sensorgate.socket";
    private static final String SOCKET_UNIT = "Id=sensorgate.socket\nLoadState=loaded\n"
            + "ActiveState=active\nListen=[::]:8081 (Datagram)\n";

    @TempDir
    private Path directory;

    private final FakeMachine machine = new FakeMachine();
    private Path file;

    @BeforeEach
    void writeConfiguration() throws Exception {
        file = directory.resolve("sensorgate.properties");
        configure("state.directory = /var/lib/sensorgate");
    }

    // ---- what it prints

    @Test
    void findsNothingToMendOnAHealthyMachine() throws Exception {
        Called called = visit();
        assertEquals(ExitCode.GOOD, called.exitCode(), called.out());
        assertTrue(called.out().endsWith("\nnothing to mend\n"), called.out());
        assertTrue(called.out().lines().allMatch(
                line -> line.startsWith("ok ") || line.equals("nothing to mend")), called.out());
        assertEquals("", called.err());
    }

    @Test
    void printsTheSameAsOneObject() throws Exception {
        configure("series.max = many");
        machine.clock(0);
        Map<String, Object> object = JsonReader.object(visit("--json").out());
        List<Map<String, Object>> findings = JsonReader.objects(object.get("findings"));
        assertEquals(2.0, object.get("faults"));
        assertEquals(0.0, object.get("warnings"));
        assertEquals("configuration", findings.getFirst().get("check"));
        assertEquals("fault", findings.getFirst().get("level"));
        assertEquals(
                visit().out().lines().filter(line -> !line.startsWith(" ")).count() - 1,
                findings.size());
    }

    @Test
    void refusesWhatItDoesNotTake() {
        assertEquals(ExitCode.USAGE, Called.with("doctor", "now").exitCode());
        assertEquals(ExitCode.USAGE, Called.with("doctor", "--udp.port=1").exitCode());
        assertEquals(ExitCode.USAGE, Called.with("doctor", "--json=yes").exitCode());
    }

    /** Whatever is wrong with it, the doctor looks at every part of the machine there is. */
    @Test
    void looksAtTheMachineThatItRunsOn() {
        Called called = Called.with("doctor", "--json", "--config=" + file);
        Map<String, Object> object = JsonReader.object(called.out());
        List<Object> checks = JsonReader.objects(object.get("findings")).stream()
                .map(finding -> finding.get("check"))
                .distinct()
                .toList();
        assertEquals(
                List.of("configuration", "service", "udp port", "tcp port", "control socket",
                        "firewall", "udp network", "tcp network", "receive buffer", "state",
                        "clock", "platform", "java"),
                checks);
        assertEquals("", called.err());
    }

    @Test
    void looksAtABareMachine() throws Exception {
        FakeMachine bare = new FakeMachine();
        for (String name : List.of(
                "/proc/net/udp", "/proc/net/tcp", "/proc/sys/net/core/rmem_max",
                "/proc/self/mountinfo", "/proc/self/cmdline", "/proc/self/maps")) {
            bare.without(name);
        }
        for (String command : List.of("nft list ruleset", "getconf PAGESIZE",
                "timedatectl show --property=NTPSynchronized --value")) {
            bare.ends(command, new Output(End.LATE, "", ""));
        }
        Called called = visit(bare);
        assertEquals(ExitCode.GOOD, called.exitCode(), called.out());
        assertTrue(called.out().contains("unknown  clock"), called.out());
        assertTrue(called.out().contains("unknown  firewall"), called.out());
        assertTrue(called.out().contains("unknown  java"), called.out());
    }

    // ---- configuration, service

    @Test
    void namesEveryFaultOfTheConfiguration() throws Exception {
        configure("udp.prot = 9000\nseries.max = many");
        Called called = expect("fault    configuration   " + file + ":1: udp.prot: unknown key");
        assertTrue(called.out().contains(file + ":2: series.max: 'many'"), called.out());
        assertEquals(ExitCode.FAULTS, called.exitCode());
    }

    @Test
    void knowsAServiceThatRuns() throws Exception {
        service("ActiveState=active\nNRestarts=0\nStatusText=12.0 readings/s\n"
                + "UnitFileState=enabled\nNeedDaemonReload=no", SOCKET_UNIT);
        machine.answers("/run/sensorgate/control.sock", "PONG");
        Called called = expect("ok       service         sensorgate.service is active: 12.0 readi");
        assertTrue(called.out().contains("sensorgate.socket holds the UDP port"), called.out());
        assertEquals(ExitCode.GOOD, called.exitCode(), called.out());
    }

    @Test
    void saysWhyAServiceHasFailed() throws Exception {
        service("ActiveState=failed\nResult=exit-code\nExecMainStatus=78", SOCKET_UNIT);
        Called called = expect("fault    service         sensorgate.service has failed");
        assertTrue(called.out().contains("-> its configuration is wrong"), called.out());
        service("ActiveState=failed\nResult=oom-kill\nExecMainStatus=9", SOCKET_UNIT);
        assertTrue(visit().out().contains("result=oom-kill, exit code=9"));
    }

    @Test
    void warnsOfAServiceThatIsNotAsItShouldBe() throws Exception {
        service("ActiveState=inactive", SOCKET_UNIT);
        expect("warning  service         sensorgate.service is inactive");
        service("ActiveState=activating", SOCKET_UNIT);
        expect("warning  service         sensorgate.service is activating");
        service("ActiveState=active\nNRestarts=3", SOCKET_UNIT);
        expect("warning  service         sensorgate.service is active, and had to be started again"
                + " 3 times");
        service("ActiveState=active\nUnitFileState=disabled\nNeedDaemonReload=yes", SOCKET_UNIT);
        expect("warning  service         sensorgate.service is not started when");
        expect("warning  service         the unit's files have changed");
        service("ActiveState=active", SOCKET_UNIT.replace("active", "inactive"));
        expect("warning  service         sensorgate.socket is inactive");
        service("ActiveState=active", SOCKET_UNIT.replace("8081", "9000"));
        expect("warning  service         sensorgate.socket listens at [::]:9000 (Datagram) and wins"
                + " over udp.port=8081");
    }

    @Test
    void doesWithoutAServiceAndWithoutAnAnswer() throws Exception {
        machine.file("/run/systemd/system", "");
        machine.prints(SYSTEMCTL, "Id=sensorgate.service\nLoadState=not-found\n\n"
                + "Id=sensorgate.socket\nLoadState=not-found\n");
        expect("ok       service         there is no sensorgate.service");
        machine.ends(SYSTEMCTL, new Output(End.LATE, "", ""));
        expect("unknown  service         systemctl: it did not answer in time");
    }

    @Test
    void warnsOfAMaskedService() throws Exception {
        machine.file("/run/systemd/system", "").prints(SYSTEMCTL,
                "Id=sensorgate.service\nLoadState=masked\nActiveState=inactive\n\n"
                + "Id=sensorgate.socket\nLoadState=masked\nActiveState=inactive\n");
        Called called = expect("warning  service         sensorgate.service is masked");
        assertTrue(called.out().contains("-> sudo systemctl unmask sensorgate.service"),
                called.out());
        assertTrue(called.out().contains("sensorgate.socket is masked"), called.out());
        service("ActiveState=active", "Id=sensorgate.socket\nLoadState=masked\n");
        expect("warning  service         sensorgate.socket is masked");
    }

    // ---- ports

    @Test
    void namesWhoHasAPort() throws Exception {
        machine.listens("udp", ANY, UDP, "4711", 0).listens("tcp", ANY, LISTEN, "4712", 0)
                .process("812", "nc", "nc -lu 8081").holds("812", "4711").holds("812", "4712");
        Called called = expect("fault    udp port        8081 is taken by nc (process 812)");
        expect("fault    tcp port        8081 is taken by nc (process 812)");
        assertEquals(ExitCode.FAULTS, called.exitCode());
    }

    @Test
    void knowsTheGatewayAndSystemdThatHoldsItsSocket() throws Exception {
        service("ActiveState=active", SOCKET_UNIT);
        machine.listens("udp6", ANY, UDP, "4711", 0).listens("tcp6", ANY, LISTEN, "4712", 0)
                .process("812", "java", GATEWAY).holds("812", "4711").holds("812", "4712")
                .holds("1", "4711");
        expect("ok       udp port        8081 is the gateway's: systemd (process 1) and java"
                + " (process 812)");
        expect("ok       tcp port        8081 is the gateway's: java (process 812)");
    }

    @Test
    void takesProcessOneForNoGatewayWhereItHoldsNoSocketOfTheGateway() throws Exception {
        machine.process("1", "node-red", "node-red").listens("udp", ANY, UDP, "4711", 0)
                .listens("tcp", ANY, LISTEN, "4712", 0).holds("1", "4711").holds("1", "4712");
        expect("fault    udp port        8081 is taken by node-red (process 1)\n");
        machine.process("1", "systemd", "/sbin/init");
        service("ActiveState=active", SOCKET_UNIT);
        expect("ok       udp port        8081 is the gateway's: systemd (process 1)");
        Called called = expect("fault    tcp port        8081 is taken by systemd (process 1)");
        assertTrue(called.out().contains("-> systemctl list-sockets"), called.out());
        service("ActiveState=active", SOCKET_UNIT.replace("8081", "9000"));
        expect("fault    udp port        8081 is taken by systemd (process 1)");
        machine.ends(SYSTEMCTL, new Output(End.LATE, "", ""));
        expect("unknown  udp port        8081 is held by systemd (process 1)");
    }

    @Test
    void saysThatItMayNotSeeWhoHasAPort() throws Exception {
        machine.listens("udp", ANY, UDP, "4711", 0);
        expect("unknown  udp port        8081 is taken, and this user may not see by whom");
        machine.process("812", "java", GATEWAY);
        expect("unknown  udp port        8081 is taken, and this user may not see by whom: by a"
                + " gateway, perhaps");
        service("ActiveState=active", SOCKET_UNIT);
        expect("ok       udp port        8081 is the gateway's: systemd holds it");
    }

    @Test
    void wondersAtAGatewayThatListensElsewhere() throws Exception {
        machine.process("812", "java", GATEWAY);
        expect("warning  udp port        8081 is free, although a gateway runs: java");
    }

    @Test
    void letsSocketsAloneThatAreNotInTheWay() throws Exception {
        configure("udp.address = 192.168.1.5\nstate.directory = none");
        machine.listens("udp", "0100007F:1F91", UDP, "1", 0) // 127.0.0.1
                .listens("tcp", ANY, "01", "2", 0) // a connection
                .listens("udp", "00000000:1F92", UDP, "3", 0);
        expect("ok       udp port        8081 is free");
        expect("ok       tcp port        8081 is free");
        machine.listens("udp", "0501A8C0:1F91", UDP, "4", 0);
        expect("unknown  udp port        8081 is taken");
        configure("udp.port = 0\ntcp.port = 0\nstate.directory = none");
        expect("ok       udp port        any free one");
    }

    @Test
    void seesAnIpv4AddressThatASocketOfIpv6IsBoundTo() throws Exception {
        configure("udp.address = 192.168.1.5\nstate.directory = none");
        machine.listens("udp6", "0000000000000000FFFF00000100A8C0:1F91", UDP, "1", 0);
        expect("ok       udp port        8081 is free");
        machine.listens("udp6", "0000000000000000FFFF00000501A8C0:1F91", UDP, "2", 0);
        expect("unknown  udp port        8081 is taken");
    }

    // ---- control socket

    @Test
    void asksAtTheControlSocket() throws Exception {
        configure("control.socket = /srv/control.sock\nstate.directory = none");
        machine.file("/srv", "");
        expect("ok       control socket  no gateway runs that would answer");
        service("ActiveState=active", SOCKET_UNIT);
        expect("warning  control socket  there is no /srv/control.sock, though the gateway runs");
        machine.file("/srv/control.sock", "");
        expect("warning  control socket  no answer at /srv/control.sock: Connection refused");
        machine.answers("/run/sensorgate/control.sock", "PONG");
        expect("ok       control socket  /run/sensorgate/control.sock answers");
        machine.answers("/srv/control.sock", "ERR busy");
        expect("ok       control socket  /srv/control.sock answers");
    }

    @Test
    void saysThatItMayNotAskAtTheControlSocket() throws Exception {
        service("ActiveState=active", SOCKET_UNIT);
        expect("warning  control socket  there is no /run/sensorgate/control.sock");
        configure("control.socket = none\nstate.directory = none");
        expect("ok       control socket  there is none here");
        machine.answers("/run/sensorgate/control.sock", "").ordinaryUser();
        Called called = expect("unknown  control socket  this user may not ask at"
                + " /run/sensorgate/control.sock: Permission denied");
        assertTrue(called.out().contains("-> sudo sensorgate doctor"), called.out());
    }

    @Test
    void namesAControlSocketThatNoGatewayCanHave() throws Exception {
        configure("control.socket = /srv/x/control.sock\nstate.directory = none");
        Called called = expect("fault    control socket  there is no directory /srv/x for"
                + " /srv/x/control.sock: the gateway does not start");
        assertEquals(ExitCode.FAULTS, called.exitCode());
        machine.file("/srv/x", "").readOnly("/srv/x");
        expect("fault    control socket  /srv/x may not be written by this user");
        machine.process("812", "java", GATEWAY);
        expect("fault    control socket  /srv/x may not be written by this user");
        machine.answers("/srv/x/control.sock", "PONG");
        expect("ok       control socket  /srv/x/control.sock answers");
        machine.plain("/srv/x/control.sock");
        expect("fault    control socket  /srv/x/control.sock is no socket");
    }

    // ---- firewall

    @Test
    void namesTheRuleThatMayDropASensorsDatagrams() throws Exception {
        machine.prints("nft list ruleset", """
                table inet filter {
                \tchain input {
                \t\ttype filter hook input priority filter; policy accept;
                \t\tip saddr 10.0.0.0/8 udp dport 8081 accept
                \t\tudp dport 8081 drop
                \t}
                }
                """);
        Called called = expect("warning  firewall        nft list ruleset shows a rule that may"
                + " drop UDP 8081: udp dport 8081 drop\n");
        assertTrue(called.out().contains("-> sudo nft list ruleset"), called.out());
        assertTrue(called.out().contains(
                "ok       firewall        nft list ruleset: no rule drops TCP 8081"), called.out());
        assertEquals(ExitCode.WARNINGS, called.exitCode());
    }

    @Test
    void saysHowToOpenAPortByTheToolThatClosedIt() throws Exception {
        machine.prints("ip6tables-save", "*filter\n:INPUT DROP [0:0]\nCOMMIT\n");
        expect("-> sudo ip6tables-save");
        machine.file("/etc/firewalld/firewalld.conf", "");
        expect("sudo firewall-cmd --permanent --add-port=8081/udp");
        machine.file("/etc/ufw/ufw.conf", "ENABLED=yes\n");
        assertEquals(ExitCode.WARNINGS, expect("sudo ufw allow 8081/tcp").exitCode());
    }

    @Test
    void namesTheRuleThatNamesThePort() throws Exception {
        machine.prints("iptables-save", "*filter\n:INPUT DROP [0:0]\n"
                + "-A INPUT -p udp -m udp --dport 8081 -j ACCEPT\nCOMMIT\n");
        expect("ok       firewall        iptables-save, nft list ruleset: a rule names UDP 8081:"
                + " -A INPUT -p udp -m udp --dport 8081 -j ACCEPT");
        expect("warning  firewall        iptables-save shows a rule that may drop TCP 8081:"
                + " :INPUT DROP");
    }

    @Test
    void saysWhyItCouldNotLookAtTheFirewall() throws Exception {
        machine.ends("nft list ruleset",
                new Output(End.FAILED, "", "Operation not permitted (you must be root)\n"));
        Called called = expect("unknown  firewall        firewall rules cannot be read: nft list"
                + " ruleset: it failed: Operation");
        assertEquals(ExitCode.GOOD, called.exitCode());
        machine.ordinaryUser();
        assertTrue(expect("unknown  firewall").out().contains("-> sudo sensorgate doctor"));
        machine.ends("nft list ruleset", new Output(End.MISSING, "", ""));
        assertTrue(expect("unknown  firewall").out().contains("-> sudo apt install nftables"));
    }

    @Test
    void saysWhichToolDidNotTellItsRules() throws Exception {
        machine.prints("iptables-save", "").ends("nft list ruleset",
                new Output(End.FAILED, "", "Operation not permitted (you must be root)\n"));
        Called called = expect("unknown  firewall        firewall rules cannot be read: nft");
        assertTrue(called.out().contains(
                "ok       firewall        iptables-save: no rule drops UDP 8081"), called.out());
    }

    // ---- networks

    @Test
    void warnsOfANetworkThatIsNotListenedTo() throws Exception {
        machine.address("wlan0", "203.0.113.9", 24);
        Called called = expect("warning  udp network     whoever is on 203.0.113.0/24 is turned"
                + " away: udp.allow is loopback, private and link-local networks");
        assertTrue(called.out().contains("-> add it: udp.allow = 127.0.0.0/8, "), called.out());
        assertTrue(called.out().contains("fe80::/10, 203.0.113.0/24\n"), called.out());
    }

    @Test
    void warnsOfAnAllowListThatHoldsPartOfANetwork() throws Exception {
        configure("udp.allow = 192.168.1.0/25\nstate.directory = none");
        expect("warning  udp network     whoever is on 192.168.1.0/24 is turned away");
        expect("ok       tcp network     192.168.1.5/24 (eth0): allowed");
    }

    @Test
    void namesProvidersNetworksWithoutAWarning() throws Exception {
        machine.address("eth0", "2001:db8::5", 64).address("eth0", "fe80::5", 64);
        expect("(eth0): allowed but for 2001:db8:0:0:0:0:0:0/64; udp.allow can name it");
    }

    @Test
    void namesTunnelsWithoutAWarning() throws Exception {
        machine.address("tailscale0", "100.101.102.103", 32)
                .address("tailscale0", "2001:db8::7", 128);
        Called called = expect("100.101.102.103/32 (tailscale0), 2001:db8:0:0:0:0:0:7/128"
                + " (tailscale0): allowed but for whoever comes by tailscale0; udp.allow can name"
                + " it");
        assertEquals(ExitCode.GOOD, called.exitCode(), called.out());
        machine.address("wlan0", "203.0.113.9", 24);
        expect("-> add it: udp.allow = 127.0.0.0/8, ");
        expect("whoever is on 203.0.113.0/24 is turned away");
    }

    @Test
    void warnsOfAddressesThatNobodyReaches() throws Exception {
        configure("udp.address = 127.0.0.1\ntcp.address = 192.168.7.7\nstate.directory = none");
        expect("warning  udp network     only programs of this machine can reach it");
        expect("fault    tcp network     tcp.address=192.168.7.7 is no address of this machine, it"
                + " has 192.168.1.5/24 (eth0)");
        machine.withoutAddresses();
        configure("state.directory = none");
        expect("warning  udp network     this machine has no address on any network");
    }

    // ---- receive buffer

    @Test
    void saysHowManyDatagramsTheBufferHolds() throws Exception {
        expect("ok       receive buffer  a socket of this user has 4194304 bytes of 4194304 asked"
                + " for, and holds some 4621 datagrams");
        machine.granting(212_992).file("/proc/sys/net/core/rmem_max", "212992\n");
        Called called = expect("warning  receive buffer  a socket of this user has 212992 bytes of"
                + " 4194304 asked for, and holds some 234 datagrams");
        expect("warning  receive buffer  net.core.rmem_max=212992 is less than");
        assertTrue(called.out().contains("-> echo net.core.rmem_max=4194304 | sudo tee"),
                called.out());
    }

    @Test
    void asksTheRunningGatewaysSocket() throws Exception {
        machine.process("812", "java", GATEWAY).file("/proc/sys/net/core/rmem_max", "212992\n")
                .prints("ss -H -uanm sport = :8081",
                        "UNCONN 0 0 *:8081 *:*\n\t skmem:(r0,rb8388608,t0,tb212992,f0,w0,o0)\n");
        expect("ok       receive buffer  the gateway's has 4194304 bytes of 4194304 asked for");
        expect("ok       receive buffer  net.core.rmem_max=212992 is less, and does not bind");
        machine.listens("udp", ANY, UDP, "4711", 0)
                .process("900", "nc", "nc -lu 8081").holds("900", "4711");
        expect("ok       receive buffer  a socket of this user has 4194304 bytes");
    }

    @Test
    void warnsOfABufferThatHoldsFewDatagrams() throws Exception {
        configure("udp.receive-buffer = 4k\nstate.directory = none");
        expect("warning  receive buffer  a socket of this user has 4096 bytes of 4096 asked for,"
                + " and holds some 4 datagrams of 100 bytes; more in one burst are lost");
    }

    @Test
    void countsWhatTheKernelHasDropped() throws Exception {
        machine.listens("udp6", ANY, UDP, "4711", 17);
        expect("warning  receive buffer  the kernel has dropped 17 datagrams at UDP port 8081");
    }

    // ---- state

    @Test
    void knowsAnSdCardAndHowToSpareIt() throws Exception {
        Called called = expect("ok       state           mmcblk0p2, ext4: an SD card; it wears");
        assertTrue(called.out().contains("commit=60"), called.out());
        machine.file("/proc/self/mountinfo",
                "25 1 179:2 / / rw shared:1 - ext4 /dev/root rw,commit=60\n");
        assertFalse(visit().out().contains("commit=60"));
        machine.link("/sys/dev/block/179:2", "/sys/devices/pci/nvme0n1/nvme0n1p2");
        expect("ok       state           nvme0n1p2, ext4: no SD card");
    }

    @Test
    void warnsOfADiskThatIsNearlyFull() throws Exception {
        machine.free(20 << 20);
        Called called = expect("fault    state           disk of /var/lib/sensorgate: 20 MiB free,"
                + " 32 MiB needed");
        assertEquals(ExitCode.FAULTS, called.exitCode());
        machine.file("/var/lib/sensorgate/journal", "");
        expect("warning  state           disk of /var/lib/sensorgate: 20 MiB free, which is little:"
                + " 16 MiB needed");
    }

    @Test
    void tellsAReadOnlyDiskAndOneInMemory() throws Exception {
        machine.file("/proc/self/mountinfo", "25 1 179:2 / / ro shared:1 - ext4 /dev/root rw\n");
        expect("fault    state           the disk of /var/lib/sensorgate is read-only (/)");
        machine.file("/proc/self/mountinfo", "25 1 179:2 / / rw shared:1 - ext4 /dev/root rw\n"
                + "26 25 0:31 / /var/lib rw - tmpfs tmpfs rw\n");
        expect("warning  state           /var/lib/sensorgate is in memory (tmpfs)");
        configure("state.directory = none");
        expect("ok       state           kept in memory only, as configured");
    }

    @Test
    void warnsOfAnOverlay() throws Exception {
        machine.file("/proc/self/mountinfo", "25 1 0:27 / / rw - overlay overlay"
                + " rw,lowerdir=/lower,upperdir=/upper/data\n");
        Called called = expect("warning  state           /var/lib/sensorgate is on an overlay:"
                + " readings are kept only as long as its upper directory is, and raspi-config's"
                + " is in memory");
        assertTrue(called.out().contains("-> name a directory on a disk"), called.out());
        assertFalse(called.out().contains("SD card"), called.out());
        assertEquals(ExitCode.WARNINGS, called.exitCode());
    }

    @Test
    void doesNotGuessTheKindOfDisk() throws Exception {
        machine.file("/proc/self/mountinfo", "25 1 0:27 / / rw - btrfs /dev/mmcblk0p2 rw\n");
        expect("unknown  state           btrfs: which kind of disk is below is not told");
        machine.file("/proc/self/mountinfo", "25 1 254:0 / / rw - ext4 /dev/mapper/root rw\n")
                .link("/sys/dev/block/254:0", "/sys/devices/virtual/block/dm-0");
        expect("unknown  state           dm-0, ext4: which kind of disk is below is not told");
        machine.file("/proc/self/mountinfo", "25 1 0:31 / / rw - tmpfs tmpfs rw\n");
        assertFalse(visit().out().contains("kind of disk"));
    }

    @Test
    void looksAtTheServicesStateUnlessAnotherIsNamed() throws Exception {
        configure("");
        service("ActiveState=active", SOCKET_UNIT);
        expect("ok       state           disk of /var/lib/sensorgate: ");
        configure("state.directory = /srv/state");
        machine.file("/srv/state", "").readOnly("/srv/state");
        expect("ok       state           disk of /srv/state: ");
        Called called = expect("fault    state           /srv/state may not be written by this"
                + " user: a gateway that this user runs does not start");
        assertTrue(called.out().contains("-> sudo chown -R pi /srv/state"), called.out());
        configure("state.directory = /srv/state/below");
        called = expect("fault    state           /srv/state may not be written by this user");
        assertTrue(called.out().contains("-> sudo install -d -o pi /srv/state/below"),
                called.out());
        machine.process("812", "java", GATEWAY);
        expect("warning  state           /srv/state may not be written by this user");
    }

    @Test
    void namesWhatIsNoPlaceForFiles() throws Exception {
        configure("state.directory = /srv/afile/below");
        machine.plain("/srv/afile");
        expect("fault    state           /srv/afile is no directory, so /srv/afile/below cannot be"
                + " used");
        configure("state.directory = /proc/x");
        machine.file("/proc", "").file("/proc/self/mountinfo",
                "25 1 0:22 / /proc rw,noatime shared:1 - proc proc rw\n");
        expect("fault    state           /proc/x is on a proc, which keeps no files");
    }

    // ---- clock, platform, Java

    @Test
    void warnsOfAClockThatMayBeWrong() throws Exception {
        machine.prints("timedatectl show --property=NTPSynchronized --value", "no\n");
        assertEquals(ExitCode.WARNINGS, expect("warning  clock           not synchronised")
                .exitCode());
        machine.file("/run/systemd/timesync/synchronized", "");
        expect("ok       clock           synchronised");
        machine.clock(86_400_000);
        expect("fault    clock           it is 1970-01-02T00:00:00Z by this machine's clock");
    }

    @Test
    void namesThePlatform() throws Exception {
        expect("ok       platform        64-bit Linux on aarch64, pages of 16384 bytes");
        machine.property("sun.arch.data.model", "32").property("os.arch", "arm");
        expect("fault    platform        this system is 32-bit (arm)");
        machine.property("sun.arch.data.model", "64").property("os.name", "Mac OS X");
        expect("warning  platform        Mac OS X on arm: ");
    }

    @Test
    void looksAtHowJavaWasStarted() throws Exception {
        expect("ok       java            Java 25.0.1 with -XX:+UseSerialGC -Xmx16m"
                + " --enable-native-access=x\n");
        expect("ok       java            the archive of classes is in use: /usr/lib/sensorgate/"
                + "classes.jsa");
        machine.file("/proc/self/cmdline", "java\0-cp\0x.jar\0sensorgate.device.Main\0doctor\0")
                .file("/proc/self/maps", "7000-8000 rw-p 0 b3:02 7    /usr/lib/libc.so\n");
        expect("warning  java            Java was started without -XX:+UseSerialGC, -Xmx, --ena");
        expect("warning  java            no archive of classes is in use");
    }

    /** Every Java maps the archive of its own classes, whatever it runs. */
    @Test
    void takesNoJavasOwnArchiveForTheOneOfACheckout() throws Exception {
        String own = "7000-8000 rw-p 0 b3:02 7    /usr/lib/jvm/jdk-25/lib/server/classes.jsa\n";
        String command = "java\0%s--module-path\0/srv/my stuff/target/modules\0"
                + "--module\0sensorgate.device/sensorgate.device.Main\0doctor\0";
        machine.file("/proc/self/cmdline", command.formatted("")).file("/proc/self/maps", own);
        expect("warning  java            no archive of classes is in use");
        machine.file("/proc/self/cmdline", command.formatted(
                "-XX:SharedArchiveFile=/srv/my stuff/target/classes.jsa\0"));
        expect("warning  java            no archive of classes is in use");
        machine.file("/proc/self/maps", own
                + "8000-9000 rw-p 0 b3:02 8    /srv/my stuff/target/classes.jsa\n");
        expect("ok       java            the archive of classes is in use: /srv/my stuff/target/");
    }

    // ---- helpers

    private void configure(String text) throws Exception {
        Files.writeString(file, text + "\n");
    }

    private void service(String properties, String socket) {
        machine.file("/run/systemd/system", "").prints(
                SYSTEMCTL,
                "Id=sensorgate.service\nLoadState=loaded\n" + properties + "\n\n" + socket);
    }

    private Called expect(String text) throws Exception {
        Called called = visit();
        assertTrue(called.out().contains(text), called.out());
        return called;
    }

    private Called visit(String... arguments) throws Exception {
        return visit(machine, arguments);
    }

    private Called visit(FakeMachine visited, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--config=" + file));
        all.addAll(List.of(arguments));
        return Called.with("", streams -> new DoctorCommand(visited).run(all, streams));
    }
}
