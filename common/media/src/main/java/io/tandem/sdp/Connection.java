package io.tandem.sdp;

import java.net.Inet6Address;
import java.net.InetAddress;

import io.tandem.sdp.MalformedSdpException.Reason;

/**
 * Connection data {@code c=IN IP4 192.0.2.1} (RFC 8866 §5.7).
 * @param addressType {@code IP4} or {@code IP6}
 * @param address     address or name, a multicast TTL still behind it
 */
public record Connection(String addressType, String address) {
    public Connection {
        if (!addressType.equals("IP4") && !addressType.equals("IP6") || address.isEmpty() || address.chars().anyMatch(c -> c <= ' ')) {
            throw new MalformedSdpException(Reason.BAD_CONNECTION, "connection '" + addressType + " " + address + "'");
        }
    }

    public static Connection of(InetAddress address) {
        return new Connection(address instanceof Inet6Address ? "IP6" : "IP4", address.getHostAddress());
    }

    static Connection parse(String value) {
        String[] fields = SdpLine.SPACES.split(value.strip());
        if (fields.length != 3 || !fields[0].equals("IN")) {
            throw new MalformedSdpException(Reason.BAD_CONNECTION, "connection '" + value + "' is not 'IN IP4|IP6 address'");
        }
        return new Connection(fields[1], fields[2]);
    }

    /** True for the old way to put a call on hold (RFC 3264 §8.4). */
    public boolean isUnspecified() {
        return address.equals("0.0.0.0") || address.equals("::");
    }

    SdpLine line() {
        return new SdpLine('c', "IN " + addressType + " " + address);
    }
}
