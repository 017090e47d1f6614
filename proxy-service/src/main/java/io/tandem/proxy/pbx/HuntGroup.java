package io.tandem.proxy.pbx;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.data.pbx.HuntCancelMode;
import io.tandem.data.pbx.HuntPolicy;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.ledger.Claim;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.sip.message.NameAddr;

/** A group that is called, and who of it rings (§3.10). Immutable.
 * @param ringSeconds how long each member rings, with {@link HuntPolicy#PARALLEL} all of them; 0: as long as any phone may
 * @param members     in the order in which they ring
 * @param skipped     those who do not, and why, for people
 * @param busy        UUIDs of those who would ring if they were not in a call */
public record HuntGroup(HuntPolicy policy, int ringSeconds, HuntCancelMode cancelMode, List<HuntMember> members, List<String> skipped, List<String> busy) {
    public HuntGroup {
        members = List.copyOf(members);
        skipped = List.copyOf(skipped);
        busy = List.copyOf(busy);
    }

    /** Nobody rings, because whoever might is in a call. */
    public boolean isBusy() {
        return members.isEmpty() && !busy.isEmpty();
    }

    /** UUIDs of those who ring. */
    public List<String> ringing() {
        return members.stream().map(member -> member.subscriber().uuid()).toList();
    }

    /** UUIDs of those who ring, now or after their calls. */
    public List<String> takers() {
        return Stream.concat(ringing().stream(), busy.stream()).toList();
    }

    /** The subscriber is a group that calls its members. */
    public static boolean is(Subscriber subscriber) {
        Preferences own = subscriber.preferences();
        return own.get(CallPreferences.HUNT_POLICY) != HuntPolicy.NONE && !own.get(CallPreferences.HUNT_GROUP).isEmpty();
    }

    /** The member whose phones these are. */
    public Optional<HuntMember> member(AddressOfRecord rings) {
        return members.stream().filter(member -> member.rings().equals(rings)).findFirst();
    }

    /** Extension of the member whose phones these are. */
    public Optional<String> extension(AddressOfRecord rings) {
        return member(rings).flatMap(HuntMember::extension);
    }

    /** Counters of the member that has answered: whoever takes a call of its group is in a call. */
    public List<Claim> joinedBy(AddressOfRecord rings) {
        return member(rings).map(member -> Claim.ofMember(member.subscriber().uuid())).orElse(List.of());
    }

    /** The caller as the members' phones show it.
     * @param format see {@link PbxProperties#huntDisplayFormat} */
    public static NameAddr shown(NameAddr caller, Subscriber group, String format) {
        if (format.isEmpty()) {
            return caller;
        }
        String name = group.preferences().get(CallPreferences.DISPLAY_NAME).or(() -> group.preferences().get(CallPreferences.PBX_EXTENSION))
                .orElse(group.username());
        String display = caller.displayName().isEmpty() ? caller.uri().decodedUser().orElse("") : caller.displayName();
        return caller.withDisplayName((format.replace("%s", name) + " " + display).strip());
    }

    @Override
    public String toString() {
        return policy.name().toLowerCase(Locale.ROOT) + (ringSeconds > 0 ? ", " + ringSeconds + " s" : "") + ": rings " + members
                + (skipped.isEmpty() ? "" : "; skipped: " + String.join(", ", skipped));
    }
}
