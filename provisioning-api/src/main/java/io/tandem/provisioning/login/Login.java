package io.tandem.provisioning.login;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

import io.tandem.provisioning.ldap.AdminDirectory;
import io.tandem.provisioning.password.PasswordCheck;
import io.tandem.provisioning.password.PasswordPolicy;

/**
 * A login with a password. Who is not known, has no password or sends a wrong one gets the same answer after the same time; wrong passwords and wrong
 * one-time passwords count towards a ban. Any thread; takes half a second unless the password was right a moment ago, with a directory longer.
 */
public final class Login {
    private final Accounts accounts;
    private final PasswordCheck passwords;
    private final AdminDirectory directory;
    private final PasswordPolicy policy;
    private final LoginBans bans;
    private final OneTimePasswords oneTimePasswords;

    public Login(Accounts accounts, PasswordCheck passwords, AdminDirectory directory, PasswordPolicy policy, LoginBans bans, InstantSource clock) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.directory = directory;
        this.policy = policy;
        this.bans = bans;
        this.oneTimePasswords = new OneTimePasswords(clock);
    }

    /**
     * One attempt.
     *
     * @param address where it comes from
     * @param otp     the one-time password, if one was sent
     */
    public record Attempt(LoginName name, String address, String password, Optional<String> otp) {
        @Override
        public String toString() {
            return "%s in %s from %s".formatted(name, name.realm().label(), address);
        }
    }

    /** How an attempt ends. */
    public sealed interface Outcome {}

    /** @param expired he may set a new password and do nothing else */
    public record Admitted(Account account, boolean expired) implements Outcome {}

    /** Nobody of that name and password. */
    public record Unknown() implements Outcome {}

    /** The password is right and still he may not in; the text is for the client. */
    public record Refused(String text) implements Outcome {}

    public static final Refused BANNED = new Refused("Banned");
    public static final Refused INACTIVE = new Refused("Invalid user");
    public static final Refused INVALID_OTP = new Refused("Invalid OTP");

    /** @param otpWaived whether what is asked for is what a second factor is made with */
    public Outcome attempt(Attempt attempt, boolean otpWaived) {
        Supplier<LoginBans.History> asked = bans.of(attempt);
        Optional<Account> found = accounts.find(attempt.name());
        LoginBans.History history = asked.get();
        if (history.banned()) {
            return BANNED;
        }
        if (!isRight(attempt, found)) {
            bans.failed(attempt, found);
            return new Unknown();
        }
        Account account = found.orElseThrow();
        if (!account.active()) {
            return INACTIVE;
        }
        if (!otpWaived && account.otp().required() && !secondFactor(attempt, account)) {
            return INVALID_OTP;
        }
        remember(attempt, account, history);
        return new Admitted(account, isExpired(account));
    }

    /** A directory is asked in the name of the account, and for a wrong password it takes as long as one that is unknown. */
    private boolean isRight(Attempt attempt, Optional<Account> found) {
        String login = attempt.name().realm() + " " + attempt.name();
        if (found.filter(Account::inDirectory).isEmpty()) {
            return passwords.isRight(login, found.map(Account::password), attempt.password());
        }
        return directory.isRight(found.get().caller().login(), attempt.password()) || passwords.isRight(login, Optional.empty(), attempt.password());
    }

    /** Whether an account's password is older than it may be; that is a directory's own business. */
    public boolean isExpired(Account account) {
        return !account.inDirectory() && !policy.maxAge().isZero() && account.passwordAge().compareTo(policy.maxAge()) > 0;
    }

    /** What was asked for and not sent is no guess. */
    private boolean secondFactor(Attempt attempt, Account account) {
        boolean right = attempt.otp().filter(code -> oneTimePasswords.matches(account.otp().secret(), code)).isPresent();
        if (!right && attempt.otp().isPresent()) {
            bans.failed(attempt, Optional.of(account));
        }
        return right;
    }

    private void remember(Attempt attempt, Account account, LoginBans.History history) {
        if (history.failedBefore() || account.banStage() > 0) {
            bans.succeeded(attempt, account);
        }
        if (!account.inDirectory() && !account.password().isSalted() && attempt.name().realm() != Realm.SYSTEM) {
            accounts.renew(account.caller(), account.password(), attempt.password());
        }
        if (account.otp().required() && account.otp().enrolling() && attempt.otp().isPresent()) {
            accounts.enrolled(account.caller());
        }
    }
}
