package sensorgate.device.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.device.doctor.Firewall.Verdict;

class FirewallTest {

    /** As nft 1.0.6 prints it. */
    private static final String STRICT = """
            table inet filter {
            \tset friends {
            \t\ttype ipv4_addr
            \t\telements = { 10.1.0.1, 10.1.0.2 }
            \t}

            \tchain input {
            \t\ttype filter hook input priority filter; policy drop;
            \t\tct state vmap { invalid : drop, established : accept, related : accept }
            \t\tiifname "lo" accept
            \t\ttcp dport { 22, 8000-8100 } counter packets 5 bytes 300 accept comment "a } b"
            \t\tjump more
            \t}

            \tchain more {
            \t\tudp dport 5353 log prefix "x accept" accept
            \t\tmeta l4proto { icmp, ipv6-icmp } accept
            \t\tlimit rate 5/minute log
            \t\t%s
            \t\treject with icmpx admin-prohibited
            \t}

            \tchain forward {
            \t\ttype filter hook forward priority filter; policy drop;
            \t}
            }
            """;

    // ---- nft

    @Test
    void saysWhichRuleOfAChainFurtherOnDrops() {
        Verdict verdict = nft(STRICT.formatted(""), "udp");
        assertTrue(verdict.isDropped());
        assertEquals("reject with icmpx admin-prohibited", verdict.why());
        assertEquals(List.of(), verdict.exceptions());
    }

    @Test
    void knowsPortsInSetsAndRanges() {
        assertFalse(nft(STRICT.formatted(""), "tcp").isDropped());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "udp dport 8081 accept",
        "udp dport { 53, 8000-9000 } counter packets 0 bytes 0 accept",
        "udp dport != 53 accept",
        "meta l4proto { tcp, udp } th dport 8081 accept",
        "ip protocol udp accept",
        "ct state new udp dport 8081 accept comment \"sensors\"",
        "iifname != \"lo\" accept",
        "meta nfproto ipv4 accept",
        "udp dport vmap { 53 : drop, 8081 : accept }",
        "udp dport vmap { 53 : drop, * : accept }",
        "meta l4proto { udp, ipv6-icmp } accept",
        "meta l4proto != icmp accept",
        "meta l4proto . th dport { tcp . 22, udp . 8000-9000 } accept",
        "meta l4proto . udp dport vmap { udp . 53 : drop, udp . 8081 : accept }",
        "udp dport >= 1024 accept",
        "udp dport > 1023 accept",
        "udp dport <= 8081 accept",
        "udp dport < 8082 accept",
        "accept",
    })
    void seesThatARuleLetsItThrough(String rule) {
        assertFalse(nft(STRICT.formatted(rule), "udp").isDropped());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "udp dport 8082 accept",
        "tcp dport 8081 accept",
        "udp dport != 8081 accept",
        "meta l4proto tcp accept",
        "meta l4proto udp ct state established,related accept",
        "iif \"lo\" accept",
        "meta nfproto ipv6 udp dport 8081 accept",
        "ip6 saddr fe80::/10 udp dport 8081 accept",
        "udp dport 8081 counter packets 1 bytes 2",
        "meta l4proto . th dport { tcp . 8081, udp . 8082 } accept",
        "ip6 saddr . udp dport { fe80::1 . 8081 } accept",
        "tcp dport vmap @ports",
        "udp dport > 8081 accept",
        "udp dport >= 8082 accept",
        "udp dport < 8081 accept",
        "udp dport <= 8080 accept",
        "jump nowhere",
        "drop",
    })
    void seesThatARuleDoesNot(String rule) {
        Verdict verdict = nft(STRICT.formatted(rule), "udp");
        assertTrue(verdict.isDropped());
        assertEquals(List.of(), verdict.exceptions());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "ip saddr 10.1.0.0/16 udp dport 8081 accept",
        "ip saddr @friends accept",
        "udp dport @open accept",
        "iifname \"eth0\" accept",
        "limit rate 10/second udp dport 8081 accept",
        "ip saddr . udp dport { 10.1.0.1 . 8081, 10.1.0.2 . 53 } accept",
        "iifname . udp dport vmap { \"eth0\" . 8081 : accept, \"wlan0\" . 8081 : drop }",
        "ip saddr . udp dport @open accept",
        "ip saddr . udp dport != { 10.1.0.1 . 53 } accept",
        "udp dport vmap @ports",
        "ip saddr . udp dport vmap @ports",
    })
    void namesTheRulesThatMayLetItThrough(String rule) {
        Verdict verdict = nft(STRICT.formatted(rule), "udp");
        assertTrue(verdict.isDropped());
        assertEquals(List.of(rule), verdict.exceptions());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "iifname \"wlan0\" udp dport 8081 drop                | true",
        "ip saddr != 192.168.1.31 udp dport 8081 drop         | true",
        "iifname \"wlan0\" udp dport 8081 jump no             | true",
        "iifname \"wlan0\" jump named                         | true",
        "iifname \"wlan0\" udp dport 8082 drop                | false",
        "iifname \"wlan0\" tcp dport 8081 drop                | false",
        "ip saddr 10.1.0.0/16 udp dport 8081 accept           | false",
        "limit rate over 400/second drop                      | false",
        "ip daddr 224.0.0.0/4 drop                            | false",
        "udp dport 8081 accept                                | false",
    })
    void namesTheRulesThatNameThePortAndMayDrop(String rule, boolean mayDrop) {
        Verdict verdict = nft("""
                table inet t {
                \tchain input {
                \t\ttype filter hook input priority filter; policy accept;
                \t\t%s
                \t\taccept
                \t\tiifname "eth0" udp dport 8081 drop
                \t}
                \tchain no {
                \t\tdrop
                \t}
                \tchain named {
                \t\tudp dport 8081 drop
                \t}
                }
                """.formatted(rule), "udp");
        assertFalse(verdict.isDropped());
        assertEquals(mayDrop ? List.of(rule) : List.of(), verdict.suspects());
    }

    @Test
    void blamesThePolicy() {
        Verdict verdict = nft("""
                table ip filter {
                \tchain INPUT {
                \t\ttype filter hook input priority filter; policy drop;
                \t}
                }
                """, "udp");
        assertEquals("the policy of chain ip filter INPUT", verdict.why());
    }

    @Test
    void leavesOtherFamiliesAndWayOfPacketsAside() {
        String ruleset = """
                table ip6 filter {
                \tchain INPUT {
                \t\ttype filter hook input priority filter; policy drop;
                \t}
                }
                table inet other {
                \tchain output {
                \t\ttype filter hook output priority filter; policy drop;
                \t}
                }
                """;
        assertFalse(nft(ruleset, "udp").isDropped());
        assertFalse(nft("", "udp").isDropped());
    }

    @Test
    void goesOnBehindAReturnAndNotBehindAGoto() {
        String ruleset = """
                table inet t {
                \tchain a {
                \t\ttype filter hook input priority filter; policy accept;
                \t\tjump b
                \t\tgoto c
                \t\tdrop
                \t}
                \tchain b {
                \t\treturn
                \t\tdrop
                \t}
                \tchain c {
                \t}
                }
                """;
        assertFalse(nft(ruleset, "udp").isDropped());
    }

    @Test
    void survivesChainsInARing() {
        String ruleset = """
                table inet t {
                \tchain a {
                \t\ttype filter hook input priority filter; policy drop;
                \t\tjump a
                \t}
                """;
        assertTrue(nft(ruleset, "udp").isDropped());
    }

    // ---- iptables

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "-A INPUT -p udp -m udp --dport 8081 -j ACCEPT                             | false",
        "-A INPUT -p udp -m multiport --dports 53,8000:9000 -j ACCEPT              | false",
        "-A INPUT -p udp -m comment --comment \"a b\" -m udp --dport 8081 -j ACCEPT | false",
        "-A INPUT ! -p tcp -j ACCEPT                                               | false",
        "-A INPUT ! -i lo -j ACCEPT                                                | false",
        "-A INPUT -m conntrack --ctstate NEW -j ACCEPT                             | false",
        "-A INPUT -p udp -j own                                                    | false",
        "-A INPUT -p tcp -m tcp --dport 8081 -j ACCEPT                             | true",
        "-A INPUT -p udp -m udp --dport 8082 -j ACCEPT                             | true",
        "-A INPUT -i lo -j ACCEPT                                                  | true",
        "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT             | true",
        "-A INPUT -p udp -j LOG --log-prefix \"x\"                                 | true",
        "-A INPUT -p icmp -m icmp --icmp-type 8 -j ACCEPT                          | true",
        "-A INPUT -p udp -g empty                                                  | true",
    })
    void readsTheRulesOfIptables(String rule, boolean isDropped) {
        Verdict verdict = iptables(rule);
        assertEquals(isDropped, verdict.isDropped());
        assertEquals(List.of(), verdict.exceptions());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "-A INPUT -s 10.0.0.0/8 -j ACCEPT",
        "-A INPUT -i eth0 -p udp -j own",
        "-A INPUT -m limit --limit 3/min -j ACCEPT",
        "-A INPUT -m recent --rcheck --name x --rsource -j ACCEPT",
        "-A INPUT -m recent --rcheck --name x --rsource -g own",
    })
    void namesTheRulesOfIptablesThatMayLetItThrough(String rule) {
        Verdict verdict = iptables(rule);
        assertTrue(verdict.isDropped());
        assertEquals(List.of(rule), verdict.exceptions());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "-A INPUT -i wlan0 -p udp -m udp --dport 8081 -j DROP              | true",
        "-A INPUT ! -s 192.168.1.31/32 -p udp -m udp --dport 8081 -j DROP  | true",
        "-A INPUT -i wlan0 -p udp -m multiport --dports 53,8081 -j no      | true",
        "-A INPUT -p udp --dport 8081 -m recent --update --rsource -j DROP | true",
        "-A INPUT -i wlan0 -p udp -m udp ! --dport 8081 -j DROP            | false",
        "-A INPUT -i wlan0 -p udp -m udp --dport 8082 -j DROP              | false",
        "-A INPUT -m limit --limit 3/min -j no                             | false",
        "-A INPUT -d 255.255.255.255/32 -j DROP                            | false",
    })
    void namesTheRulesOfIptablesThatNameThePortAndMayDrop(String rule, boolean mayDrop) {
        Verdict verdict = IptablesRules.parse("""
                *filter
                :INPUT ACCEPT [0:0]
                :no - [0:0]
                %s
                -A no -j DROP
                COMMIT
                """.formatted(rule), "udp", 8081).verdict();
        assertFalse(verdict.isDropped());
        assertEquals(mayDrop ? List.of(rule) : List.of(), verdict.suspects());
    }

    @Test
    void knowsThatAReturnMaySpareWhatIsDroppedBehindIt() {
        Verdict verdict = IptablesRules.parse("""
                *filter
                :INPUT ACCEPT [0:0]
                :white - [0:0]
                -A INPUT -j white
                -A white -s 192.168.0.0/16 -j RETURN
                -A white -j DROP
                COMMIT
                """, "udp", 8081).verdict();
        assertEquals("-A white -j DROP", verdict.why());
        assertEquals(List.of("-A white -s 192.168.0.0/16 -j RETURN"), verdict.exceptions());
    }

    @Test
    void knowsThatAReturnToAPolicyThatDropsSparesNothing() {
        Verdict verdict = IptablesRules.parse("""
                *filter
                :INPUT DROP [0:0]
                -A INPUT -s 192.168.0.0/16 -j RETURN
                -A INPUT -j DROP
                COMMIT
                """, "udp", 8081).verdict();
        assertTrue(verdict.isDropped());
        assertEquals(List.of(), verdict.exceptions());
    }

    @Test
    void seesTheRawTableAndNotTheOneOfTranslations() {
        assertFalse(IptablesRules.parse("""
                *nat
                :INPUT DROP [0:0]
                -A INPUT -j DROP
                COMMIT
                """, "udp", 8081).verdict().isDropped());
        assertEquals("-A PREROUTING -p udp -m udp --dport 8081 -j DROP", IptablesRules.parse("""
                *raw
                :PREROUTING ACCEPT [0:0]
                -A PREROUTING -p udp -m udp --dport 8081 -j DROP
                COMMIT
                """, "udp", 8081).verdict().why());
    }

    private static Verdict nft(String ruleset, String protocol) {
        return NftRules.parse(ruleset, protocol, 8081).verdict();
    }

    private static Verdict iptables(String rule) {
        return IptablesRules.parse("""
                # Generated by iptables-save v1.8.9
                *filter
                :INPUT DROP [0:0]
                :FORWARD DROP [0:0]
                :own - [0:0]
                :empty - [0:0]
                %s
                -A own -j ACCEPT
                COMMIT
                """.formatted(rule), "udp", 8081).verdict();
    }
}
