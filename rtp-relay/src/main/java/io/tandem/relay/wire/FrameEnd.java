package io.tandem.relay.wire;

/**
 * Finds where a message {@code COOKIE SP PAYLOAD} ends in a stream of octets, fed one by one: where its bencode or JSON dictionary closes. It does
 * not check the payload beyond that. One thread.
 */
public final class FrameEnd {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_LENGTH = 1 << 24;

    private enum Part { COOKIE, FIRST, JSON, JSON_TEXT, JSON_ESCAPE, BENCODE, INTEGER, LENGTH, STRING }

    private Part part = Part.COOKIE;
    private int depth;
    private int left;
    private boolean broken;

    /** @return true if this octet is the message's last one */
    public boolean isOver(byte octet) {
        switch (part) {
            case COOKIE -> {
                if (octet == ' ') part = Part.FIRST;
            }
            case FIRST -> first(octet);
            case JSON -> json(octet);
            case JSON_TEXT -> part = octet == '"' ? Part.JSON : octet == '\\' ? Part.JSON_ESCAPE : Part.JSON_TEXT;
            case JSON_ESCAPE -> part = Part.JSON_TEXT;
            case BENCODE -> bencode(octet);
            case INTEGER -> {
                if (octet == 'e') part = Part.BENCODE;
            }
            case LENGTH -> length(octet);
            case STRING -> {
                if (--left == 0) part = Part.BENCODE;
            }
        }
        return depth == 0 && (part == Part.JSON || part == Part.BENCODE);
    }

    private void first(byte octet) {
        depth = 1;
        switch (octet) {
            case '{' -> part = Part.JSON;
            case 'd' -> part = Part.BENCODE;
            default -> broken = true;
        }
    }

    private void json(byte octet) {
        switch (octet) {
            case '"' -> part = Part.JSON_TEXT;
            case '{', '[' -> deeper();
            case '}', ']' -> depth--;
            default -> { }
        }
    }

    private void bencode(byte octet) {
        switch (octet) {
            case 'd', 'l' -> deeper();
            case 'e' -> depth--;
            case 'i' -> part = Part.INTEGER;
            default -> {
                part = Part.LENGTH;
                left = 0;
                length(octet);
            }
        }
    }

    private void length(byte octet) {
        if (octet >= '0' && octet <= '9' && left < MAX_LENGTH) {
            left = left * 10 + octet - '0';
        } else if (octet == ':') {
            part = left == 0 ? Part.BENCODE : Part.STRING;
        } else {
            broken = true;
        }
    }

    private void deeper() {
        depth++;
        if (depth > MAX_DEPTH) broken = true;
    }

    /** No message can come of this. */
    public boolean isBroken() {
        return broken;
    }

    public boolean isInCookie() {
        return part == Part.COOKIE;
    }
}
