package io.tandem.b2bua.leg;

import java.util.Optional;

/** What a PRACK acknowledges: response number, CSeq number and method (RFC 3262 §7.2). */
public record RAck(long rSeq, long cSeq, String method) {
    public static Optional<RAck> parse(String value) {
        String[] parts = value.trim().split("\\s+");
        if (parts.length != 3 || !isNumber(parts[0]) || !isNumber(parts[1])) return Optional.empty();
        return Optional.of(new RAck(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]));
    }

    @Override public String toString() {
        return rSeq + " " + cSeq + " " + method;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
