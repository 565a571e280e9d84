package sensorgate.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/**
 * Socket constants and structures of 64-bit Linux (the kernel's {@code include/uapi}).
 *
 * <pre>
 *  struct mmsghdr       0      8       16     24      32       40          48     56       64
 *                       | name | namelen | iov | iovlen | control | controllen | flags | len |
 *  struct cmsghdr       0        8       12     16   20         24
 *                       | length | level | type | fd | (padding) |
 *  struct in_pktinfo    0           4       8             12
 *                       | interface | local | destination |   a cmsghdr is before it
 *  struct in6_pktinfo   0             16          20
 *                       | destination | interface |
 *  struct iovec         0      8        16
 *                       | base | length |
 *  struct sockaddr_in   0        2      4         8
 *                       | family | port | address |
 *  struct sockaddr_in6  0        2      4          8         24      28
 *                       | family | port | flowinfo | address | scope |
 *  struct sockaddr_un   0        2             110
 *                       | family | path ...  |   an abstract one begins with a zero byte
 *  struct sockaddr_ll   0        2          4           8        20
 *                       | family | protocol | interface | ...    |
 *  struct group_req     0           4       8               136
 *                       | interface | (gap) | group address |   a sockaddr_storage
 * </pre>
 */
public final class Sockets {

    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int AF_PACKET = 17;
    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_CLOEXEC = 0x80000;
    public static final int SOL_SOCKET = 1;
    public static final int SCM_RIGHTS = 1;
    public static final int SO_TYPE = 3;
    public static final int SO_RCVBUF = 8;
    public static final int SO_RCVTIMEO = 20;
    public static final int SO_SNDTIMEO = 21;
    public static final int SO_ATTACH_FILTER = 26;
    public static final int SO_ACCEPTCONN = 30;
    public static final int SO_RCVBUFFORCE = 33;
    public static final int SO_PROTOCOL = 38;
    public static final int SO_DOMAIN = 39;
    public static final int SO_MEMINFO = 55;
    public static final int SOL_PACKET = 263;
    public static final int PACKET_STATISTICS = 6;
    public static final int ETH_P_ALL = 3;
    public static final int IPPROTO_IP = 0;
    public static final int IPPROTO_TCP = 6;
    public static final int IPPROTO_UDP = 17;
    public static final int IPPROTO_IPV6 = 41;
    public static final int IP_PKTINFO = 8;
    public static final int IPV6_RECVPKTINFO = 49;
    public static final int IPV6_V6ONLY = 26;
    public static final int MCAST_JOIN_GROUP = 42;
    public static final int TCP_KEEPIDLE = 4;
    public static final int TCP_KEEPINTVL = 5;
    public static final int TCP_KEEPCNT = 6;
    public static final int TCP_USER_TIMEOUT = 18;
    public static final int MSG_TRUNC = 0x20;
    public static final int MSG_DONTWAIT = 0x40;
    public static final int MSG_NOSIGNAL = 0x4000;
    public static final int MSG_WAITFORONE = 0x10000;
    public static final int F_SETFD = 2;
    public static final int F_GETFL = 3;
    public static final int F_SETFL = 4;
    public static final int FD_CLOEXEC = 1;
    public static final int O_NONBLOCK = 0x800;
    public static final int EPERM = 1;
    public static final int EINTR = 4;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EAFNOSUPPORT = 97;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENETDOWN = 100;
    public static final int ENOBUFS = 105;

    public static final int MESSAGE_BYTES = 64;
    public static final int IOVEC_BYTES = 16;
    public static final int CONTROL_BYTES = 24;

    /** An {@code in_pktinfo} and an {@code in6_pktinfo}, each behind its {@code cmsghdr}. */
    public static final int DESTINATION_BYTES = 72;

    public static final int PACKET_ADDRESS_BYTES = 20;
    public static final int UNIX_ADDRESS_BYTES = 110;
    public static final int GROUP_REQUEST_BYTES = 136;

    /** The size of a {@code sockaddr_in6}; a {@code sockaddr_in} fits too. */
    public static final int ADDRESS_BYTES = 28;

    /** The distance of socket addresses in an array: each stays within one cache line. */
    public static final int ADDRESS_STRIDE = 32;

    /** The longest path of a {@code sockaddr_un}: some programs need a zero byte after it. */
    public static final int UNIX_PATH_BYTES_MAX = 107;

    /** {@code SK_MEMINFO_VARS} words of {@code SO_MEMINFO}, in bytes. */
    public static final int MEMINFO_BYTES = 36;

    private static final int NAME = 0;
    private static final int NAME_LENGTH = 8;
    private static final int IOVEC = 16;
    private static final int IOVEC_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int LENGTH = 56;
    private static final int CMSG_LEVEL = 8;
    private static final int CMSG_TYPE = 12;
    private static final int CMSG_DATA = 16;
    private static final int IPV6_PKTINFO = 50;
    private static final int IN_LOCAL = CMSG_DATA + 4;
    private static final int IN_DESTINATION = CMSG_DATA + 8;
    private static final int MEMINFO_DROPS = 32;
    private static final int PORT = 2;
    private static final int UNIX_PATH = 2;
    private static final int IPV4_ADDRESS = 4;
    private static final int IPV6_ADDRESS = 8;

    private static final ValueLayout.OfShort NETWORK_SHORT =
            JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt NETWORK_INT =
            JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong NETWORK_LONG =
            JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Sockets() {}

    /** Fills message {@code i}: the buffer for its sender's address, and its iovecs. */
    public static void setMessage(
            MemorySegment messages, int i, MemorySegment address, MemorySegment iovecs) {
        long at = (long) i * MESSAGE_BYTES;
        messages.set(JAVA_LONG_UNALIGNED, at + NAME, address.address());
        messages.set(JAVA_INT, at + NAME_LENGTH, ADDRESS_BYTES);
        messages.set(JAVA_LONG_UNALIGNED, at + IOVEC, iovecs.address());
        messages.set(JAVA_LONG_UNALIGNED, at + IOVEC_COUNT, iovecs.byteSize() / IOVEC_BYTES);
    }

    /**
     * Fills message 0 for {@code sendmsg(2)} to a connected Unix socket: its iovec, and a
     * descriptor for the receiver. {@code control} has {@value #CONTROL_BYTES} bytes.
     */
    public static void setMessageWithDescriptor(
            MemorySegment message, MemorySegment iovec, MemorySegment control, int fd) {
        message.fill((byte) 0);
        message.set(JAVA_LONG_UNALIGNED, IOVEC, iovec.address());
        message.set(JAVA_LONG_UNALIGNED, IOVEC_COUNT, 1);
        message.set(JAVA_LONG_UNALIGNED, CONTROL, control.address());
        message.set(JAVA_LONG_UNALIGNED, CONTROL_LENGTH, CONTROL_BYTES);
        control.fill((byte) 0);
        control.set(JAVA_LONG_UNALIGNED, 0, CMSG_DATA + Integer.BYTES);
        control.set(JAVA_INT, CMSG_LEVEL, SOL_SOCKET);
        control.set(JAVA_INT, CMSG_TYPE, SCM_RIGHTS);
        control.set(JAVA_INT, CMSG_DATA, fd);
    }

    /** Gives message 0 room for a descriptor that comes with the message. */
    public static void setControl(MemorySegment message, MemorySegment control) {
        control.fill((byte) 0);
        message.set(JAVA_LONG_UNALIGNED, CONTROL, control.address());
        message.set(JAVA_LONG_UNALIGNED, CONTROL_LENGTH, control.byteSize());
    }

    /** Gives message {@code i} its {@value #DESTINATION_BYTES} bytes for a destination. */
    public static void setDestination(MemorySegment messages, MemorySegment destinations, int i) {
        long at = (long) i * MESSAGE_BYTES;
        messages.set(
                JAVA_LONG_UNALIGNED, at + CONTROL,
                destinations.address() + (long) i * DESTINATION_BYTES);
        messages.set(JAVA_LONG_UNALIGNED, at + CONTROL_LENGTH, DESTINATION_BYTES);
    }

    /**
     * True if message {@code i} came with its destination, and that is an address of this machine:
     * for a broadcast or multicast address, {@code IP_PKTINFO} names another one as the local
     * address (ip(7)).
     */
    public static boolean isUnicast(MemorySegment messages, MemorySegment destinations, int i) {
        final long from = (long) i * DESTINATION_BYTES;
        final long length =
                messages.get(JAVA_LONG_UNALIGNED, (long) i * MESSAGE_BYTES + CONTROL_LENGTH);
        boolean isUnicast = false;
        long bytes;
        for (long at = 0; at + CMSG_DATA <= length; at += bytes + 7 & ~7L) {
            bytes = destinations.get(JAVA_LONG_UNALIGNED, from + at);
            if (bytes < CMSG_DATA) {
                return false;
            }
            final int level = destinations.get(JAVA_INT, from + at + CMSG_LEVEL);
            final int type = destinations.get(JAVA_INT, from + at + CMSG_TYPE);
            if (level == IPPROTO_IP && type == IP_PKTINFO) {
                return destinations.get(JAVA_INT, from + at + IN_LOCAL)
                        == destinations.get(JAVA_INT, from + at + IN_DESTINATION);
            }
            if (level == IPPROTO_IPV6 && type == IPV6_PKTINFO) { // mapped IPv4 has both
                isUnicast = destinations.get(JAVA_BYTE, from + at + CMSG_DATA) != -1
                        && !isMapped(destinations, from + at + CMSG_DATA);
            }
        }
        return isUnicast;
    }

    /** Fills an answer to the sender of message {@code i}. */
    public static void setAnswer(
            MemorySegment answer, MemorySegment messages, int i, MemorySegment iovec) {
        long at = (long) i * MESSAGE_BYTES;
        answer.set(JAVA_LONG_UNALIGNED, NAME, messages.get(JAVA_LONG_UNALIGNED, at + NAME));
        answer.set(JAVA_INT, NAME_LENGTH, messages.get(JAVA_INT, at + NAME_LENGTH));
        answer.set(JAVA_LONG_UNALIGNED, IOVEC, iovec.address());
        answer.set(JAVA_LONG_UNALIGNED, IOVEC_COUNT, 1);
    }

    /** The descriptor that came with a message, -1 if none came. */
    public static int descriptor(MemorySegment control) {
        return control.get(JAVA_LONG_UNALIGNED, 0) == 0 ? -1 : control.get(JAVA_INT, CMSG_DATA);
    }

    /** Resets the size of message {@code i}'s address buffer, which the kernel overwrites. */
    public static void resetMessage(MemorySegment messages, int i) {
        messages.set(JAVA_INT, (long) i * MESSAGE_BYTES + NAME_LENGTH, ADDRESS_BYTES);
    }

    /**
     * The number of bytes of message {@code i} in its iovecs; with {@link #MSG_TRUNC}, the number
     * of bytes that the sender sent.
     */
    public static int length(MemorySegment messages, int i) {
        return messages.get(JAVA_INT, (long) i * MESSAGE_BYTES + LENGTH);
    }

    public static void setIovec(MemorySegment iovecs, int i, MemorySegment buffer) {
        iovecs.set(JAVA_LONG_UNALIGNED, (long) i * IOVEC_BYTES, buffer.address());
        iovecs.set(JAVA_LONG_UNALIGNED, (long) i * IOVEC_BYTES + 8, buffer.byteSize());
    }

    /** Sets how many bytes of its buffer {@code iovecs[i]} stands for. */
    public static void setIovecBytes(MemorySegment iovecs, int i, long bytes) {
        iovecs.set(JAVA_LONG_UNALIGNED, (long) i * IOVEC_BYTES + 8, bytes);
    }

    /** Writes a socket address of the given family. An IPv4 address of family IPv6 is mapped. */
    public static void setAddress(MemorySegment into, int family, InetAddress address, int port) {
        into.fill((byte) 0);
        into.set(JAVA_SHORT, 0, (short) family);
        into.set(NETWORK_SHORT, PORT, (short) port);
        byte[] bytes = address.getAddress();
        if (family == AF_INET || bytes.length == 16) {
            int at = family == AF_INET ? IPV4_ADDRESS : IPV6_ADDRESS;
            MemorySegment.copy(bytes, 0, into, JAVA_BYTE, at, bytes.length);
        } else if (!address.isAnyLocalAddress()) {
            into.set(NETWORK_SHORT, IPV6_ADDRESS + 10, (short) 0xFFFF);
            MemorySegment.copy(bytes, 0, into, JAVA_BYTE, IPV6_ADDRESS + 12, bytes.length);
        }
        if (address instanceof Inet6Address scoped && family == AF_INET6) {
            into.set(JAVA_INT, 24, scoped.getScopeId());
        }
    }

    /**
     * Writes the address of a Unix socket and returns its size, bytes. A path that begins with
     * {@code @} is an abstract name.
     */
    public static int setUnixAddress(MemorySegment into, byte[] path) {
        into.fill((byte) 0);
        into.set(JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(path, 0, into, JAVA_BYTE, UNIX_PATH, path.length);
        if (path[0] == '@') {
            into.set(JAVA_BYTE, UNIX_PATH, (byte) 0);
        }
        return UNIX_PATH + path.length;
    }

    /** Writes the address of a packet socket for all interfaces and every protocol. */
    public static void setEveryPacket(MemorySegment into) {
        into.fill((byte) 0);
        into.set(JAVA_SHORT, 0, (short) AF_PACKET);
        into.set(NETWORK_SHORT, 2, (short) ETH_P_ALL);
    }

    /** Writes a request to join a multicast group on the interface of this number. */
    public static void setGroupRequest(MemorySegment into, int device, InetAddress group) {
        setAddress(
                into.asSlice(8), group.getAddress().length == 4 ? AF_INET : AF_INET6, group, 0);
        into.set(JAVA_INT, 0, device);
    }

    /** The IP address of a socket address, without scope. Allocates. */
    public static InetAddress address(MemorySegment address) {
        boolean isIpv4 = isIpv4(address, 0);
        byte[] bytes = new byte[isIpv4 ? 4 : 16];
        int at = isIpv4 ? IPV4_ADDRESS : IPV6_ADDRESS;
        MemorySegment.copy(address, JAVA_BYTE, at, bytes, 0, bytes.length);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address has 4 or 16 bytes", e);
        }
    }

    /** The size of a socket address of the family, bytes. */
    public static int addressBytes(int family) {
        return family == AF_INET ? 16 : ADDRESS_BYTES;
    }

    /** The port of the socket address at {@code at}. */
    public static int port(MemorySegment addresses, long at) {
        return addresses.get(NETWORK_SHORT, at + PORT) & 0xFFFF;
    }

    /** The upper half of the IP address at {@code at}, in the form of {@code SourceFilter}. */
    public static long addressHigh(MemorySegment addresses, long at) {
        return isIpv4(addresses, at) ? 0 : addresses.get(NETWORK_LONG, at + IPV6_ADDRESS);
    }

    /** The lower half of the IP address at {@code at}; IPv4 is mapped (RFC 4291, 2.5.5.2). */
    public static long addressLow(MemorySegment addresses, long at) {
        return isIpv4(addresses, at)
                ? 0xFFFF_0000_0000L | addresses.get(NETWORK_INT, at + IPV4_ADDRESS) & 0xFFFF_FFFFL
                : addresses.get(NETWORK_LONG, at + IPV6_ADDRESS + 8);
    }

    /** How many datagrams the kernel dropped, from {@code SO_MEMINFO}: 32 bits, which wrap. */
    public static int dropsOf(MemorySegment memInfo) {
        return memInfo.get(JAVA_INT, MEMINFO_DROPS);
    }

    private static boolean isIpv4(MemorySegment addresses, long at) {
        return addresses.get(JAVA_SHORT, at) == AF_INET;
    }

    private static boolean isMapped(MemorySegment segment, long at) {
        return segment.get(JAVA_LONG_UNALIGNED, at) == 0
                && segment.get(NETWORK_INT, at + Long.BYTES) == 0xFFFF;
    }
}
