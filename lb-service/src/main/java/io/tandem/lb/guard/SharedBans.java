package io.tandem.lb.guard;

import java.time.Instant;

import io.tandem.data.ban.AccountBan;
import io.tandem.data.ban.BanChange;
import io.tandem.data.ban.SourceBan;
import io.tandem.lb.account.AccountScreen;
import io.tandem.lb.ban.BanReason;
import io.tandem.lb.ban.SourceBans;

/** The bans of this node as all nodes know them, and the other way round. Loop thread. */
final class SharedBans {

    private final Screens screens;
    private final String node;

    SharedBans(Screens screens, String node) {
        this.screens = screens;
        this.node = node;
    }

    SourceBan shared(SourceBans.Entry ban) {
        Instant until = screens.wallTime(ban.untilNanos());
        return new SourceBan(ban.address(), ban.reason().text(), ban.stage(), screens.wallTime(ban.sinceNanos()),
                until.isAfter(SourceBan.FOREVER) ? SourceBan.FOREVER : until, node);
    }

    AccountBan shared(AccountScreen.Entry ban) {
        return new AccountBan(ban.account(), ban.address(), ban.failures(), ban.stage(), screens.wallTime(ban.lastFailureNanos()),
                screens.wallTime(ban.untilNanos()), ban.userAgent(), node);
    }

    /** Follows what another node or the API did. */
    void follow(BanChange change) {
        switch (change) {
            case BanChange.SourceBanned(SourceBan ban) -> restore(ban);
            case BanChange.AccountBanned(AccountBan ban) -> restore(ban);
            case BanChange.SourceLifted(String address) -> screens.lift(address);
            case BanChange.AccountLifted(String account) -> screens.accounts().lift(account);
        }
    }

    void restore(SourceBan ban) {
        screens.restore(new SourceBans.Entry(ban.address(), BanReason.parse(ban.reason()).orElse(BanReason.OPERATOR), ban.stage(),
                screens.loopTime(ban.since()), screens.loopTime(ban.until()), 0));
    }

    void restore(AccountBan ban) {
        screens.restore(new AccountScreen.Entry(ban.account(), ban.address(), ban.userAgent(), ban.failures(), ban.stage(),
                screens.loopTime(ban.lastFailure()), screens.loopTime(ban.until())));
    }

    /** Follows what was let free while this node could not hear of it; bans set after that stay. */
    void followLate(BanChange change, Instant at) {
        switch (change) {
            case BanChange.SourceLifted(String address) -> {
                if (screens.sourceBans().stream().anyMatch(ban -> ban.address().equals(address) && !screens.wallTime(ban.sinceNanos()).isAfter(at))) {
                    screens.lift(address);
                }
            }
            case BanChange.AccountLifted(String account) -> {
                if (screens.accountFailures().stream().anyMatch(ban -> ban.account().equalsIgnoreCase(account)
                        && !screens.wallTime(ban.lastFailureNanos()).isAfter(at))) {
                    screens.accounts().lift(account);
                }
            }
            case BanChange.SourceBanned _, BanChange.AccountBanned _ -> throw new IllegalArgumentException("a ban is not let free: " + change);
        }
    }
}
