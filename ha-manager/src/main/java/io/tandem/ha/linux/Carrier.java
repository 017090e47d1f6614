package io.tandem.ha.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a network card has a link. The kernel tells each change (rtnetlink(7)). Reading {@code /sys/class/net/NAME/carrier} every 10 ms instead was slower
 * in the lab; why was not traced, perhaps because the read waits while another program changes a card. One thread.
 */
public final class Carrier implements AutoCloseable {
    private static final int RTMGRP_LINK = 1;
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_DELLINK = 17;
    private static final int IFF_UP = 0x1;
    private static final int IFF_LOWER_UP = 0x10000;
    private static final int EAGAIN = 11;
    private static final int HEADER = 28;

    private final String card;
    private final int index;
    private final NativeSocket socket;
    private final byte[] buffer = new byte[64];
    private boolean up;

    /**
     * Looks, and listens from now on.
     *
     * @param index  of the card
     * @param poller tells when there is something to read
     */
    public Carrier(String card, int index, Poller poller) throws IOException {
        this.card = card;
        this.index = index;
        this.socket = NativeSocket.open(SocketAddresses.AF_NETLINK, NativeSocket.SOCK_RAW, 0);
        socket.bind(SocketAddresses.netlink(RTMGRP_LINK), "link changes");
        poller.add(socket, this::read);
        this.up = look();
    }

    private void read() {
        int length = socket.receive(buffer);
        for (; length >= 0; length = socket.receive(buffer)) change(ByteBuffer.wrap(buffer, 0, length).order(ByteOrder.nativeOrder()));
        if (length != -EAGAIN) up = look(); // changes were lost
    }

    /** nlmsghdr, ifinfomsg. */
    private void change(ByteBuffer message) {
        if (message.limit() < HEADER || message.getInt(20) != index) return;
        int type = message.getShort(4);
        int flags = message.getInt(24);
        if (type == RTM_NEWLINK) up = (flags & IFF_UP) != 0 && (flags & IFF_LOWER_UP) != 0;
        if (type == RTM_DELLINK) up = false;
    }

    /** A card that is down or gone has no link. */
    private boolean look() {
        try {
            return Files.readString(Path.of("/sys/class/net", card, "carrier")).startsWith("1");
        } catch (IOException downOrGone) {
            return false; // EINVAL or ENOENT: the kernel's way to say no
        }
    }

    public boolean isUp() { return up; }

    @Override public void close() { socket.close(); }
}
