package sensorgate.device.history;

import sensorgate.device.client.GatewayPlace;
import sensorgate.device.client.ReadingName;

/**
 * What the user asks for.
 *
 * @param lastNs how far to look back, nanoseconds
 * @param lastText how far to look back, as the user wrote it
 * @param everyNs the time from row to row, nanoseconds; 0 for any
 */
record HistoryRequest(
        GatewayPlace place, ReadingName name, long lastNs, String lastText, long everyNs,
        boolean isCsv) {

    /** True if each point is a row. */
    boolean isRaw() {
        return isCsv && everyNs == 0;
    }
}
