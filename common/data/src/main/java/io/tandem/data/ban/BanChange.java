package io.tandem.data.ban;

/** Something that happened to bans. */
public sealed interface BanChange {
    record SourceBanned(SourceBan ban) implements BanChange {}

    record AccountBanned(AccountBan ban) implements BanChange {}

    /** An address was let free. */
    record SourceLifted(String address) implements BanChange {}

    /** An account was let free, whatever the address. */
    record AccountLifted(String account) implements BanChange {}
}
