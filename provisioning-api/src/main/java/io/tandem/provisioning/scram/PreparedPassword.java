package io.tandem.provisioning.scram;

import java.text.Normalizer;
import java.util.Optional;
import java.util.stream.Collectors;

/** SASLprep (RFC 4013): passwords that look alike are alike, whatever keyboard they come from. Pure. */
final class PreparedPassword {
    private PreparedPassword() {}

    /** The password as SCRAM hashes it; empty if it holds what RFC 4013 §2.3 forbids, or nothing. */
    static Optional<String> of(String password) {
        String mapped = password.codePoints().filter(c -> !vanishes(c)).map(c -> Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c)
            .mapToObj(Character::toString).collect(Collectors.joining());
        String normal = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
        return normal.isEmpty() || normal.codePoints().anyMatch(PreparedPassword::isForbidden) ? Optional.empty() : Optional.of(normal);
    }

    /** RFC 3454 table B.1: soft hyphens, joiners, variation selectors. */
    private static boolean vanishes(int c) {
        return c == 0xAD || c == 0x34F || c == 0x1806 || c >= 0x180B && c <= 0x180D || c >= 0x200B && c <= 0x200D || c == 0x2060 || c >= 0xFE00 && c <= 0xFE0F
            || c == 0xFEFF;
    }

    private static boolean isForbidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED, Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
