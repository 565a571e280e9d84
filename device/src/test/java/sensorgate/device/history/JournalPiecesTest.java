package sensorgate.device.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.cli.Progress;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.HostAndPort;
import sensorgate.device.client.PowerCutNote;
import sensorgate.device.support.FakeGateway;

/** A gateway by TCP, from a script for each connection. */
@Timeout(30)
class JournalPiecesTest {

    private static final String LIMIT = " " + JournalPieces.POINTS_MAX;

    private final List<String> lines = new ArrayList<>();
    private JournalPieces pieces;

    @Test
    void readsPieceByPieceWithAConnectionEach() throws Exception {
        read(List.of(
                Map.of("SINCE now", "END 5d0c41e7.5\n",
                        "SINCE 0" + LIMIT, "a v=1 1\na v=2 2\nEND 5d0c41e7.3\n"),
                Map.of("SINCE 5d0c41e7.3" + LIMIT, "a v=3 3\na v=4 4\na v=5 5\nEND 5d0c41e7.6\n")));
        assertEquals(List.of("a v=1 1", "a v=2 2", "a v=3 3", "a v=4 4", "a v=5 5"), lines);
        assertEquals(0, pieces.lost());
        assertFalse(pieces.isFull());
    }

    @Test
    void readsAnEmptyJournal() throws Exception {
        read(List.of(Map.of(
                "SINCE now", "END 5d0c41e7.1\n", "SINCE 0" + LIMIT, "END 5d0c41e7.1\n")));
        assertEquals(List.of(), lines);
    }

    @Test
    void countsWhatTheRingOverwritesMeanwhile() throws Exception {
        read(List.of(
                Map.of("SINCE now", "END 5d0c41e7.90\n",
                        "SINCE 0" + LIMIT, "a v=1 1\nEND 5d0c41e7.31\n"),
                Map.of("SINCE 5d0c41e7.31" + LIMIT, "LOST 7\nLOST,x=1 v=3 3\nEND 5d0c41e7.90\n")));
        assertEquals(List.of("a v=1 1", "LOST,x=1 v=3 3"), lines);
        assertEquals(7, pieces.lost());
        assertTrue(pieces.isFull());
    }

    @Test
    void knowsTheLastPowerCut() throws Exception {
        String cut = "# power cut: points may be lost that arrived from %d to %d,"
                + " their number is not known\n";
        read(List.of(
                Map.of("SINCE now", "END 5d0c41e7.9\n",
                        "SINCE 0" + LIMIT, "a v=1 1\nEND 5d0c41e7.2\n"),
                Map.of("SINCE 5d0c41e7.2" + LIMIT,
                        cut.formatted(1, 2) + "a v=2 2\nEND 5d0c41e7.5\n"),
                Map.of("SINCE 5d0c41e7.5" + LIMIT,
                        cut.formatted(3, 4) + "a v=3 3\nEND 5d0c41e7.7\n"),
                Map.of("SINCE 5d0c41e7.7" + LIMIT, "a v=4 4\nEND 5d0c41e7.9\n")));
        assertEquals(List.of("a v=1 1", "a v=2 2", "a v=3 3", "a v=4 4"), lines);
        assertEquals(new PowerCutNote(3, 4), pieces.lastCut());
        assertEquals(0, pieces.lost());
    }

    @Test
    void goesOnAfterAReplyWithoutPoints() throws Exception {
        read(List.of(
                Map.of("SINCE now", "END 5d0c41e7.9\n",
                        "SINCE 0" + LIMIT, "a v=1 1\nEND 5d0c41e7.2\n"),
                Map.of("SINCE 5d0c41e7.2" + LIMIT, "LOST 2\nEND 5d0c41e7.4\n"),
                Map.of("SINCE 5d0c41e7.4" + LIMIT, "a v=4 4\nEND 5d0c41e7.9\n")));
        assertEquals(List.of("a v=1 1", "a v=4 4"), lines);
        assertEquals(2, pieces.lost());
    }

    @Test
    void saysThatTheDiskDoesNotAnswer() {
        NobodyThereException e = assertThrows(NobodyThereException.class, () -> read(List.of(
                Map.of("SINCE now", "END 5d0c41e7.5\n",
                        "SINCE 0" + LIMIT, "a v=1 1\nEND 5d0c41e7.2\n"),
                Map.of("SINCE 5d0c41e7.2" + LIMIT, "END 5d0c41e7.2\n"))));
        assertTrue(e.getMessage().contains("does not answer"), e.getMessage());
    }

    @Test
    void stopsWhereTheReaderHasEnough() throws Exception {
        try (FakeGateway gateway = FakeGateway.answering(Map.of(
                "SINCE now", "END 5d0c41e7.5\n",
                "SINCE 0" + LIMIT, "a v=1 1\na v=2 2\nEND 5d0c41e7.3\n"))) {
            pieces(gateway).read(line -> !lines.add(line));
        }
        assertEquals(List.of("a v=1 1"), lines);
    }

    @Test
    void saysThatTheJournalWasReplaced() {
        NobodyThereException e = assertThrows(NobodyThereException.class, () -> read(List.of(
                Map.of("SINCE now", "END 5d0c41e7.5\n",
                        "SINCE 0" + LIMIT, "a v=1 1\nEND 5d0c41e7.2\n"),
                Map.of("SINCE 5d0c41e7.2" + LIMIT, "ERR replaced gone\n"))));
        assertTrue(e.getMessage().contains("ERR replaced gone; run history again"),
                e.getMessage());
    }

    private void read(List<Map<String, String>> scripts) throws Exception {
        try (FakeGateway gateway = FakeGateway.answering(scripts)) {
            pieces(gateway).read(lines::add);
        }
    }

    private JournalPieces pieces(FakeGateway gateway) throws Exception {
        HostAndPort at = HostAndPort.parse(gateway.place());
        pieces = new JournalPieces(() -> GatewayConnection.open(at, 10_000), Progress.none());
        return pieces;
    }
}
