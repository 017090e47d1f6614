package io.tandem.lb.account;

import java.time.Duration;

import io.tandem.lb.ban.BanLengths;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** What wrong passwords lead to, {@code tandem.lb.failed-auth}. A challenge, a stale nonce or missing credentials are no failures.
 * @param banEnable        whether anybody is banned for wrong passwords
 * @param attempts         wrong passwords for an account from a source before it gets 403 "Try again later"; a right one begins anew
 * @param banTime          how long that account is refused from that source; each repeat doubles it
 * @param maxBanTime       however often it happens
 * @param forgetAfter      quiet time after which failures and earlier bans no longer count
 * @param sprayedAccounts  so many accounts failed from one source within the spray window, and no more that succeeded, ban the source
 * @param attackSources    failures for one account from so many sources within the spray window put the account under guard
 * @param sprayWindow      the time in which they are counted; also how long an account stays under guard after the last failure
 * @param guardedInterval  to an account under guard, strangers together get one attempt in this time; sources that it authenticated from keep access
 * @param entries          accounts and sources that are watched; memory is taken at the start, 150 bytes an entry */
@ConfigurationProperties("tandem.lb.failed-auth")
public record AccountProperties(@DefaultValue("true") boolean banEnable, @DefaultValue("4") @Min(1) @Max(1000) int attempts,
                                @DefaultValue("3600s") Duration banTime, @DefaultValue("24h") Duration maxBanTime,
                                @DefaultValue("24h") Duration forgetAfter, @DefaultValue("10") @Min(2) @Max(32) int sprayedAccounts,
                                @DefaultValue("10") @Min(2) @Max(64) int attackSources, @DefaultValue("10m") Duration sprayWindow,
                                @DefaultValue("10s") Duration guardedInterval, @DefaultValue("16384") @Min(4) @Max(16_777_216) int entries) {

    BanLengths banLengths() {
        return new BanLengths(banTime, maxBanTime.compareTo(banTime) < 0 ? banTime : maxBanTime, forgetAfter);
    }
}
