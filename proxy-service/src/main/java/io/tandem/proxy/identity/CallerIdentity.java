package io.tandem.proxy.identity;

import java.util.List;
import java.util.Optional;

import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipUri;

/** What the callee is shown of the caller. Immutable.
 * @param from      From of the second leg, without tag
 * @param asserted  P-Asserted-Identity (RFC 3325); none if it shall not be sent
 * @param preferred P-Preferred-Identity; none by default
 * @param anonymous hidden: Privacy says {@code id}
 * @param exposed   the caller asked to be hidden and is not: Privacy goes
 * @param diversion Diversion headers instead of those that came; empty to pass these on
 * @param history   History-Info entries, likewise
 * @param number    of the caller as this network knows it, before the callee's rules rewrite it; empty if not even peers may know it */
public record CallerIdentity(NameAddr from, Optional<NameAddr> asserted, Optional<NameAddr> preferred, boolean anonymous, boolean exposed,
                             Optional<List<String>> diversion, Optional<List<String>> history, String number) {

    /** The same with another From. */
    public CallerIdentity from(NameAddr shown) {
        return new CallerIdentity(shown, asserted, preferred, anonymous, exposed, diversion, history, number);
    }

    /** For strangers, who are not told what this network knows (RFC 3325 §7). */
    public CallerIdentity withoutAsserted() {
        return new CallerIdentity(from, Optional.empty(), preferred, anonymous, exposed, diversion, history, number);
    }

    /** Tells a phone whether the number was vouched for, where it reads the number (3GPP TS 24.229 §7.2A.20). */
    public CallerIdentity verified(String verstat) {
        boolean inFrom = asserted.isEmpty() && !anonymous;
        return new CallerIdentity(inFrom ? verified(from, verstat) : from, asserted.map(address -> verified(address, verstat)), preferred, anonymous, exposed,
                diversion, history, number);
    }

    private static NameAddr verified(NameAddr address, String verstat) {
        SipUri uri = address.uri();
        return address.withUri(uri.withUser(uri.decodedUser().orElse("") + ";verstat=" + verstat).withParameter("user", "phone"));
    }

    @Override
    public String toString() {
        return "From %s, PAI %s%s%s%s".formatted(from, asserted.map(NameAddr::toString).orElse("none"),
                preferred.map(value -> ", PPI " + value).orElse(""), anonymous ? ", Privacy: id" : "",
                diversion.map(values -> ", Diversion " + values).orElse("") + history.map(values -> ", History-Info " + values).orElse(""));
    }
}
