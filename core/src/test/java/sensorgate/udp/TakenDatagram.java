package sensorgate.udp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sensorgate.address.IpAddress;
import sensorgate.support.Await;
import sensorgate.support.TestSensor;

/** A copy of one slot of a source. */
record TakenDatagram(
        byte[] bytes, int cutBytes, long senderHigh, long senderLow, int senderPort) {

    /** Receives {@code count} datagrams, or fails. */
    static List<TakenDatagram> take(DatagramSource source, int count) {
        List<TakenDatagram> taken = new ArrayList<>();
        Await.until(count + " datagrams", () -> {
            copyBatch(source, source.receive(), taken);
            return taken.size() >= count;
        });
        return taken;
    }

    static void copyBatch(DatagramSource source, int count, List<TakenDatagram> into) {
        for (int slot = 0; slot < count; slot++) {
            byte[] room = new byte[DatagramSource.SLOT_BYTES];
            int length = source.copy(slot, room);
            into.add(new TakenDatagram(
                    Arrays.copyOf(room, length), source.cutBytes(slot),
                    source.senderHigh(slot), source.senderLow(slot), source.senderPort(slot)));
        }
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    boolean isFrom(TestSensor sensor) {
        byte[] address = sensor.address().getAddress();
        return senderHigh == IpAddress.high(address)
                && senderLow == IpAddress.low(address)
                && senderPort == sensor.port();
    }
}
