package sensorgate;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.support.SourceTree;

/** The order of the packages, and what the core does without, read from the sources. */
@Timeout(20)
final class ArchitectureTest {

    /** Each package may use those before it; the root, "", wires them together. */
    private static final List<String> PACKAGES = List.of(
            "line", "linux", "count", "address", "clock", "disk", "earlier", "journal", "store",
            "udp", "port", "serve", "poll", "");

    private final SourceTree tree;

    ArchitectureTest() throws IOException {
        tree = new SourceTree("sensorgate");
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

    @Test
    void nothingBelowUsesTheRoot() {
        tree.assertNoneNames("\\bsensorgate\\.[A-Z]", source -> !source.ofPackage().isEmpty());
    }

    @Test
    void onlyLinuxCallsForeignFunctions() {
        String foreign =
                "\\b(Linker|MethodHandle|FunctionDescriptor|SymbolLookup)\\b|downcallHandle";
        tree.assertNoneNames(foreign, source -> !source.ofPackage().equals("linux"));
        assertThrows(AssertionError.class, () -> tree.assertNoneNames(foreign, _ -> true));
    }

    @Test
    void nothingTouchesUnsafe() {
        tree.assertNoneNames("\\bUnsafe\\b|\\bsun\\.misc\\b|\\bjdk\\.internal\\b", _ -> true);
    }

    @Test
    void nothingLogsOrPrints() {
        tree.assertNoneNames(
                "System\\s*\\.\\s*(out|err|getLogger|Logger)\\b|java\\.util\\.logging"
                + "|\\bprintStackTrace\\b|\\bIO\\.print",
                _ -> true);
    }

    /** An Arabic or Turkish locale has other digits and letters, a German one other separators. */
    @Test
    void noTextDependsOnTheLocale() {
        tree.assertNoneNames(
                "\\bString\\.format\\(\\s*+(?!Locale\\.ROOT)|\\bto(Lower|Upper)Case\\(\\)",
                _ -> true);
    }

    @Test
    void theModuleRequiresNothing() throws IOException {
        String module = SourceTree.withoutComments(
                Files.readString(Path.of("src/main/java/module-info.java")));
        assertFalse(module.contains("requires"), module);
        assertTrue(module.contains("exports"), module);
    }
}
