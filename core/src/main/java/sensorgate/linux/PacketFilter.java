package sensorgate.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A program that the kernel runs on each packet before copying the packet to a socket: classic BPF,
 * as {@code SO_ATTACH_FILTER} takes it (the kernel's {@code Documentation/networking/filter.rst}).
 *
 * <pre>
 *  struct sock_fprog   0       8            struct sock_filter   0      2    3    4
 *                      | count | program |                       | code | jt | jf | k |
 * </pre>
 */
public final class PacketFilter {

    private static final int LOAD_BYTE = 0x30;
    private static final int SHIFT_RIGHT = 0x74;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;

    /** The address of the packet's kind (SKF_AD_OFF + SKF_AD_PKTTYPE). */
    private static final int PACKET_KIND = -0x1000 + 4;

    private static final int TO_ANOTHER_HOST = 3;
    private static final int OUTGOING = 4;
    private static final int ALL_OF_IT = 0xFFFF;
    private static final int INSTRUCTION_BYTES = 8;
    private static final int PROGRAM_BYTES = 16;

    /**
     * Accepts packets to this machine that are UDP, or IPv6 with an extension header that UDP may
     * follow. Jumps count from the next instruction.
     */
    private static final int[][] UDP_TO_THIS_MACHINE = {
        {LOAD_BYTE, 0, 0, PACKET_KIND},
        {JUMP_IF_EQUAL, 13, 0, TO_ANOTHER_HOST},
        {JUMP_IF_EQUAL, 12, 0, OUTGOING},
        {LOAD_BYTE, 0, 0, 0},
        {SHIFT_RIGHT, 0, 0, 4},
        {JUMP_IF_EQUAL, 0, 2, 4}, // the version: IPv4
        {LOAD_BYTE, 0, 0, 9}, // its protocol
        {JUMP_IF_EQUAL, 8, 7, Sockets.IPPROTO_UDP},
        {JUMP_IF_EQUAL, 0, 6, 6}, // IPv6
        {LOAD_BYTE, 0, 0, 6}, // its next header
        {JUMP_IF_EQUAL, 5, 0, Sockets.IPPROTO_UDP},
        {JUMP_IF_EQUAL, 4, 0, 0}, // hop-by-hop options
        {JUMP_IF_EQUAL, 3, 0, 43}, // routing
        {JUMP_IF_EQUAL, 2, 0, 44}, // fragment
        {JUMP_IF_EQUAL, 1, 0, 60}, // destination options
        {RETURN, 0, 0, 0},
        {RETURN, 0, 0, ALL_OF_IT},
    };

    private PacketFilter() {}

    /** A program for a socket that receives packets from the IP header on. */
    public static MemorySegment udpToThisMachine(Arena arena) {
        int count = UDP_TO_THIS_MACHINE.length;
        MemorySegment instructions = arena.allocate((long) count * INSTRUCTION_BYTES, 8);
        for (int i = 0; i < count; i++) {
            int[] instruction = UDP_TO_THIS_MACHINE[i];
            long at = (long) i * INSTRUCTION_BYTES;
            instructions.set(JAVA_SHORT, at, (short) instruction[0]);
            instructions.set(JAVA_BYTE, at + 2, (byte) instruction[1]);
            instructions.set(JAVA_BYTE, at + 3, (byte) instruction[2]);
            instructions.set(JAVA_INT, at + 4, instruction[3]);
        }
        MemorySegment program = arena.allocate(PROGRAM_BYTES, 8);
        program.set(JAVA_SHORT, 0, (short) count);
        program.set(JAVA_LONG, 8, instructions.address());
        return program;
    }
}
