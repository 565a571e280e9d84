package sensorgate.udp;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import sensorgate.address.MulticastGroup;
import sensorgate.address.OwnNetworks;
import sensorgate.count.Counter;
import sensorgate.count.Loop;
import sensorgate.count.SettingKeys;
import sensorgate.count.Worker;

/**
 * Follows the networks of this machine on a thread of its own: every {@value #EVERY_S} seconds it
 * reads which IPv6 networks {@code local} includes, and joins the multicast groups on interfaces
 * that have come up. Tells each change once, of networks only if an allow-list has {@code local}.
 * Looks at the machine's clock, too, which may wait for another program half a second.
 */
public final class NetworkWatch implements Worker {

    private static final long EVERY_S = 5;

    private final OwnNetworks own;
    private final DatagramSource source;
    private final List<MulticastGroup> groups;
    private final Consumer<String> notice;
    private final Consumer<String> trouble;
    private final Runnable clockLook;
    private final Counter rounds = new Counter();
    private final Set<String> joined = new HashSet<>();
    private final Set<String> troubles = new HashSet<>();
    private volatile boolean isLocalAllowed;
    private String toldNetworks = "";
    private volatile boolean stopping;
    private volatile Thread thread;

    /**
     * A watch that has not looked yet.
     *
     * @param own the networks to refresh
     * @param isLocalAllowed true if an allow-list contains {@code local}
     * @param source the socket that joins {@code groups}; its owner closes it after this watch
     * @param notice is told what has changed
     * @param trouble is told what does not work now
     * @param clockLook looks at the machine's clock, called in each round once the watch runs
     */
    public NetworkWatch(
            OwnNetworks own, boolean isLocalAllowed, DatagramSource source,
            List<MulticastGroup> groups, Consumer<String> notice, Consumer<String> trouble,
            Runnable clockLook) {
        this.own = own;
        this.isLocalAllowed = isLocalAllowed;
        this.source = source;
        this.groups = groups;
        this.notice = notice;
        this.trouble = trouble;
        this.clockLook = clockLook;
    }

    /** Tells the networks or not from now on. Any thread. */
    public void reload(boolean isLocalNowAllowed) {
        isLocalAllowed = isLocalNowAllowed;
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        clockLook.run();
        long lookedNs = System.nanoTime(); // the gateway has called look() before
        while (!stopping) {
            long waitNs = EVERY_S * 1_000_000_000 - (System.nanoTime() - lookedNs);
            if (waitNs > 0) {
                LockSupport.parkNanos(this, waitNs);
            } else {
                look();
                clockLook.run();
                lookedNs = System.nanoTime();
            }
            rounds.increment();
        }
    }

    @Override
    public void stop() {
        stopping = true;
        LockSupport.unpark(thread);
    }

    @Override
    public Loop loop(String name) {
        return new Loop(name, rounds::get, () -> LockSupport.unpark(thread));
    }

    @Override
    public void close() {
        // the receiver closes the source
    }

    /** One round. The watch's thread, or any thread before it has been started. */
    public void look() {
        own.refresh();
        if (isLocalAllowed) {
            tellNetworks();
        }
        if (!groups.isEmpty()) {
            try {
                joinAll(devicesUp());
            } catch (IOException e) {
                report("", "cannot list the interfaces of this machine: " + e.getMessage());
            }
        }
    }

    private void tellNetworks() {
        String networks = own.text();
        if (!networks.equals(toldNetworks)) {
            toldNetworks = networks;
            notice.accept(networks.isEmpty()
                    ? "local includes no IPv6 network of this machine any more"
                    : "local also means this machine's IPv6 networks: " + networks);
        }
    }

    /** An interface of another number is another interface: a join on it is a new one. */
    private void joinAll(List<NetworkInterface> devices) throws IOException {
        Set<String> known = new HashSet<>();
        for (MulticastGroup group : groups) {
            boolean hasDevice = false;
            for (NetworkInterface device : devices) {
                if (isMeant(group, device)) {
                    known.add(join(group, device));
                    hasDevice = true;
                }
            }
            if (!hasDevice) {
                known.add(group.toString());
                report(group.toString(), "no interface is up to receive " + group + "; "
                        + SettingKeys.UDP_MULTICAST + " takes effect when one comes up");
            }
        }
        joined.retainAll(known);
        troubles.retainAll(known);
    }

    /** Joins the group on the interface unless it is joined there; returns the key of the two. */
    private String join(MulticastGroup group, NetworkInterface device) {
        String address = group.toString().replaceFirst("%.*", "");
        String place = address + " on " + device.getName();
        String key = place + device.getIndex();
        if (joined.contains(key)) {
            return key;
        }
        try {
            source.join(group.address(), device);
            joined.add(key);
            notice.accept("receives multicast group " + place);
        } catch (IOException e) {
            report(key, "cannot receive multicast group " + place + ": " + e.getMessage()
                    + "; to choose an interface: " + SettingKeys.UDP_MULTICAST + " = "
                    + address + "%eth0");
        }
        return key;
    }

    private void report(String key, String what) {
        if (troubles.add(key)) {
            trouble.accept(what);
        }
    }

    /** An interface that the user names, or a network with addresses of the group's family. */
    private static boolean isMeant(MulticastGroup group, NetworkInterface device)
            throws SocketException {
        if (group.device() != null) {
            return device.getName().equals(group.device());
        }
        return device.supportsMulticast() && !device.isLoopback()
                && device.getInterfaceAddresses().stream()
                        .map(InterfaceAddress::getAddress)
                        .anyMatch(address -> address instanceof Inet4Address == group.isIpv4());
    }

    private static List<NetworkInterface> devicesUp() throws SocketException {
        List<NetworkInterface> up = new ArrayList<>();
        for (NetworkInterface device : NetworkInterface.networkInterfaces().toList()) {
            if (device.isUp()) {
                up.add(device);
            }
        }
        return up;
    }
}
