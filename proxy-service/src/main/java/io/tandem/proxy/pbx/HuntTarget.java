package io.tandem.proxy.pbx;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.tandem.data.pbx.HuntCancelMode;
import io.tandem.data.pbx.HuntPolicy;
import io.tandem.proxy.fork.ForkPlan;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.sip.message.SipUri;

/** The members that ring, on their way through the B2BUA: a parameter of the request URI. Immutable.
 * @param ringSeconds of each, or of all if they ring at once; 0 for as long as any phone may */
public record HuntTarget(boolean atOnce, int ringSeconds, HuntCancelMode cancelMode, List<AddressOfRecord> members) {
    private static final String PARAMETER = "tandem-hunt";
    private static final int FIRST_MEMBER = 3;
    private static final Pattern ADDRESS = Pattern.compile("(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,3})?");

    public HuntTarget {
        members = List.copyOf(members);
    }

    static HuntTarget of(HuntGroup group) {
        return new HuntTarget(group.policy() == HuntPolicy.PARALLEL, group.ringSeconds(), group.cancelMode(),
                group.members().stream().map(HuntMember::rings).toList());
    }

    /** The request URI of a call to a group. */
    public static SipUri mark(SipUri target, HuntGroup group) {
        HuntTarget hunt = of(group);
        return target.withParameter(PARAMETER, (hunt.atOnce ? "p." : "s.") + hunt.ringSeconds + (hunt.cancelMode == HuntCancelMode.BYE ? ".b" : ".c")
                + hunt.members.stream().map(member -> "." + Base64.getUrlEncoder().withoutPadding()
                        .encodeToString(member.toString().getBytes(StandardCharsets.UTF_8))).collect(Collectors.joining()));
    }

    /** Reads a request URI; empty for a callee that is no group. A parameter that is not ours names no members. */
    public static Optional<HuntTarget> of(SipUri target) {
        return target.parameter(PARAMETER).map(HuntTarget::parse);
    }

    private static HuntTarget parse(String text) {
        String[] parts = text.split("\\.");
        if (parts.length <= FIRST_MEMBER || !parts[1].matches("\\d{1,9}")) {
            return new HuntTarget(true, 0, HuntCancelMode.CANCEL, List.of());
        }
        List<AddressOfRecord> members = new ArrayList<>();
        for (int i = FIRST_MEMBER; i < parts.length; i++) {
            if (ADDRESS.matcher(parts[i]).matches()) {
                String member = new String(Base64.getUrlDecoder().decode(parts[i]), StandardCharsets.UTF_8);
                int at = member.lastIndexOf('@');
                members.add(new AddressOfRecord(member.substring(0, Math.max(0, at)), member.substring(at + 1)));
            }
        }
        return new HuntTarget(parts[0].equals("p"), Integer.parseInt(parts[1]), parts[2].equals("b") ? HuntCancelMode.BYE : HuntCancelMode.CANCEL, members);
    }

    /** In which order phones ring. What one member refuses, the others may still take, whatever its code.
     * @param phones of each member; at least one in all */
    public ForkPlan plan(List<Integer> phones) {
        List<Integer> stages = new ArrayList<>();
        int stage = 0;
        for (int count : phones) {
            int now = stage;
            IntStream.range(0, count).forEach(_ -> stages.add(now));
            stage += atOnce || count == 0 ? 0 : 1;
        }
        return new ForkPlan(stages, Set.of(), ringSeconds > 0 ? Optional.of(Duration.ofSeconds(ringSeconds)) : Optional.empty(), false);
    }
}
