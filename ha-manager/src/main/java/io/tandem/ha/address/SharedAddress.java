package io.tandem.ha.address;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;

/**
 * An address that moves between the nodes.
 *
 * @param card          for example {@code eth0}
 * @param interfaceIndex of the card
 * @param mac           6 bytes, of the card
 * @param prefixLength  of its network, bits
 */
public record SharedAddress(InetAddress address, int prefixLength, String card, int interfaceIndex, byte[] mac) {
    /**
     * Reads {@code 198.51.100.10/24} on a card.
     *
     * @throws IOException if there is no such card or it is no Ethernet
     * @throws IllegalArgumentException if the text is no address with prefix length
     */
    public static SharedAddress on(String card, String text) throws IOException {
        int slash = text.indexOf('/');
        if (slash < 0) throw new IllegalArgumentException("shared address '" + text + "' lacks its prefix length; write 198.51.100.10/24");
        InetAddress address = InetAddress.ofLiteral(text.substring(0, slash));
        int bits = address.getAddress().length * 8;
        int prefix;
        try {
            prefix = Integer.parseInt(text.substring(slash + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text.substring(slash + 1) + "' in shared address '" + text + "' is no prefix length", e);
        }
        if (prefix < 1 || prefix > bits) throw new IllegalArgumentException("prefix length of shared address '" + text + "' is outside 1.." + bits);
        NetworkInterface nic = NetworkInterface.getByName(card);
        if (nic == null) throw new IOException("no network card '" + card + "' here; correct tandem.ha-manager.pair.shared");
        byte[] mac = nic.getHardwareAddress();
        if (mac == null || mac.length != 6) throw new IOException("network card '" + card + "' is no Ethernet: shared addresses need ARP");
        return new SharedAddress(address, prefix, card, nic.getIndex(), mac);
    }

    public boolean isIpv4() { return address.getAddress().length == 4; }

    @Override public String toString() { return address.getHostAddress() + "/" + prefixLength + " on " + card; }
}
