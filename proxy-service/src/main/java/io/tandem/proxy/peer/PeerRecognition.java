package io.tandem.proxy.peer;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.data.peering.InboundRule;
import io.tandem.data.peering.PeerGroup;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.Peering;
import io.tandem.proxy.number.TelNumber;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** Tells whether a call comes from a peer (§2.1, §2.16). Pure.
 * @param peering all peers */
public record PeerRecognition(Peering peering) {

    /** By source address, then the rules of the server's group. Of servers with one address that whose port it came from is asked first.
     * @param fromOurs the domain of From is one of ours: such a call is a subscriber's unless a rule says otherwise
     * @return whose it is, though a rule may refuse it; empty if its sender has to authenticate */
    public Optional<PeerHost> of(SipMessage request, boolean fromOurs) {
        String ip = request.header("P-NGCP-Src-Ip").orElse("");
        String port = request.header("P-NGCP-Src-Port").orElse("");
        List<Peering.Member> candidates = peering.at(ip);
        return Stream.concat(candidates.stream().filter(candidate -> port.equals(Integer.toString(candidate.host().port()))), candidates.stream())
                .filter(candidate -> isSender(candidate.group(), request, fromOurs)).map(Peering.Member::host).findFirst();
    }

    private static boolean isSender(PeerGroup group, SipMessage request, boolean fromOurs) {
        return group.inbound().isEmpty() ? !fromOurs : matching(group, request).isPresent();
    }

    private static Optional<InboundRule> matching(PeerGroup group, SipMessage request) {
        return group.inbound().stream().filter(rule -> rule.pattern().matches(text(rule.part(), request))).findFirst();
    }

    /** What a call of this server is refused with by the rules of its group. */
    public Optional<InboundRule.Refusal> refusal(PeerHost host, SipMessage request) {
        return peering.at(host.ip()).stream().filter(member -> member.host().id() == host.id()).map(Peering.Member::group)
                .filter(group -> group.inbound().stream().anyMatch(rule -> rule.refusal().isPresent())).findFirst()
                .flatMap(group -> matching(group, request)).flatMap(InboundRule::refusal);
    }

    private static String text(InboundRule.Part part, SipMessage request) {
        return switch (part) {
            case FROM_USER -> TelNumber.of(request.from().uri());
            case FROM_DOMAIN -> request.from().uri().host();
            case FROM_URI -> request.from().uri().toString();
            case TO_USER -> TelNumber.of(request.to().uri());
            case TO_DOMAIN -> request.to().uri().host();
            case TO_URI -> request.to().uri().toString();
            case RURI_USER -> TelNumber.of(SipUri.parse(request.requestUri()));
            case RURI_DOMAIN -> SipUri.parse(request.requestUri()).host();
            case RURI_URI -> request.requestUri();
            case PAI_USER -> asserted(request).map(TelNumber::of).orElse("");
            case PAI_DOMAIN -> asserted(request).map(SipUri::host).orElse("");
            case PAI_URI -> asserted(request).map(SipUri::toString).orElse("");
        };
    }

    private static Optional<SipUri> asserted(SipMessage request) {
        return request.header(HeaderNames.P_ASSERTED_IDENTITY).map(value -> NameAddr.parse(value).uri());
    }
}
