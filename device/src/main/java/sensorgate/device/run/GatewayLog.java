package sensorgate.device.run;

import java.net.InetAddress;
import java.util.List;
import org.tinylog.Logger;
import sensorgate.Gateway;
import sensorgate.GatewayListener;
import sensorgate.GatewaySettings;
import sensorgate.address.IpAddress;
import sensorgate.count.Counted;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.Version;
import sensorgate.device.client.Counters;
import sensorgate.device.service.BackgroundWork;
import sensorgate.device.service.ServiceNotifier;
import sensorgate.device.text.Printable;
import sensorgate.udp.ReceiveBuffer;

/** Logs the gateway's events; ends the process when the gateway fails. Any thread. */
public final class GatewayLog implements GatewayListener {

    private static final long MINUTE_MS = 60_000;

    private final ControllerLog controllers = new ControllerLog(Logger::info);
    private final ServiceNotifier notifier;

    public GatewayLog(ServiceNotifier notifier) {
        this.notifier = notifier;
    }

    @Override
    public void onControllerConnected(String address) {
        controllers.connected(address);
    }

    @Override
    public void onControllerLeft(String address, String why) {
        controllers.left(address, why);
    }

    @Override
    public void onControllerWaits(String address, String servedAddress) {
        controllers.waits(address, servedAddress);
    }

    @Override
    public void onNetworks(String what) {
        Logger.info(Printable.of(what));
    }

    @Override
    public void onClock(String what) {
        Logger.info(Printable.of(what));
    }

    @Override
    public void onRestored(String what) {
        Logger.info(Printable.of(what));
    }

    @Override
    public void onTrouble(String what) {
        Logger.warn(Printable.of(what));
    }

    /**
     * Ends the process at once: a clean stop would wait for the dead thread. That thread calls. The
     * last line of the log says what happened, below the stack.
     */
    @Override
    public void onFailed(Throwable failure) {
        Logger.error(failure, "the gateway failed");
        Logger.error(lastLine(Thread.currentThread().getName(), failure, notifier.isWanted()));
        notifier.status("the gateway failed: " + failure);
        Runtime.getRuntime().halt(ExitCode.FAILED);
    }

    void opened(Gateway gateway, GatewaySettings settings) {
        Logger.info("sensorgate " + Version.sensorgate() + ", " + Version.platform()
                + ", takes datagrams by " + gateway.sourceName());
        Logger.info("UDP listens on " + address(gateway.udpAddress()) + ":"
                + gateway.udpPort() + " for readings from "
                + settings.udp().allow());
        Logger.info("TCP listens on " + address(settings.tcp().address()) + ":" + gateway.tcpPort()
                + " for polls from " + settings.tcp().allow());
        if (gateway.controlPath() != null) {
            Logger.info("tools of this machine are answered at " + gateway.controlPath());
        }
        ReceiveBuffer buffer = gateway.receiveBuffer();
        Logger.info("receive buffer: asked for " + buffer.askedBytes() + " bytes, granted "
                + buffer.grantedBytes());
        if (buffer.isCapped()) {
            Logger.warn(capped(buffer));
        }
        if (settings.udp().isInheriting()) {
            inherited(gateway);
        }
    }

    /** Logs the inherited socket's earlier losses. */
    private static void inherited(Gateway gateway) {
        long dropped = Counters.count(gateway.stats(), "kernel_dropped_before");
        if (dropped > 0) {
            Logger.warn("the kernel dropped " + Counted.of(dropped, "datagram")
                    + " at the inherited socket before this start: kernel_dropped_before");
        }
    }

    /** Starts the thread that logs losses, controllers and contests once a minute. */
    void watch(Gateway gateway) {
        LossReport losses = new LossReport(
                gateway.lossHours(), gateway::lastOffender, Logger::warn);
        List<Runnable> reports = List.of(
                new BackgroundWork("the report of losses", losses),
                new BackgroundWork("the report of controllers", controllers),
                new BackgroundWork(
                        "the report of contests",
                        new ContestLog(gateway::contests, Logger::warn)));
        Thread.ofPlatform().daemon().name("reports").start(() -> everyMinute(reports));
    }

    static String lastLine(String thread, Throwable failure, boolean isService) {
        return "the thread " + thread + " failed, and the gateway cannot go on without it: "
                + Printable.of(failure.toString()) + "; the process exits with " + ExitCode.FAILED
                + (isService
                ? ", and systemd starts it again"
                : ": start the gateway again; the journal on the disk keeps its points");
    }

    static String capped(ReceiveBuffer buffer) {
        String assignment = "net.core.rmem_max=" + buffer.askedBytes();
        return "the kernel capped the receive buffer: it holds about "
                + Counted.of(buffer.datagrams(), "short datagram")
                + ", a longer burst loses datagrams;"
                + " to raise it: sudo sysctl -w " + assignment
                + " and restart; to keep it: echo " + assignment
                + " | sudo tee /etc/sysctl.d/60-sensorgate.conf";
    }

    private static String address(InetAddress address) {
        return address == null ? "*" : IpAddress.of(address);
    }

    private static void everyMinute(List<Runnable> reports) {
        try {
            while (true) {
                Thread.sleep(MINUTE_MS);
                reports.forEach(Runnable::run);
            }
        } catch (InterruptedException _) {
            // no code interrupts this thread, which ends with the process
        }
    }
}
