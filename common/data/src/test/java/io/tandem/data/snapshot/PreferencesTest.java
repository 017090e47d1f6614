package io.tandem.data.snapshot;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tandem.data.pattern.Wildcard;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.NumberSource;
import io.tandem.data.preference.PreferenceKey;
import io.tandem.data.preference.ShownNumber;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PreferencesTest {
    private final Preferences user = new Preferences(Map.of("cli", List.of("431"),
            "allowed_clis", List.of("1", "2"), "clir", List.of("0")));
    private final Preferences domain = new Preferences(Map.of("cli", List.of("499"),
            "allowed_clis", List.of("9"), "nat_sipping", List.of("yes"),
            "concurrent_max", List.of("-1"), "lock", List.of("four"), "dnd", List.of("1")));

    @Test void narrowerLevelWinsAndListsAreNotMixed() {
        Preferences effective = user.over(domain);
        assertThat(effective.string("cli")).contains("431");
        assertThat(effective.list("allowed_clis")).containsExactly("1", "2");
        assertThat(effective.string("nat_sipping")).contains("yes");
    }

    @Test void absentAttributeIsEmptyEverywhere() {
        assertThat(user.string("cfu")).isEmpty();
        assertThat(user.list("cfu")).isEmpty();
        assertThat(user.number("cfu")).isEmpty();
        assertThat(user.isSet("cfu")).isFalse();
    }

    @Test void zeroIsNotSet() {
        assertThat(user.isSet("clir")).isFalse();
        assertThat(domain.isSet("dnd")).isTrue();
    }

    @Test void numbersThatAreNoneAreEmpty() {
        assertThat(domain.number("concurrent_max")).hasValue(-1);
        assertThat(domain.number("lock")).isEmpty();
    }

    @Test void typedValuesFollowTheSamePrecedence() {
        Preferences effective = user.over(domain);
        assertThat(effective.get(CallPreferences.CLI)).contains("431");
        assertThat(effective.get(CallPreferences.ALLOWED_CLIS)).containsExactly(new Wildcard("1"), new Wildcard("2"));
        assertThat(effective.get(CallPreferences.CLIR)).as("0 of the user wins over whatever is wider").isFalse();
        assertThat(effective.has(CallPreferences.CLIR)).isTrue();
        assertThat(user.get(CallPreferences.LOCK)).isEmpty();
    }

    @Test void whatIsAbsentOrMeansNothingIsTheDefaultOfItsKey() {
        Preferences odd = new Preferences(Map.of("inbound_upn", List.of("astrology"), "lock", List.of("four"), "cli", List.of(" "),
                "outbound_from_display", List.of("pbx_extension/np_display"), "allowed_ips", List.of("everywhere")));
        assertThat(odd.get(CallPreferences.INBOUND_UPN)).isEqualTo(NumberSource.FROM_USER);
        assertThat(odd.get(CallPreferences.LOCK)).isEmpty();
        assertThat(odd.get(CallPreferences.CLI)).isEmpty();
        assertThat(odd.get(CallPreferences.FROM_DISPLAY)).isEqualTo(ShownNumber.PBX_EXTENSION_NP_DISPLAY);
        assertThat(Preferences.NONE.get(CallPreferences.FROM_DISPLAY)).isEqualTo(ShownNumber.RCV_DISPLAY);
        assertThat(odd.get(CallPreferences.ALLOWED_IPS)).as("an unreadable list admits nobody").hasSize(1);
    }

    @Test void everyKeyHasItsOwnPlaceAndName() {
        Map<String, List<String>> all = new HashMap<>();
        CallPreferences.all().forEach(key -> all.put(key.name(), List.of("1")));
        Preferences full = new Preferences(all);
        assertThat(CallPreferences.all()).extracting(PreferenceKey::name).doesNotHaveDuplicates();
        assertThat(CallPreferences.all()).allSatisfy(key -> {
            assertThat(CallPreferences.all().get(key.index())).isSameAs(key);
            assertThat(full.get(key)).isEqualTo(key.read(List.of("1")).<Object>map(value -> value).orElse(key.absent()));
        });
        assertThat(CallPreferences.of("cli")).contains(CallPreferences.CLI);
        assertThat(CallPreferences.of("nothing")).isEmpty();
    }

    @Test void aLookUpAllocatesNothing() {
        Preferences effective = user.over(domain);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long found = 0;
        for (int warm = 0; warm < 20_000; warm++) found += lookUps(effective);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100_000; i++) found += lookUps(effective);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
        assertThat(found).isEqualTo(120_000L * 3);
    }

    private static int lookUps(Preferences preferences) {
        return preferences.get(CallPreferences.ALLOWED_CLIS).size() + (preferences.get(CallPreferences.LOCK).isEmpty() ? 1 : 0)
                + (preferences.get(CallPreferences.CLIR) ? 1 : 0);
    }
}
