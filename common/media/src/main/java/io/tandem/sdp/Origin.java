package io.tandem.sdp;

import io.tandem.sdp.MalformedSdpException.Reason;

/** Originator line {@code o=} (RFC 8866 §5.2). Session id and version are 64 bit numbers; kept as text, as they may be larger. */
public record Origin(String username, String sessionId, String sessionVersion, Connection address) {
    public Origin {
        if (isNoToken(username) || isNoToken(sessionId) || isNoToken(sessionVersion)) {
            throw new MalformedSdpException(Reason.BAD_ORIGIN, "origin '" + username + " " + sessionId + " " + sessionVersion + "'");
        }
    }

    public static Origin of(String username, long sessionId, long sessionVersion, Connection address) {
        return new Origin(username, Long.toUnsignedString(sessionId), Long.toUnsignedString(sessionVersion), address);
    }

    private static boolean isNoToken(String text) {
        return text.isEmpty() || text.chars().anyMatch(c -> c <= ' ');
    }

    static Origin parse(String value) {
        String[] fields = SdpLine.SPACES.split(value.strip());
        if (fields.length != 6 || !fields[3].equals("IN")) {
            throw new MalformedSdpException(Reason.BAD_ORIGIN, "origin '" + value + "' has not its six fields");
        }
        return new Origin(fields[0], fields[1], fields[2], new Connection(fields[4], fields[5]));
    }

    public Origin withAddress(Connection other) {
        return new Origin(username, sessionId, sessionVersion, other);
    }

    public Origin withVersion(long version) {
        return new Origin(username, sessionId, Long.toUnsignedString(version), address);
    }

    SdpLine line() {
        return new SdpLine('o', String.join(" ", username, sessionId, sessionVersion, "IN", address.addressType(), address.address()));
    }
}
