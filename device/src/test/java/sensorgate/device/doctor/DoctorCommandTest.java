package sensorgate.device.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

/** Inspects machines with one fault each. */
@Timeout(30)
class DoctorCommandTest {

    private static final String GATEWAY =
            "/usr/lib/sensorgate/bin/java --module sensorgate.device/sensorgate.device.Main run";
    private static final String ANY = "00000000:1F91";
    private static final String UDP = "07";
    private static final String SOCKET = "/run/sensorgate/control.sock";
    private static final String LISTEN = "0A";
    private static final String SYSTEMCTL = "systemctl show --no-pager --property=LoadState,"
            + "ActiveState,UnitFileState,ExecMainStatus,NFileDescriptorStore,NeedDaemonReload,"
            + "NRestarts,Result,StatusText sensorgate.service";

    @TempDir
    private Path directory;

    private final FakeMachine machine = new FakeMachine();
    private Path file;

    @BeforeEach
    void writeConfiguration() throws Exception {
        file = directory.resolve("sensorgate.properties");
        configure("state.directory = /var/lib/sensorgate");
    }

    // ---- output

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
    void printsTheFindingsAsOneJsonObject() throws Exception {
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
    void refusesWordsAndUnknownOptions() {
        assertEquals(ExitCode.USAGE, Called.with("doctor", "now").exitCode());
        assertEquals(ExitCode.USAGE, Called.with("doctor", "--jsno").exitCode());
        assertEquals(ExitCode.USAGE, Called.with("doctor", "--json=yes").exitCode());
    }

    /** Every check runs, whatever the state of this machine. */
    @Test
    void looksAtEveryPartOfThisMachine() {
        Called called = Called.with("doctor", "--json", "--config=" + file);
        Map<String, Object> object = JsonReader.object(called.out());
        List<Object> checks = JsonReader.objects(object.get("findings")).stream()
                .map(finding -> finding.get("check"))
                .distinct()
                .toList();
        assertEquals(
                List.of("configuration", "service", "udp port", "tcp port", "control socket",
                        "losses", "senders", "firewall", "udp network", "tcp network",
                        "receive buffer", "state", "clock", "platform", "java"),
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
        Called called = expect("fault", "configuration", file + ":1: udp.prot");
        assertTrue(called.out().contains(file + ":2: series.max: 'many'"), called.out());
        assertEquals(ExitCode.FAULTS, called.exitCode());
    }

    @Test
    void knowsAServiceThatRuns() throws Exception {
        service("ActiveState=active\nNRestarts=0\nStatusText=12.0 readings/s\n"
                + "UnitFileState=enabled\nNeedDaemonReload=no", 1);
        gateway("state.directory = /var/lib/sensorgate", "uptime_s 90");
        Called called = expect("ok", "service", "sensorgate.service is active", "12.0 readings/s");
        expect("ok", "service", "systemd holds the UDP port");
        assertEquals(ExitCode.GOOD, called.exitCode(), called.out());
    }

    @Test
    void saysWhyAServiceHasFailed() throws Exception {
        service("ActiveState=failed\nResult=exit-code\nExecMainStatus=78", 1);
        expect("fault", "service",
                "sensorgate.service has failed", "-> sudo sensorgate check");
        service("ActiveState=failed\nResult=oom-kill\nExecMainStatus=9", 1);
        expect("fault", "service", "result=oom-kill, exit code=9", "-> journalctl");
    }

    @Test
    void warnsOfAServiceThatIsNotAsItShouldBe() throws Exception {
        service("ActiveState=inactive", 1);
        expect("warning", "service", "sensorgate.service is inactive", "-> sudo systemctl start");
        service("ActiveState=activating", 1);
        expect("warning", "service", "sensorgate.service is activating");
        service("ActiveState=active\nNRestarts=3", 1);
        expect("warning", "service", "restarts=3", "-> journalctl");
        service("ActiveState=active\nUnitFileState=disabled\nNeedDaemonReload=yes", 1);
        expect("warning", "service", "boot", "-> sudo systemctl enable");
        expect("warning", "service", "changed", "-> sudo systemctl daemon-reload");
        service("ActiveState=active", 0);
        expect("warning", "service", "systemd does not hold the UDP port", "-> set udp.source");
    }

    @Test
    void worksWithoutAServiceAndWithoutAnAnswer() throws Exception {
        machine.file("/run/systemd/system", "");
        machine.prints(SYSTEMCTL, "LoadState=not-found\n");
        expect("ok", "service", "there is no sensorgate.service");
        machine.ends(SYSTEMCTL, new Output(End.LATE, "", ""));
        expect("unknown", "service", "systemctl: no answer in time");
    }

    @Test
    void warnsOfAMaskedService() throws Exception {
        machine.file("/run/systemd/system", "")
                .prints(SYSTEMCTL, "LoadState=masked\nActiveState=inactive\n");
        expect("warning", "service",
                "sensorgate.service is masked", "-> sudo systemctl unmask sensorgate.service");
    }

    // ---- ports

    @Test
    void namesWhoHasAPort() throws Exception {
        machine.listens("udp", ANY, UDP, "4711", 0).listens("tcp", ANY, LISTEN, "4712", 0)
                .process("812", "nc", "nc -lu 8081").holds("812", "4711").holds("812", "4712");
        Called called = expect("fault", "udp port", "8081", "nc (process 812)", "-> sudo kill 812");
        expect("fault", "tcp port", "8081", "nc (process 812)", "-> sudo kill 812");
        assertEquals(ExitCode.FAULTS, called.exitCode());
    }

    @Test
    void namesTheServiceAndTheScriptOfTheProgramThatHasAPort() throws Exception {
        machine.listens("tcp", ANY, LISTEN, "4712", 0)
                .process("812", "python3", "python3 -u /opt/hub/main.py --port 8081")
                .holds("812", "4712");
        expect("fault", "tcp port",
                "8081 is taken by python3 /opt/hub/main.py (process 812)", "-> sudo kill 812");
        machine.process("812", "motion", "motion -n")
                .file("/proc/812/cgroup", "0::/system.slice/motioneye.service\n");
        expect("fault", "tcp port",
                "8081 is taken by motion (process 812) of motioneye.service",
                "-> sudo systemctl disable --now motioneye.service, or set another tcp.port");
        machine.file("/proc/812/cgroup", "12:cpu:/x\n1:name=systemd:/system.slice/hub.service/a\n");
        expect("fault", "tcp port", "motion (process 812) of hub.service");
        machine.file("/proc/812/cgroup", "0::/user.slice/user-1000.slice/session-3.scope\n");
        expect("fault", "tcp port", "8081 is taken by motion (process 812)", "-> sudo kill 812");
    }

    @Test
    void knowsTheGatewayAndSystemdThatHoldsItsSocket() throws Exception {
        service("ActiveState=active", 1);
        machine.listens("udp6", ANY, UDP, "4711", 0).listens("tcp6", ANY, LISTEN, "4712", 0)
                .process("812", "java", GATEWAY).holds("812", "4711").holds("812", "4712")
                .holds("1", "4711");
        expect("ok", "udp port", "8081", "systemd (process 1)", "java (process 812)");
        expect("ok", "tcp port", "8081", "gateway's", "java (process 812)");
    }

    @Test
    void takesProcessOneForTheGatewayOnlyWithTheGatewaysSocket() throws Exception {
        machine.process("1", "node-red", "node-red").listens("udp", ANY, UDP, "4711", 0)
                .listens("tcp", ANY, LISTEN, "4712", 0).holds("1", "4711").holds("1", "4712");
        expect("fault", "udp port", "8081", "node-red (process 1)");
        machine.process("1", "systemd", "/sbin/init");
        service("ActiveState=active", 1);
        expect("ok", "udp port", "8081", "gateway's", "systemd (process 1)");
        expect("fault", "tcp port",
                "8081", "systemd (process 1)", "-> systemctl list-sockets");
        service("ActiveState=active", 0);
        expect("fault", "udp port", "8081", "systemd (process 1)", "-> systemctl list-sockets");
        machine.ends(SYSTEMCTL, new Output(End.LATE, "", ""));
        expect("unknown", "udp port", "8081", "systemd (process 1)", "-> systemctl list-sockets");
    }

    @Test
    void saysThatItMayNotSeeWhoHasAPort() throws Exception {
        machine.listens("udp", ANY, UDP, "4711", 0);
        expect("unknown", "udp port",
                "8081 is taken", "no gateway runs", "-> sudo sensorgate doctor");
        machine.process("812", "java", GATEWAY);
        expect("unknown", "udp port",
                "8081 is taken", "a gateway runs", "-> sudo sensorgate doctor");
        service("ActiveState=active", 1);
        expect("ok", "udp port", "8081", "gateway's", "systemd");
    }

    @Test
    void looksAtThePortsAloneIfAsked() throws Exception {
        machine.listens("udp", ANY, UDP, "4711", 0).process("812", "nc", "nc").holds("812", "4711");
        Called called = visit("--ports");
        assertEquals(
                List.of("udp port", "tcp port"),
                called.out().lines().filter(line -> line.matches("(fault|ok) .*"))
                        .map(line -> line.substring(9, 23).strip()).toList());
        assertTrue(called.out().contains("8081 is taken by nc (process 812)"), called.out());
        assertEquals(ExitCode.FAULTS, called.exitCode());
    }

    @Test
    void warnsOfAGatewayThatListensElsewhere() throws Exception {
        machine.process("812", "java", GATEWAY);
        expect("warning", "udp port", "8081 is free", "java (process 812)");
    }

    @Test
    void ignoresSocketsThatDoNotCollide() throws Exception {
        configure("udp.address = 192.168.1.5\nstate.directory = none");
        machine.listens("udp", "0100007F:1F91", UDP, "1", 0) // 127.0.0.1
                .listens("tcp", ANY, "01", "2", 0) // a connection
                .listens("udp", "00000000:1F92", UDP, "3", 0);
        expect("ok", "udp port", "8081 is free");
        expect("ok", "tcp port", "8081 is free");
        machine.listens("udp", "0501A8C0:1F91", UDP, "4", 0);
        expect("unknown", "udp port", "8081 is taken");
        configure("udp.port = 0\ntcp.port = 0\nstate.directory = none");
        expect("ok", "udp port", "udp.port=0");
    }

    @Test
    void seesAnIpv4AddressThatASocketOfIpv6IsBoundTo() throws Exception {
        configure("udp.address = 192.168.1.5\nstate.directory = none");
        machine.listens("udp6", "0000000000000000FFFF00000100A8C0:1F91", UDP, "1", 0);
        expect("ok", "udp port", "8081 is free");
        machine.listens("udp6", "0000000000000000FFFF00000501A8C0:1F91", UDP, "2", 0);
        expect("unknown", "udp port", "8081 is taken");
    }

    // ---- control socket

    @Test
    void asksAtTheControlSocket() throws Exception {
        configure("control.socket = /srv/control.sock\nstate.directory = none");
        machine.file("/srv", "");
        expect("ok", "control socket", "no gateway runs");
        service("ActiveState=active", 1);
        expect("warning", "control socket", "/srv/control.sock", "-> journalctl");
        machine.file("/srv/control.sock", "");
        expect("warning", "control socket",
                "/srv/control.sock: Connection refused", "sudo systemctl restart sensorgate");
        machine.answers("/run/sensorgate/control.sock", "PONG");
        expect("ok", "control socket", "/run/sensorgate/control.sock answers");
        machine.answers("/srv/control.sock", "ERR busy");
        expect("ok", "control socket", "/srv/control.sock answers");
    }

    @Test
    void saysThatItMayNotAskAtTheControlSocket() throws Exception {
        service("ActiveState=active", 1);
        expect("warning", "control socket", "/run/sensorgate/control.sock", "-> journalctl");
        configure("control.socket = none\nstate.directory = none");
        expect("ok", "control socket", "no control socket");
        machine.answers("/run/sensorgate/control.sock", "").ordinaryUser();
        expect("unknown", "control socket",
                "/run/sensorgate/control.sock: Permission denied", "-> sudo sensorgate doctor");
    }

    @Test
    void namesAControlSocketThatNoGatewayCanHave() throws Exception {
        configure("control.socket = /srv/x/control.sock\nstate.directory = none");
        Called called = expect("fault", "control socket",
                "/srv/x", "/srv/x/control.sock", "-> sudo mkdir -p /srv/x");
        assertEquals(ExitCode.FAULTS, called.exitCode());
        machine.file("/srv/x", "").readOnly("/srv/x");
        expect("fault", "control socket", "may not write to /srv/x", "control.socket=auto");
        machine.process("812", "java", GATEWAY);
        expect("fault", "control socket", "may not write to /srv/x", "control.socket=auto");
        machine.answers("/srv/x/control.sock", "PONG");
        expect("ok", "control socket", "/srv/x/control.sock answers");
        machine.plain("/srv/x/control.sock");
        expect("fault", "control socket", "not a socket", "rm /srv/x/control.sock");
    }

    // ---- the running gateway

    @Test
    void namesEachSettingThatTheRunningGatewayUsesOtherwise() throws Exception {
        configure("series.max = 100\ntcp.idle = 5s\nudp.precision = ms\ncontrol.socket = auto");
        gateway("# option = udp.precision\nseries.max = 0100\ntcp.idle = 5000ms\n"
                + "udp.precision = us\ntcp.turn = 10s", "uptime_s 90");
        expect("ok", "configuration", "the running gateway uses these settings, except for the"
                + " options it was started with: --udp.precision=us\n");
        configure("series.max = 200\ntcp.turn = 20s");
        Called called = expect("warning", "configuration", "series.max = 200 is configured, but"
                + " the running gateway uses 0100\n", "-> restart the gateway\n");
        expect("warning", "configuration", "tcp.turn = 20s is configured", "uses 10s\n",
                "-> kill -HUP PID, with the process id of the gateway\n");
        machine.process("812", "java", GATEWAY);
        expect("warning", "configuration", "tcp.turn = 20s", "-> kill -HUP 812\n");
        expect("warning", "configuration", "tcp.idle = 10s is configured", "uses 5000ms");
        assertEquals(ExitCode.WARNINGS, called.exitCode());
        for (String state : List.of("active", "reloading")) {
            service("ActiveState=" + state, 1);
            expect("warning", "configuration",
                    "series.max = 200", "-> sudo systemctl restart sensorgate\n");
            expect("warning", "configuration",
                    "tcp.turn = 20s", "-> sudo systemctl reload sensorgate\n");
            expect("ok", "service", "sensorgate.service is active\n");
        }
    }

    @Test
    void looksAtThePortsAndTheDirectoryOfTheRunningGateway() throws Exception {
        machine.file("/srv/state", "").readOnly("/srv/state").process("812", "java", GATEWAY)
                .listens("udp", "00000000:1F92", UDP, "4711", 0).holds("812", "4711");
        configure("udp.port = 0");
        gateway("# actual udp.port = 8082\n# actual state.directory = /srv/state\n"
                + "udp.port = 0\nstate.directory = auto\ntcp.allow = 10.0.0.0/8", "uptime_s 9");
        expect("ok", "udp port", "8082 is the gateway's: java (process 812)");
        Called called = expect("ok", "state", "disk of /srv/state");
        assertFalse(called.out().contains("may not write"), called.out());
        expect("warning", "tcp network", "192.168.1.0/24", "tcp.allow is 10.0.0.0/8");
    }

    /** A doctor without --config reads the gateway's file; see DoctorGatewayTest. */
    @Test
    void looksAtAnotherConfigurationThatIsNamed() throws Exception {
        machine.answers(SOCKET, "CONFIG", "# file = /srv/other.properties\nudp.port = 8082\n")
                .answers(SOCKET, "STATS", "uptime_s 9");
        expect("ok", "configuration", "the running gateway uses another configuration"
                + " (/srv/other.properties): the lines below describe this one");
        expect("ok", "udp port", "8081 is free");
        gateway("udp.port = 8082", "uptime_s 9");
        expect("warning", "configuration", "udp.port = 8081 is configured");
        assertTrue(visit("--udp.port=8083").out().contains("8083 is free"));
    }

    @Test
    void describesTheRunningGatewayIfItsFileHasFaults() throws Exception {
        configure("series.max = many");
        gateway("# actual udp.port = 8082\nudp.port = 0", "uptime_s 9");
        Called called = expect("fault", "configuration", "'many'",
                "until then the lines below describe the running gateway");
        assertFalse(called.out().contains("is configured"), called.out());
        expect("ok", "udp port", "8082 is free");
    }

    @Test
    void knowsAGatewayOfAnotherVersion() throws Exception {
        machine.answers(SOCKET, "ERR busy 32 tools are connected already: end one of them");
        Called called = expect("unknown", "losses", "no gateway tells its counters");
        assertFalse(called.out().contains("another version"), called.out());
        machine.answers(SOCKET, "CONFIG", "ERR verb unknown request; HELP lists the requests")
                .answers(SOCKET, "STATS", "received 3\nuptime_s 9");
        expect("warning", "configuration", "another version", "-> restart the gateway\n");
        expect("ok", "losses", "nothing is lost since the gateway started 9 s ago");
        gateway("udp.unheard-of = 1", "uptime_s 9");
        expect("warning", "configuration", "another version");
    }

    // ---- losses

    @Test
    void namesEachLossWithItsLastOffenderAndTheRemedy() throws Exception {
        machine.clock(1_790_000_000_000L);
        gateway("udp.allow = local", """
                received 500
                denied 12
                rejected_value 120
                rejected_tag 1
                kernel_dropped 3
                requests_failed 8
                uptime_s 259200
                denied_last_hour 12
                rejected_value_last_hour 47
                last_denied 203.0.113.7:4210 1789999940000000000 temp value=1
                last_rejected_value 192.168.1.7:4211 1789999880000000000 temp value=21,5
                last_rejected_tag [fe80::7]:4212 1789900000000000000 temp,=x\\x1b value=1
                """);
        Called called = expect("warning", "losses",
                "rejected_value: 47 lines in the last hour, 120 since the gateway started"
                + " 3 d ago; last 192.168.1.7:4211, 2 min ago, \"temp value=21,5\"\n",
                "send: temp value=21.5\n");
        expect("warning", "losses", "denied: 12 datagrams in the last hour, 12 since",
                "last 203.0.113.7:4210, 60 s ago, \"temp value=1\"\n",
                "-> if this sender is yours: set udp.allow = local, 203.0.113.7;"
                        + " then kill -HUP PID,");
        expect("ok", "losses", "rejected_tag: none in the last hour, 1 line since",
                "last [fe80::7]:4212, 27 h ago, \"temp,=x\\x1b value=1\"\n", "-> a tag is ");
        expect("ok", "losses", "kernel_dropped: none in the last hour, 3 datagrams since",
                "-> for longer bursts raise udp.receive-buffer");
        assertFalse(called.out().contains("requests_failed"), called.out());
        assertEquals(ExitCode.WARNINGS, called.exitCode());
    }

    @Test
    void namesTheLossesOfAGatewayThatHasJustStarted() throws Exception {
        gateway("udp.port = 8081", "uptime_s 180\nrejected_field 47\nrejected_field_last_hour 47");
        expect("warning", "losses",
                "losses          rejected_field: 47 lines since the gateway started 3 min ago\n",
                "-> after a space come one or more fields");
        gateway("udp.port = 8081", "uptime_s 180\nreceived 3");
        expect("ok", "losses", "nothing is lost since the gateway started 3 min ago");
    }

    @Test
    void countsTheDropsBeforeTheGatewayStarted() throws Exception {
        machine.listens("udp6", ANY, UDP, "4711", 17);
        gateway("udp.port = 8081", "uptime_s 180\nkernel_dropped 7\nkernel_dropped_last_hour 7");
        expect("warning", "losses", "kernel_dropped: 7 datagrams since");
        expect("warning", "receive buffer",
                "10 datagrams at UDP port 8081 before the gateway started");
        gateway("udp.port = 8081", "uptime_s 180\nkernel_dropped 17");
        assertFalse(visit().out().contains("warning  receive"), visit().out());
    }

    // ---- senders

    @Test
    void namesTwoSendersThatWriteAReadingInTurns() throws Exception {
        machine.clock(1_790_000_000_000L);
        gateway("udp.port = 8081", """
                uptime_s 259200
                contested 192.168.1.7 fe80::7 1789999940000000000 temp,room=wine\\ cellar value
                contested 192.168.1.7 192.168.1.8 1789992800000000000 door,id=\u001b[2J open
                """);
        Called called = expect("warning", "senders",
                "192.168.1.7 and fe80::7 write temp,room=wine\\ cellar value in turns,"
                + " last 60 s ago\n",
                "-> if these are two devices: give one of them another tag");
        expect("ok", "senders",
                "192.168.1.7 and 192.168.1.8 wrote door,id=", " open in turns, last 2 h ago\n",
                "-> if these are two devices: give one");
        assertFalse(called.out().contains("\u001b"), called.out());
        assertEquals(ExitCode.WARNINGS, called.exitCode());
        gateway("udp.port = 8081", "uptime_s 180");
        expect("ok", "senders", "no reading has several senders");
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
        Called called = expect("warning", "firewall",
                "nft list ruleset", "may drop UDP 8081: udp dport 8081 drop\n",
                "-> sudo nft list ruleset");
        expect("ok", "firewall", "nft list ruleset", "TCP 8081");
        assertEquals(ExitCode.WARNINGS, called.exitCode());
    }

    @Test
    void saysHowToOpenAPortByTheToolThatClosedIt() throws Exception {
        machine.prints("ip6tables-save", "*filter\n:INPUT DROP [0:0]\nCOMMIT\n");
        expect("warning", "firewall", "-> sudo ip6tables-save");
        machine.file("/etc/firewalld/firewalld.conf", "");
        expect("warning", "firewall", "sudo firewall-cmd --permanent --add-port=8081/udp");
        machine.file("/etc/ufw/ufw.conf", "ENABLED=yes\n");
        assertEquals(ExitCode.WARNINGS,
                expect("warning", "firewall", "sudo ufw allow 8081/tcp").exitCode());
    }

    @Test
    void namesTheRuleThatNamesThePort() throws Exception {
        machine.prints("iptables-save", "*filter\n:INPUT DROP [0:0]\n"
                + "-A INPUT -p udp -m udp --dport 8081 -j ACCEPT\nCOMMIT\n");
        expect("ok", "firewall", "UDP 8081: -A INPUT -p udp -m udp --dport 8081 -j ACCEPT");
        expect("warning", "firewall", "iptables-save", "may drop TCP 8081: :INPUT DROP");
    }

    @Test
    void saysWhyItCouldNotLookAtTheFirewall() throws Exception {
        machine.ends("nft list ruleset",
                new Output(End.FAILED, "", "Operation not permitted (you must be root)\n"));
        Called called = expect("unknown", "firewall",
                "cannot be read", "nft list ruleset: failed: Operation not permitted");
        assertEquals(ExitCode.GOOD, called.exitCode());
        machine.ordinaryUser();
        expect("unknown", "firewall", "-> sudo sensorgate doctor");
        machine.ends("nft list ruleset", new Output(End.MISSING, "", ""));
        expect("unknown", "firewall", "-> sudo apt install nftables");
    }

    @Test
    void saysWhichToolFailed() throws Exception {
        machine.prints("iptables-save", "").ends("nft list ruleset",
                new Output(End.FAILED, "", "Operation not permitted (you must be root)\n"));
        expect("unknown", "firewall", "cannot be read", "nft list ruleset");
        expect("ok", "firewall", "iptables-save", "UDP 8081");
    }

    // ---- networks

    @Test
    void warnsOfANetworkThatIsNotAllowed() throws Exception {
        machine.address("wlan0", "203.0.113.9", 24);
        expect("warning", "udp network",
                "203.0.113.0/24", "udp.allow is loopback, private, link-local and shared");
        expect("warning", "udp network", "-> set udp.allow = local, 203.0.113.0/24\n");
    }

    @Test
    void warnsOfAnAllowListThatHoldsPartOfANetwork() throws Exception {
        configure("udp.allow = 192.168.1.0/25\nstate.directory = none");
        expect("warning", "udp network", "192.168.1.0/24");
        expect("ok", "tcp network", "192.168.1.5/24 (eth0): allowed");
    }

    @Test
    void namesProvidersNetworksThatLocalIncludes() throws Exception {
        machine.address("eth0", "2001:db8::5", 64).address("eth0", "fe80::5", 64)
                .file("/proc/net/if_inet6",
                        "20010db8000000000000000000000005 02 40 00 00     eth0\n");
        expect("ok", "udp network",
                "fe80:0:0:0:0:0:0:5/64 (eth0): allowed (local includes 2001:db8::/64)\n");
        configure("udp.allow = 192.168.0.0/16");
        expect("ok", "udp network", ": allowed, except 2001:db8:0:0:0:0:0:0/64", "udp.allow can");
    }

    @Test
    void warnsOfAListThatAllowsEverybody() throws Exception {
        configure("udp.allow = local, 0.0.0.0/0\ntcp.allow = ::/0, 192.168.0.0/16");
        expect("warning", "udp network", "local, 0.0.0.0/0: everybody", "-> set udp.allow = local");
        expect("warning", "tcp network", "everybody", "-> set tcp.allow = local");
    }

    @Test
    void saysThatBroadcastsDoNotArriveAtASingleAddress() throws Exception {
        configure("udp.address = 192.168.1.5");
        expect("ok", "udp network", "udp.address=192.168.1.5: broadcasts and multicasts do not");
        configure("tcp.address = 192.168.1.5");
        assertFalse(visit().out().contains("broadcasts"));
    }

    @Test
    void saysWhereAMulticastGroupIsReceived() throws Exception {
        configure("udp.multicast = 239.1.2.3, ff05::1, 239.1.2.3%wlan0, ff05::1%eth0");
        expect("ok", "udp network", "udp.multicast=239.1.2.3 is received on eth0\n");
        expect("warning", "udp network", "no interface is up to receive udp.multicast=ff05::1\n");
        expect("warning", "udp network", "no interface is up to receive", "239.1.2.3%wlan0\n");
        expect("ok", "udp network", "udp.multicast=ff05::1%eth0 is received on eth0\n");
    }

    @Test
    void saysWhatAContainerForbids() throws Exception {
        service("ActiveState=activating\nExecMainStatus=226", 1);
        expect("fault", "service", "226/NAMESPACE", "-> allow nesting on the host", "pct set ID");
        service("ActiveState=active", 1);
        machine.file("/run/systemd/generator/sensorgate.service.d/10-container.conf", "");
        expect("warning", "service", "this container forbids mounts", "-> allow nesting");
        expect("ok", "service", "sensorgate.service is active");
    }

    @Test
    void saysThatSystemdCannotMakeTheStateDirectory() throws Exception {
        service("ActiveState=activating\nExecMainStatus=238", 1);
        expect("fault", "service", "238/STATE_DIRECTORY", "state.directory=none",
                "printf '[Service]\\nStateDirectory=\\n' | sudo install -Dm644");
    }

    @Test
    void namesTunnelsWithoutAWarning() throws Exception {
        machine.address("tailscale0", "100.101.102.103", 32)
                .address("sit0", "2001:db8::7", 128);
        Called called = expect("ok", "udp network",
                "100.101.102.103/32 (tailscale0), 2001:db8:0:0:0:0:0:7/128 (sit0): allowed",
                "except senders behind sit0; udp.allow");
        assertEquals(ExitCode.GOOD, called.exitCode(), called.out());
        machine.address("wlan0", "203.0.113.9", 24);
        expect("warning", "udp network", "203.0.113.0/24", "-> set udp.allow = local, ");
    }

    @Test
    void warnsOfAddressesThatNobodyReaches() throws Exception {
        configure("udp.address = 127.0.0.1\ntcp.address = 192.168.7.7\nstate.directory = none");
        expect("warning", "udp network", "udp.address=127.0.0.1", "-> set udp.address=*");
        expect("fault", "tcp network",
                "tcp.address=192.168.7.7", "192.168.1.5/24 (eth0)", "-> set tcp.address=*");
        machine.withoutAddresses();
        configure("state.directory = none");
        expect("warning", "udp network", "no address");
    }

    // ---- receive buffer

    @Test
    void saysHowManyDatagramsTheBufferHolds() throws Exception {
        expect("ok", "receive buffer", "this user", "4194304 of 4194304 bytes", "4621 datagrams");
        machine.granting(212_992).file("/proc/sys/net/core/rmem_max", "212992\n");
        expect("warning", "receive buffer",
                "this user", "212992 of 4194304 bytes", "234 datagrams");
        expect("warning", "receive buffer",
                "net.core.rmem_max=212992", "-> echo net.core.rmem_max=4194304 | sudo tee");
    }

    @Test
    void asksTheRunningGatewaysSocket() throws Exception {
        machine.process("812", "java", GATEWAY).file("/proc/sys/net/core/rmem_max", "212992\n")
                .prints("ss -H -uanm sport = :8081",
                        "UNCONN 0 0 *:8081 *:*\n\t skmem:(r0,rb8388608,t0,tb212992,f0,w0,o0)\n");
        expect("ok", "receive buffer", "gateway's", "4194304 of 4194304 bytes");
        expect("ok", "receive buffer", "net.core.rmem_max=212992", "does not limit");
        machine.listens("udp", ANY, UDP, "4711", 0)
                .process("900", "nc", "nc -lu 8081").holds("900", "4711");
        expect("ok", "receive buffer", "this user", "4194304 of 4194304 bytes");
    }

    @Test
    void warnsOfABufferThatHoldsFewDatagrams() throws Exception {
        configure("udp.receive-buffer = 4k\nstate.directory = none");
        expect("warning", "receive buffer",
                "4096 of 4096 bytes", "4 datagrams", "udp.receive-buffer");
    }

    @Test
    void countsWhatTheKernelHasDropped() throws Exception {
        machine.listens("udp6", ANY, UDP, "4711", 17);
        expect("warning", "receive buffer", "17 datagrams", "port 8081");
    }

    // ---- state

    @Test
    void knowsAnSdCardAndHowToSpareIt() throws Exception {
        expect("ok", "state", "mmcblk0p2, ext4: an SD card", "commit=60");
        machine.file("/proc/self/mountinfo",
                "25 1 179:2 / / rw shared:1 - ext4 /dev/root rw,commit=60\n");
        assertFalse(visit().out().contains("commit=60"));
        machine.link("/sys/dev/block/179:2", "/sys/devices/pci/nvme0n1/nvme0n1p2");
        expect("ok", "state", "nvme0n1p2, ext4", "not an SD card");
    }

    @Test
    void asksTheRunningGatewayForItsDisk() throws Exception {
        gateway("# actual state.directory = /srv/state\nstate.directory = auto",
                "journal_in_memory 1\nreplies_unsaved 7\npoints_not_written 12\n"
                        + "points_not_written_last_hour 12\nuptime_s 90");
        expect("warning", "state", "journal_in_memory", "in memory only",
                "-> the gateway tries the disk again by itself; the log of the gateway");
        expect("ok", "state", "replies_unsaved: 7 replies", "-> the log of the gateway says");
        expect("warning", "losses", "points_not_written: 12 points",
                "-> the log of the gateway says what the disk did");
        gateway("# actual state.directory = /srv/state\nstate.directory = auto",
                "journal_in_memory 0\nreplies_unsaved 0\npoints_not_written 0\nuptime_s 90");
        String out = visit().out();
        assertFalse(out.contains("journal_in_memory"), out);
        assertFalse(out.contains("replies_unsaved"), out);
        gateway("state.directory = none", "journal_in_memory 1\nuptime_s 90");
        assertFalse(visit().out().contains("journal_in_memory"));
    }

    @Test
    void warnsOfADiskThatIsNearlyFull() throws Exception {
        machine.free(20 << 20);
        Called called = expect("warning", "state", "/var/lib/sensorgate", "20 MiB free",
                "32 MiB needed", "in memory", "journal.size");
        assertEquals(ExitCode.WARNINGS, called.exitCode());
        machine.file("/var/lib/sensorgate/journal", "");
        expect("warning", "state", "/var/lib/sensorgate", "20 MiB free", "16 MiB needed");
    }

    @Test
    void reportsAReadOnlyDiskAndADiskInMemory() throws Exception {
        machine.file("/proc/self/mountinfo", "25 1 179:2 / / ro shared:1 - ext4 /dev/root rw\n");
        expect("warning", "state",
                "/var/lib/sensorgate", "read-only (/)", "-> sudo mount -o remount,rw /");
        machine.file("/proc/self/mountinfo", "25 1 179:2 / / rw shared:1 - ext4 /dev/root rw\n"
                + "26 25 0:31 / /var/lib rw - tmpfs tmpfs rw\n");
        expect("warning", "state", "/var/lib/sensorgate", "memory (tmpfs)");
        configure("state.directory = none");
        expect("ok", "state", "state.directory=none");
    }

    @Test
    void warnsOfAnOverlay() throws Exception {
        machine.file("/proc/self/mountinfo", "25 1 0:27 / / rw - overlay overlay"
                + " rw,lowerdir=/lower,upperdir=/upper/data\n");
        Called called = expect("warning", "state",
                "/var/lib/sensorgate", "overlay", "-> set state.directory");
        assertFalse(called.out().contains("SD card"), called.out());
        assertEquals(ExitCode.WARNINGS, called.exitCode());
    }

    @Test
    void doesNotGuessTheKindOfDisk() throws Exception {
        machine.file("/proc/self/mountinfo", "25 1 0:27 / / rw - btrfs /dev/mmcblk0p2 rw\n");
        expect("unknown", "state", "btrfs: cannot tell");
        machine.file("/proc/self/mountinfo", "25 1 254:0 / / rw - ext4 /dev/mapper/root rw\n")
                .link("/sys/dev/block/254:0", "/sys/devices/virtual/block/dm-0");
        expect("unknown", "state", "dm-0, ext4: cannot tell");
        machine.file("/proc/self/mountinfo", "25 1 0:31 / / rw - tmpfs tmpfs rw\n");
        assertFalse(visit().out().contains("kind of disk"));
    }

    @Test
    void looksAtTheServicesStateUnlessAnotherIsNamed() throws Exception {
        configure("");
        service("ActiveState=active", 1);
        expect("ok", "state", "/var/lib/sensorgate");
        configure("state.directory = /srv/state");
        machine.file("/srv/state", "").readOnly("/srv/state");
        expect("ok", "state", "/srv/state");
        expect("fault", "state",
                "may not write to /srv/state", "-> sudo chown -hR pi /srv/state");
        configure("state.directory = /srv/state/below");
        expect("fault", "state",
                "may not write to /srv/state", "-> sudo install -d -o pi /srv/state/below");
        machine.process("812", "java", GATEWAY);
        expect("warning", "state", "may not write to /srv/state");
    }

    /** The service's directory is a link: its own owner means nothing. */
    @Test
    void namesTheDirectoryBehindALink() throws Exception {
        configure("state.directory = /srv/link");
        machine.file("/srv/link", "").link("/srv/link", "/srv/real")
                .file("/srv/real", "").readOnly("/srv/real");
        expect("fault", "state",
                "may not write to /srv/real", "-> sudo chown -hR pi /srv/real");
    }

    @Test
    void warnsOfFilesThatRootHasCopied() throws Exception {
        configure("state.directory = /srv/state");
        machine.file("/srv/state", "").file("/srv/state/journal", "")
                .file("/srv/state/notes", "").belongsTo("/srv/state/notes", "root");
        assertFalse(visit().out().contains("belongs to"));
        machine.belongsTo("/srv/state/journal", "root");
        expect("warning", "state", "/srv/state/journal belongs to root, its directory to pi",
                "-> sudo chown -hR pi /srv/state");
        configure("");
        service("ActiveState=active", 1);
        machine.file("/var/lib/sensorgate", "")
                .link("/var/lib/sensorgate", "/mnt/sensorgate")
                .file("/mnt/sensorgate", "")
                .file("/mnt/sensorgate/journal", "")
                .belongsTo("/mnt/sensorgate/journal", "root");
        expect("warning", "state", "/mnt/sensorgate/journal belongs to root",
                "-> sudo systemctl restart sensorgate");
    }

    @Test
    void namesADirectoryThatCannotHoldFiles() throws Exception {
        configure("state.directory = /srv/afile/below");
        machine.plain("/srv/afile");
        expect("fault", "state", "/srv/afile is not a directory", "/srv/afile/below");
        configure("state.directory = /proc/x");
        machine.file("/proc", "").file("/proc/self/mountinfo",
                "25 1 0:22 / /proc rw,noatime shared:1 - proc proc rw\n");
        expect("fault", "state", "/proc/x is on proc");
    }

    // ---- clock, platform, Java

    @Test
    void warnsOfAClockThatMayBeWrong() throws Exception {
        machine.prints("timedatectl show --property=NTPSynchronized --value", "no\n");
        assertEquals(ExitCode.WARNINGS, expect("warning", "clock", "not synchronised")
                .exitCode());
        machine.file("/run/systemd/timesync/synchronized", "");
        expect("ok", "clock", "synchronised");
        machine.clock(86_400_000);
        expect("fault", "clock", "1970-01-02T00:00:00Z");
    }

    /** The gateway asks chrony, too, and knows whether somebody set the clock by hand. */
    @Test
    void believesTheRunningGatewayAboutTheClock() throws Exception {
        machine.prints("timedatectl show --property=NTPSynchronized --value", "no\n");
        gateway("udp.port = 8081", "clock_synchronised 1\nuptime_s 60\n");
        expect("ok", "clock", "synchronised with a time server, says the running gateway\n");
        gateway("udp.port = 8081",
                "clock_synchronised 1\nclock_stepped_ms 28800000\nuptime_s 60\n");
        expect("ok", "clock", "running gateway; it was set 8 h forward since the gateway's start");
        machine.prints("timedatectl show --property=NTPSynchronized --value", "yes\n");
        gateway("udp.port = 8081", "clock_synchronised 0\nuptime_s 60\n");
        expect("warning", "clock", "the running gateway knows of no time server",
                "; timedatectl knows one");
        gateway("udp.port = 8081", "clock_synchronised 0\nuptime_s 5\n");
        expect("ok", "clock", "synchronised with a time server\n");
    }

    @Test
    void namesThePlatform() throws Exception {
        expect("ok", "platform", "aarch64", "16384 bytes");
        machine.property("sun.arch.data.model", "32").property("os.arch", "arm");
        expect("fault", "platform", "32-bit (arm)");
        machine.prints("dpkg --print-architecture", "armhf\n").prints("uname -m", "aarch64\n");
        expect("fault", "platform", "32-bit (arm, packages for armhf, kernel for aarch64)",
                "install 64-bit Raspberry Pi OS");
        machine.property("sun.arch.data.model", "64").property("os.name", "Mac OS X");
        expect("warning", "platform", "Mac OS X on arm");
    }

    @Test
    void looksAtHowJavaWasStarted() throws Exception {
        expect("ok", "java",
                "Java 25.0.1 with -XX:+UseSerialGC -Xmx16m --enable-native-access=x\n");
        expect("ok", "java", "/usr/lib/sensorgate/classes.jsa");
        machine.file("/proc/self/cmdline", "java\0-cp\0x.jar\0sensorgate.device.Main\0doctor\0")
                .file("/proc/self/maps", "7000-8000 rw-p 0 b3:02 7    /usr/lib/libc.so\n");
        expect("warning", "java", "without -XX:+UseSerialGC, -Xmx, --enable-native-access=");
        expect("warning", "java", "no archive of classes");
    }

    /** Every Java maps an archive of its own classes. */
    @Test
    void tellsJavasOwnArchiveFromTheArchiveOfACheckout() throws Exception {
        String own = "7000-8000 rw-p 0 b3:02 7    /usr/lib/jvm/jdk-25/lib/server/classes.jsa\n";
        String command = "java\0%s--module-path\0/srv/my stuff/target/modules\0"
                + "--module\0sensorgate.device/sensorgate.device.Main\0doctor\0";
        machine.file("/proc/self/cmdline", command.formatted("")).file("/proc/self/maps", own);
        expect("warning", "java", "no archive of classes");
        machine.file("/proc/self/cmdline", command.formatted(
                "-XX:SharedArchiveFile=/srv/my stuff/target/classes.jsa\0"));
        expect("warning", "java", "no archive of classes");
        machine.file("/proc/self/maps", own
                + "8000-9000 rw-p 0 b3:02 8    /srv/my stuff/target/classes.jsa\n");
        expect("ok", "java", "/srv/my stuff/target/classes.jsa");
    }

    // ---- helpers

    private void configure(String text) throws Exception {
        Files.writeString(file, text + "\n");
    }

    /** A gateway that has read the file of this test, and tells these settings and numbers. */
    private void gateway(String settings, String stats) {
        machine.answers(SOCKET, "CONFIG", "# file = " + file + "\n" + settings)
                .answers(SOCKET, "STATS", stats);
    }

    /** Has systemd report the service, and how many sockets it holds for the service. */
    private void service(String properties, int sockets) {
        machine.file("/run/systemd/system", "").prints(
                SYSTEMCTL,
                "LoadState=loaded\nNFileDescriptorStore=" + sockets + "\n" + properties + "\n");
    }

    /** Expects a finding that contains all the words, its remedy included. */
    private Called expect(String level, String check, String... words) throws Exception {
        Called called = visit();
        String head = String.format("%-7s  %-14s  ", level, check);
        assertTrue(
                Pattern.compile("\n(?=\\S)").splitAsStream(called.out() + "\n").anyMatch(
                        finding -> finding.startsWith(head)
                                && Stream.of(words).allMatch((finding + "\n")::contains)),
                called.out());
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
