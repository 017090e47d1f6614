package io.tandem.sdp;

import java.util.regex.Pattern;

import io.tandem.sdp.MalformedSdpException.Reason;

/** One line {@code type=value} (RFC 8866 §5). @param type a small letter */
public record SdpLine(char type, String value) {
    static final Pattern SPACES = Pattern.compile(" +");

    public SdpLine {
        if (type < 'a' || type > 'z' || value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0 || value.indexOf(0) >= 0) {
            throw new MalformedSdpException(Reason.BAD_LINE, "not a line of SDP: '" + type + "=" + value + "'");
        }
    }

    static SdpLine parse(String line) {
        if (line.length() < 2 || line.charAt(1) != '=') {
            throw new MalformedSdpException(Reason.BAD_LINE, "not a line of SDP: '" + line + "'");
        }
        return new SdpLine(line.charAt(0), line.substring(2));
    }

    static SdpLine attribute(String name, String value) {
        if (name.isEmpty() || name.chars().anyMatch(c -> c <= ' ' || c == ':')) {
            throw new MalformedSdpException(Reason.BAD_ATTRIBUTE, "attribute name '" + name + "'");
        }
        return new SdpLine('a', value.isEmpty() ? name : name + ":" + value);
    }

    boolean isAttribute(String name) {
        return type == 'a' && value.startsWith(name) && (value.length() == name.length() || value.charAt(name.length()) == ':');
    }

    /** What stands behind the colon; empty for a property attribute. */
    String attributeValue() {
        int colon = value.indexOf(':');
        return colon < 0 ? "" : value.substring(colon + 1);
    }

    @Override public String toString() {
        return type + "=" + value;
    }
}
