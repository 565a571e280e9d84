package sensorgate.device.run;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.tinylog.Logger;
import sensorgate.Gateway;
import sensorgate.GatewayListener;
import sensorgate.GatewaySettings;
import sensorgate.address.IpAddress;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.Version;
import sensorgate.device.client.Counters;
import sensorgate.device.service.BackgroundWork;
import sensorgate.device.service.ServiceNotifier;
import sensorgate.device.text.Printable;
import sensorgate.udp.ReceiveBuffer;
import sensorgate.udp.UdpSettings;

/** Writes the gateway's life to the log; ends the process when the gateway fails. Any thread. */
public final class GatewayLog implements GatewayListener {

    private static final long MINUTE_MS = 60_000;

    private final ControllerLog controllers = new ControllerLog(Logger::info);
    private final ServiceNotifier notifier;
    private volatile String controller;

    /** A log for a service, if this is one: it is told why the gateway failed. */
    public GatewayLog(ServiceNotifier notifier) {
        this.notifier = notifier;
    }

    @Override
    public void onControllerConnected(String address) {
        controller = address;
        controllers.connected(address);
    }

    @Override
    public void onControllerLeft(String address, String why) {
        controller = null; // the next one connects after this one has left
        controllers.left(address, why);
    }

    /** The address of the controller that is connected, or {@code null}. */
    String controller() {
        String address = controller;
        return address == null ? null : address.substring(0, address.lastIndexOf(':'));
    }

    @Override
    public void onRestored(String what) {
        Logger.info(Printable.of(what));
    }

    @Override
    public void onTrouble(String what) {
        Logger.warn(Printable.of(what));
    }

    /** Ends at once: the gateway's thread is dead, and a clean stop would wait for it. */
    @Override
    public void onFailed(Throwable failure) {
        Logger.error(failure, "the gateway failed, so the process ends to be started again");
        notifier.status("the gateway failed: " + failure);
        Runtime.getRuntime().halt(ExitCode.FAILED);
    }

    /** Says what was opened. */
    void opened(Gateway gateway, GatewaySettings settings) {
        Logger.info("sensorgate " + Version.sensorgate() + ", " + Version.platform()
                + ", takes datagrams by " + gateway.sourceName());
        Logger.info("UDP listens on " + udpPlace(gateway) + " for readings from "
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
            Logger.warn(settings.udp().isInheriting() ? cappedInherited(buffer) : capped(buffer));
        }
        if (settings.udp().isInheriting()) {
            inherited(gateway, settings.udp());
        }
    }

    /** Says what the inherited socket brought with it. */
    private static void inherited(Gateway gateway, UdpSettings udp) {
        boolean isPort = udp.port() == 0 || udp.port() == gateway.udpPort();
        if (!isPort || !Objects.equals(udp.address(), gateway.udpAddress())) {
            Logger.warn(overruled(
                    udp.port(), address(udp.address()), gateway.udpPort(),
                    address(gateway.udpAddress())));
        }
        long dropped = Counters.count(gateway.stats(), "kernel_dropped_before");
        if (dropped > 0) {
            Logger.warn("the kernel has dropped " + dropped + " datagrams at the inherited socket"
                    + " since it was opened, before this start: kernel_dropped_before");
        }
    }

    /** What it means that the inherited socket is another than the configured one. */
    static String overruled(int port, String address, int boundPort, String boundAddress) {
        return "the inherited socket listens on " + boundAddress + ":" + boundPort
                + " and wins over udp.port=" + port + ", udp.address=" + address
                + "; to move it: sudo systemctl edit sensorgate.socket, [Socket], ListenDatagram=,"
                + " ListenDatagram=" + (address.equals("*") ? "" : address + ":") + port
                + ", then sudo systemctl restart sensorgate.socket sensorgate;"
                + " to keep it: set udp.port and udp.address to where it listens";
    }

    /** What a small receive buffer of an inherited socket means. */
    static String cappedInherited(ReceiveBuffer buffer) {
        return "the inherited socket's receive buffer is smaller than udp.receive-buffer: it holds"
                + " about " + buffer.datagrams() + " short datagrams, more in one burst are lost;"
                + " to raise it: sudo systemctl edit sensorgate.socket, [Socket], ReceiveBuffer="
                + buffer.askedBytes() + ", then sudo systemctl restart sensorgate.socket sensorgate";
    }

    /** Begins to log, once a minute, what is too much to be logged one by one. */
    void watch(Gateway gateway) {
        LossReport losses = new LossReport(gateway.stats(), gateway::lastOffender, Logger::warn);
        List<Runnable> reports = List.of(
                new BackgroundWork("the report of losses", losses),
                new BackgroundWork("the report of controllers", controllers));
        Thread.ofPlatform().daemon().name("reports").start(() -> everyMinute(reports));
    }

    /** What a receive buffer that the kernel capped means, and how to have a larger one. */
    static String capped(ReceiveBuffer buffer) {
        String assignment = "net.core.rmem_max=" + buffer.askedBytes();
        return "the kernel capped the receive buffer: it holds about " + buffer.datagrams()
                + " short datagrams, more in one burst are lost;"
                + " to raise it: sudo sysctl -w " + assignment
                + " and restart; to keep it: echo " + assignment
                + " | sudo tee /etc/sysctl.d/60-sensorgate.conf";
    }

    private static String udpPlace(Gateway gateway) {
        return address(gateway.udpAddress()) + ":" + gateway.udpPort();
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
