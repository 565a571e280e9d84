package sensorgate.device;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.support.SourceTree;

/** The order of the packages, read from the sources. */
@Timeout(20)
final class ArchitectureTest {

    /** What tools have in common, then the tools; the root, "", calls them. */
    private static final List<String> PACKAGES = List.of(
            "cli", "text", "hint", "config", "client", "machine", "service",
            "run", "poll", "history", "send", "sniff", "forget", "state", "late", "watch", "doctor",
            "bench", "");

    private static final List<String> TOOLS = List.of(
            "run", "poll", "history", "send", "sniff", "forget", "state", "late", "watch", "doctor",
            "bench");

    /** Packages of the core that only those named here may use. */
    private static final Set<String> USERS_OF_LINUX = Set.of("sniff", "service");

    private final SourceTree tree;

    ArchitectureTest() throws IOException {
        tree = new SourceTree("sensorgate.device");
    }

    @Test
    void everyPackageIsInTheOrderDescribedAndTested() throws IOException {
        tree.assertPackages(PACKAGES);
    }

    @Test
    void everyPackageUsesOnlyThoseBelowIt() {
        tree.assertOrder(PACKAGES);
        assertThrows(AssertionError.class, () -> tree.assertOrder(PACKAGES.reversed()));
    }

    /** Except bench, which keeps the pace of send. */
    @Test
    void noToolUsesAnother() {
        for (String tool : TOOLS) {
            String others = String.join("|", TOOLS).replace(tool, "none");
            tree.assertNoneNames(
                    "sensorgate\\.device\\.(" + others + ")\\.(?!Pace)[A-Z]",
                    source -> source.ofPackage().equals(tool));
        }
    }

    @Test
    void aToolShowsItsCommandAlone() {
        for (String tool : TOOLS) {
            tree.assertNoneNames(
                    "(?m)^public (final |abstract |sealed )*(class|record|enum|interface)"
                    + " (?!\\w+Command\\b|Pace|LogWriter|GatewayLog)",
                    source -> source.ofPackage().equals(tool));
        }
    }

    @Test
    void onlySocketsOfToolsCallTheKernel() {
        tree.assertNoneNames(
                "sensorgate\\.linux\\.",
                source -> !USERS_OF_LINUX.contains(source.ofPackage()));
    }

    /** An Arabic or Turkish locale has other digits and letters, a German one other separators. */
    @Test
    void noTextDependsOnTheLocale() {
        tree.assertNoneNames(
                "\\bString\\.format\\(\\s*+(?!Locale\\.ROOT)|\\bto(Lower|Upper)Case\\(\\)",
                _ -> true);
    }

    @Test
    void nothingCallsForeignFunctionsItself() {
        tree.assertNoneNames("\\b(Linker|MethodHandle|SymbolLookup)\\b|downcallHandle", _ -> true);
    }
}
