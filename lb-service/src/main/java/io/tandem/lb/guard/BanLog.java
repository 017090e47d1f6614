package io.tandem.lb.guard;

import java.time.Duration;

import io.tandem.lb.account.AccountScreen;
import io.tandem.lb.ban.SourceBans;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of each ban once; under an attack from very many sources, of some and of how many there were. Loop thread. */
final class BanLog {

    private static final Logger LOG = LoggerFactory.getLogger(BanLog.class);
    /** Lines between two ticks. */
    private static final int LINES = 10;

    private int told;
    private int untold;

    void banned(SourceBans.Entry ban, long nowNanos) {
        if (mayTell()) {
            LOG.warn("{} banned for {}: {}, ban number {} of late; lift it with htable.delete ipban {}, or DELETE /api/bannedips/{}", ban.address(),
                    length(ban, nowNanos), ban.reason().text(), ban.stage() + 1, ban.address(), ban.address());
        }
    }

    void banned(AccountScreen.Entry ban, long nowNanos) {
        if (mayTell()) {
            LOG.warn("{} refused from {} for {} s after {} wrong passwords (User-Agent {}); lift it with DELETE /api/bannedusers/{}", printable(ban.account()),
                    ban.address(), Duration.ofNanos(ban.untilNanos() - nowNanos).toSeconds(), ban.failures(), printable(ban.userAgent()),
                    printable(ban.account()));
        }
    }

    private static String length(SourceBans.Entry ban, long nowNanos) {
        return ban.isForGood(nowNanos) ? "good" : Duration.ofNanos(ban.untilNanos() - nowNanos).toSeconds() + " s";
    }

    /** What others wrote must not break lines of the log. */
    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }

    private boolean mayTell() {
        if (told < LINES) {
            told++;
            return true;
        }
        untold++;
        return false;
    }

    /** A few times a second. */
    void tick() {
        if (untold > 0) {
            LOG.warn("{} more bans; htable.dump lists them", untold);
        }
        told = 0;
        untold = 0;
    }
}
