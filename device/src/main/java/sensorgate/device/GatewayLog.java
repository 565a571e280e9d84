package sensorgate.device;

import java.net.InetAddress;
import java.util.List;
import org.tinylog.Logger;
import sensorgate.Gateway;
import sensorgate.GatewayListener;
import sensorgate.GatewaySettings;
import sensorgate.net.ReceiveBuffer;
import sensorgate.net.SocketAddressText;

/** Writes the gateway's life to the log; ends the process when the gateway fails. Any thread. */
final class GatewayLog implements GatewayListener {

    private static final long MINUTE_MS = 60_000;

    private final ControllerLog controllers = new ControllerLog(Logger::info);

    @Override
    public void onControllerConnected(String address) {
        controllers.connected(address);
    }

    @Override
    public void onControllerLeft(String address, String why) {
        controllers.left(address, why);
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
        Runtime.getRuntime().halt(ExitCode.FAILED);
    }

    /** Says what was opened. */
    void opened(Gateway gateway, GatewaySettings settings) {
        Logger.info("sensorgate " + Version.sensorgate() + ", " + Version.platform()
                + ", takes datagrams by " + gateway.sourceName());
        Logger.info("UDP listens on " + address(settings.udp().address()) + ":" + gateway.udpPort()
                + " for readings from " + settings.udp().allow());
        Logger.info("TCP listens on " + address(settings.tcp().address()) + ":" + gateway.tcpPort()
                + " for polls from " + settings.tcp().allow());
        ReceiveBuffer buffer = gateway.receiveBuffer();
        Logger.info("receive buffer: asked for " + buffer.askedBytes() + " bytes, granted "
                + buffer.grantedBytes());
        if (buffer.isCapped()) {
            Logger.warn(capped(buffer));
        }
    }

    /** Begins to log, once a minute, what is too much to be logged one by one. */
    void watch(Gateway gateway) {
        LossReport losses = new LossReport(gateway.stats(), gateway::lastOffender, Logger::warn);
        List<Runnable> reports = List.of(losses, controllers);
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

    private static String address(InetAddress address) {
        return address == null ? "*" : SocketAddressText.of(address);
    }

    private static void everyMinute(List<Runnable> reports) {
        try {
            while (true) {
                Thread.sleep(MINUTE_MS);
                reports.forEach(Runnable::run);
            }
        } catch (InterruptedException _) {
            // nobody does: the thread ends with the process
        }
    }
}
