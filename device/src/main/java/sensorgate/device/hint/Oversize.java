package sensorgate.device.hint;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import sensorgate.udp.DatagramSource;

/**
 * Says how to make a sender's datagrams shorter. Knows some senders by the shape of their lines.
 * Pure functions.
 */
final class Oversize {

    /** Proxmox VE fills a datagram up to its setting mtu less these bytes. */
    private static final int PROXMOX_HEADER_BYTES = 50;

    private static final Pattern COLLECTD =
            Pattern.compile("^[^, \n]++,host=[^, \n]++(?:,instance=[^, \n]++)?,type=[^\n]*+");
    private static final Pattern PROXMOX =
            Pattern.compile("^[^, \n]++,object=(?:nodes|qemu|lxc|storages),[^\n]*+");

    private Oversize() {}

    /** The setting of the datagram's sender, or what any sender must do. */
    static String remedy(byte[] datagram) {
        String text = new String(datagram, StandardCharsets.ISO_8859_1);
        if (COLLECTD.matcher(text).lookingAt()) {
            return "in collectd.conf, set MaxPacketSize of write_influxdb_udp to at most "
                    + DatagramSource.SLOT_BYTES;
        }
        if (PROXMOX.matcher(text).lookingAt()) {
            return "in Proxmox VE, set the MTU of the metric server to at most "
                    + (DatagramSource.SLOT_BYTES + PROXMOX_HEADER_BYTES);
        }
        return "have the sensor send fewer lines in a datagram";
    }
}
