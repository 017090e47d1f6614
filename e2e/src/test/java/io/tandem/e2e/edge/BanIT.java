package io.tandem.e2e.edge;

import java.time.Duration;

import io.tandem.testkit.phone.Account;
import io.tandem.testkit.phone.Phone;
import io.tandem.testkit.phone.PhoneException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Wrong passwords: who tries them is refused, and nobody else is. */
class BanIT {
    private static final String ATTACKER = "127.0.0.21";
    private static Parties parties;

    @BeforeAll static void provision() throws Exception {
        Bans.liftAll();
        parties = Parties.provision("ban.e2e.tandem", 553);
    }

    /** Each register of a phone is a request without credentials, which is challenged, and one with the wrong ones. */
    @Test void fourWrongPasswordsAreChallengedTheFifthIsRefusedUntilTheBanIsLifted() throws Exception {
        String account = "alice@" + parties.domain();
        Account wrong = new Account("alice", parties.domain(), "guessed");
        try (Phone attacker = Parties.at(ATTACKER, wrong)) {
            for (int attempt = 1; attempt <= 4; attempt++) {
                assertRefused(attacker, "401 Unauthorized");
            }
            assertRefused(attacker, "403 Try again later");
        }
        try (Phone victim = Parties.at("127.0.0.22", parties.alice()); Phone bob = Parties.at("127.0.0.23", parties.bob())) {
            victim.register(RawParty.PATIENCE);
            bob.register(RawParty.PATIENCE);
            parties.callAndHangUp(victim, bob, parties.bob());
        }
        assertThat(Bans.listed("bannedusers")).contains(account);
        Bans.lift("bannedusers", "auth", account);
        try (Phone forgiven = Parties.at(ATTACKER, parties.alice())) {
            forgiven.register(RawParty.PATIENCE);
        }
    }

    private static void assertRefused(Phone phone, String reason) {
        assertThatExceptionOfType(PhoneException.class).isThrownBy(() -> phone.register(RawParty.PATIENCE)).withMessageContaining(reason);
    }

    @Test void aRightPasswordInBetweenBeginsTheCountAnew() throws Exception {
        Account wrong = new Account("bob", parties.domain(), "guessed");
        for (int round = 0; round < 2; round++) {
            try (Phone clumsy = Parties.at("127.0.0.24", wrong); Phone right = Parties.at("127.0.0.24", parties.bob())) {
                for (int attempt = 1; attempt <= 3; attempt++) {
                    assertRefused(clumsy, "401 Unauthorized");
                }
                right.register(RawParty.PATIENCE);
            }
        }
    }

    @Test void whoFailsForManyAccountsIsBannedAltogether() throws Exception {
        String sprayer = "127.0.0.25";
        for (int i = 0; i < 10; i++) {
            try (Phone guessing = Parties.at(sprayer, new Account("nobody" + i, parties.domain(), "guessed"))) {
                assertRefused(guessing, "401 Unauthorized");
            }
        }
        Bans.await("ipban", sprayer, true);
        assertThat(Bans.control("htable.get", "ipban", sprayer)).contains("spraying");
        try (RawParty banned = RawParty.udp(sprayer)) {
            banned.send(RawParty.request(banned.link(), "OPTIONS", "sip:127.0.0.1:5060", "sip:a@b", "sip:127.0.0.1:5060"));
            banned.assertSilence(Duration.ofMillis(500));
        }
        Bans.lift("bannedips", "ipban", sprayer);
        try (Phone forgiven = Parties.at(sprayer, parties.alice())) {
            forgiven.register(RawParty.PATIENCE);
        }
    }
}
