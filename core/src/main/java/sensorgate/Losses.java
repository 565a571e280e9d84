package sensorgate;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sensorgate.count.Stat;
import sensorgate.serve.RequestLedger;
import sensorgate.serve.TcpLedger;
import sensorgate.store.StoreLedger;
import sensorgate.store.TableLedger;
import sensorgate.udp.UdpLedger;

/**
 * Says which counters mean loss and how to stop the loss, to tools that know a gateway only by the
 * names in STATS. Asks empty ledgers, so that the counters' definitions stay the only truth.
 */
public final class Losses {

    private static final Map<String, Stat> BY_NAME = Stream.of(
                    new UdpLedger().stats(),
                    UdpLedger.kernelStats(() -> 0, () -> 0),
                    new TcpLedger().stats(),
                    new RequestLedger("control_", "local tools").stats(),
                    new TableLedger().stats(),
                    new StoreLedger().stats(() -> 0, () -> 0, () -> 0))
            .flatMap(List::stream)
            .filter(Stat::isLoss)
            .collect(Collectors.toUnmodifiableMap(Stat::name, Function.identity()));

    private Losses() {}

    /** True if the counter of this name counts lost data. */
    public static boolean isLoss(String counterName) {
        return BY_NAME.containsKey(counterName);
    }

    /** The counter of this name with its unit and remedy; {@code null} if it counts no loss. */
    public static Stat of(String counterName) {
        return BY_NAME.get(counterName);
    }
}
