package io.tandem.data.ban;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How bans stand in Redis. What cannot be read is none: a ban must never break who reads it. */
final class BanText {
    private static final String KIND = "kind";

    private BanText() {}

    static Map<String, String> of(SourceBan ban) {
        return Map.of(KIND, "source", "address", ban.address(), "reason", ban.reason(), "stage", Integer.toString(ban.stage()),
                "since", Long.toString(ban.since().toEpochMilli()), "until", Long.toString(ban.until().toEpochMilli()), "node", ban.node());
    }

    static Map<String, String> of(AccountBan ban) {
        return Map.of(KIND, "account", "account", ban.account(), "address", ban.address(), "failures", Integer.toString(ban.failures()),
                "stage", Integer.toString(ban.stage()), "last", Long.toString(ban.lastFailure().toEpochMilli()),
                "until", Long.toString(ban.until().toEpochMilli()), "agent", ban.userAgent(), "node", ban.node());
    }

    /** One field of an account's hash. */
    static String line(AccountBan ban) {
        return "%d %d %d %d %s %s".formatted(ban.failures(), ban.stage(), ban.lastFailure().toEpochMilli(), ban.until().toEpochMilli(),
                ban.node().isEmpty() ? "-" : ban.node().replace(' ', '_'), ban.userAgent());
    }

    static Optional<AccountBan> line(String account, String address, String line) {
        String[] parts = line.split(" ", 6);
        if (parts.length < 6) {
            return Optional.empty();
        }
        try {
            return Optional.of(new AccountBan(account, address, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), moment(parts[2]), moment(parts[3]),
                    parts[5], parts[4]));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static Optional<SourceBan> source(Map<String, String> fields) {
        try {
            String address = fields.getOrDefault("address", "");
            return address.isEmpty() ? Optional.empty() : Optional.of(new SourceBan(address, fields.getOrDefault("reason", ""),
                    Integer.parseInt(fields.getOrDefault("stage", "0")), moment(fields.getOrDefault("since", "0")),
                    moment(fields.getOrDefault("until", "")), fields.getOrDefault("node", "")));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<AccountBan> account(Map<String, String> fields) {
        try {
            return Optional.of(new AccountBan(fields.getOrDefault("account", ""), fields.getOrDefault("address", ""),
                    Integer.parseInt(fields.getOrDefault("failures", "")), Integer.parseInt(fields.getOrDefault("stage", "0")),
                    moment(fields.getOrDefault("last", "")), moment(fields.getOrDefault("until", "")), fields.getOrDefault("agent", ""),
                    fields.getOrDefault("node", "")));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static Map<String, String> lifted(String kind, String name) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(KIND, "lifted-" + kind);
        fields.put("name", name);
        return fields;
    }

    /** An entry of the log. */
    static Optional<BanChange> change(Map<String, String> fields) {
        String name = fields.getOrDefault("name", "");
        return switch (fields.getOrDefault(KIND, "")) {
            case "source" -> source(fields).map(BanChange.SourceBanned::new);
            case "account" -> account(fields).map(BanChange.AccountBanned::new);
            case "lifted-source" -> Optional.of(new BanChange.SourceLifted(name));
            case "lifted-account" -> Optional.of(new BanChange.AccountLifted(name));
            default -> Optional.empty();
        };
    }

    private static Instant moment(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }
}
