package io.tandem.proxy.screen;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

import io.tandem.data.pattern.PerlPattern;
import io.tandem.data.restriction.NcosLevel;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.timeset.Schedule;
import io.tandem.data.timeset.TimeSet;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.caller.PartySnapshot;
import io.tandem.proxy.caller.Restriction;
import io.tandem.proxy.identity.CallerNumbers;
import io.tandem.proxy.identity.Somebody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** signalling.md §2.1 (addresses, User-Agents), §2.8, §2.10, §2.11. */
class ScreeningTest {
    private static PartySnapshot party(String own, String customer) {
        return new PartySnapshot(Somebody.preferences(own), Somebody.preferences(customer), Preferences.NONE, RewriteRuleSet.NONE, List.of());
    }

    @ParameterizedTest
    @CsvSource({
        // callee, its customer, anonymous: reason
        "'', '', false, ''", "block_in_list=431001, '', false, Blocked by Callee", "block_in_list=4310*, '', false, Blocked by Callee",
        "block_in_list=4366, '', false, Blocked by Callee",                             // the number that is shown counts like the network's
        "block_in_list=432*, '', false, ''", "block_in_list=432*;block_in_mode=1, '', false, Blocked by Callee",
        "block_in_list=4310*;block_in_mode=1, '', false, ''", "block_in_mode=1, '', false, Blocked by Callee",
        "block_in_mode=0;block_in_list=43100[12], '', false, Blocked by Callee",
        "adm_block_in_list=431001;block_in_list=431001, '', false, Blocked by Admin", "adm_block_in_mode=1, '', false, Blocked by Admin",
        "'', block_in_list=431001, false, Blocked by Contract", "'', block_in_mode=1, false, Blocked by Contract",
        "block_in_list=431001, block_in_list=431001, false, Blocked by Contract", "'', adm_block_in_list=431001, false, Blocked by Admin",
        "block_in_clir=1, '', false, ''", "block_in_clir=1, '', true, Blocked by Callee", "adm_block_in_clir=1, '', true, Blocked by Admin",
        "'', block_in_clir=1, true, Blocked by Contract", "'', adm_block_in_clir=1, true, Blocked by Admin"})
    void callsInAreBlockedByAdministratorsThenCustomerThenUser(String own, String customer, boolean anonymous, String reason) {
        assertThat(BlockLists.incoming(party(own, customer), new CallerNumbers("4366", "431001", "", "", anonymous)).orElse("")).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({"'', '', ''", "block_out_list=431002, '', Blocked by Caller", "block_out_list=bob, '', Blocked by Caller", "block_out_list=432*, '', ''",
        "block_out_list=432*;block_out_mode=1, '', Blocked by Caller", "block_out_list=431*;block_out_mode=1, '', ''",
        "block_out_mode=1, '', Blocked by Caller", "adm_block_out_list=431002;block_out_list=431002, '', Blocked by Admin",
        "adm_block_out_mode=1, '', Blocked by Admin", "'', block_out_list=431002, Blocked by Contract", "'', adm_block_out_list=431002, Blocked by Admin",
        "'', adm_block_out_mode=1, Blocked by Admin"})
    void callsOutAreBlockedLikewise(String own, String customer, String reason) {
        assertThat(BlockLists.outgoing(party(own, customer), Lifted.NOTHING, List.of("bob", "431002")).orElse("")).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({"'', false, ''", "upn_block_list=43*, false, Blocked by Caller", "upn_block_list=49*, false, ''",
        "upn_block_list=49*;upn_block_mode=1, false, Blocked by Caller", "upn_block_clir=1, true, Blocked by Caller", "upn_block_clir=1, false, ''"})
    void callsAreBlockedByTheNumberThatTheyShow(String own, boolean anonymous, String reason) {
        assertThat(BlockLists.ownNumber(party(own, ""), new CallerNumbers("4366", "491001", "", "", anonymous)).orElse("")).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        // lock: registers, calls, emergency, abroad, is called
        "'', true, true, true, true, true", "lock=0, true, true, true, true, true", "lock=1, true, true, true, false, true",
        "lock=2, true, false, true, false, true", "lock=3, true, false, false, false, false", "lock=4, true, false, false, false, false",
        "lock=5, false, false, false, false, false"})
    void eachLockForbidsMoreThanTheOneBefore(String own, boolean registers, boolean calls, boolean emergency, boolean abroad, boolean isCalled) {
        Lock lock = Lock.of(Somebody.alice(Somebody.preferences(own), Preferences.NONE));
        assertThat(lock.permitsRegistration()).isEqualTo(registers);
        assertThat(lock.permitsCalls(false)).isEqualTo(calls);
        assertThat(lock.permitsCalls(true)).isEqualTo(emergency);
        assertThat(lock.permitsForeignCalls(false)).isEqualTo(abroad);
        assertThat(lock.permitsIncoming()).isEqualTo(isCalled);
    }

    @ParameterizedTest
    @CsvSource({"'', '', true", "allowed_ips=192.0.2.0/24, '', true", "allowed_ips=192.0.3.0/24, '', false", "man_allowed_ips=192.0.2.1, '', true",
        "allowed_ips=192.0.3.0/24;man_allowed_ips=192.0.2.1, '', true", "man_allowed_ips=192.0.2.2, '', false",
        "allowed_ips=192.0.3.0/24;ignore_allowed_ips=1, '', true", "allowed_ips=192.0.3.0/24;allowed_ips_header=X-Ip, '', true",
        "allowed_ips=192.0.2.0/24;allowed_ips_header=X-Ip, '', false", "allowed_ips=192.0.3.0/24, allowed_ips_header=X-Ip, true",
        "allowed_ips=192.0.3.0/24;allowed_ips_header=X-Other, '', false", "allowed_ips=everywhere, '', false"})
    void subscribersComeFromTheirNetworksOnly(String own, String customer, boolean permitted) {
        Caller caller = Somebody.caller(Somebody.alice(Somebody.preferences(own), Somebody.preferences(customer)));
        assertThat(SourceAddress.permits(Somebody.invite("<sip:alice@example.org>", "X-Ip: 192.0.3.7"), caller)).isEqualTo(permitted);
    }

    @ParameterizedTest
    @CsvSource({"'', Phone 1, true", "'', '', true", "ua_reject_missing=1, '', false", "ua_reject_missing=1, Phone 1, true",
        "ua_filter_list=Phone*, Phone 1, false", "ua_filter_list=Other*, Phone 1, true", "ua_filter_list=Phone*;ua_filter_mode=1, Phone 1, true",
        "ua_filter_list=Other*;ua_filter_mode=1, Phone 1, false", "ua_filter_mode=1, Phone 1, false", "ua_filter_list=*, '', true"})
    void phonesAreFilteredByTheirUserAgent(String own, String userAgent, boolean permitted) {
        assertThat(UserAgentRule.permits(Somebody.preferences(own), userAgent)).isEqualTo(permitted);
    }

    private static final Map<String, NcosLevel> LEVELS = Map.of(
        "black", new NcosLevel("black", false, false, false, List.of(PerlPattern.of("^439")), List.of()),
        "white", new NcosLevel("white", true, true, false, List.of(PerlPattern.of("^800")), List.of()),
        "inside", new NcosLevel("inside", false, false, true, List.of(PerlPattern.of("^4310")), List.of()),
        "late", new NcosLevel("late", false, false, true, List.of(PerlPattern.of("^439")), List.of(),
                Optional.of(new Schedule(TimeSet.NEVER, ZoneId.of("Europe/Vienna"))), false));

    @ParameterizedTest
    @CsvSource({
        // levels, number, within a PBX: the level that refuses
        "'', 439001, false, ''", "black, 439001, false, black", "black, 431001, false, ''", "white, 431001, false, ''", "white, 491001, false, white",
        "white, 800, false, ''", "white black, 439001, false, white", "black white, 439001, false, black", "black white, 491001, false, white",
        "black, 439001, true, ''", "inside, 431001, true, inside", "inside black, 439001, true, ''", "black, 4391, false, ''",
        "late, 439001, false, ''", "late black, 439001, false, black"})
    void theFirstLevelThatRefusesIsNamed(String levels, String number, boolean intraPbx, String refusing) {
        List<Restriction> ncos = levels.isEmpty() ? List.of()
                : Stream.of(levels.split(" ")).map(LEVELS::get).map(level -> new Restriction(level, false)).toList();
        PartySnapshot caller = new PartySnapshot(Somebody.preferences("cc=43;ac=1;adm_ncos_exceptions=4391"), Preferences.NONE, Preferences.NONE,
                RewriteRuleSet.NONE, ncos);
        Ncos.Called called = new Ncos.Called(number, OptionalInt.empty(), intraPbx, Lifted.NOTHING, Instant.EPOCH);
        assertThat(Ncos.refusal(caller, called).map(NcosLevel::name).orElse("")).isEqualTo(refusing);
    }

    @Test void anUnknownLevelLocksGlobally() {
        assertThat(Lock.of(Somebody.alice(Somebody.preferences("lock=9"), Preferences.NONE))).isEqualTo(Lock.GLOBAL);
    }
}
