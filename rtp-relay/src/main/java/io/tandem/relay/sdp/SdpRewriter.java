package io.tandem.relay.sdp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

import io.tandem.sdp.Connection;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.SdpLine;
import io.tandem.sdp.SessionDescription;

/** Puts the relay in the place of a party: ports, c= and o= replaced, bundles opened, all else kept in order. */
public final class SdpRewriter {
    private static final String BUNDLE = "BUNDLE";

    private final RewriteRules rules;

    public SdpRewriter(RewriteRules rules) {
        this.rules = rules;
    }

    /** @param description with the attributes of its media lines as the receiver shall see them
     *  @param ends        one a media line
     *  @param advertised  for o= and the session's c=
     *  @param origin      of the party that gets it */
    public SessionDescription rewrite(SessionDescription description, List<LocalMedia> ends, InetAddress advertised, ShownOrigin origin) {
        boolean allHeld = !ends.isEmpty() && ends.stream().allMatch(end -> end.hold() || end.rtpPort() == 0);
        boolean sessionConnection = description.connection().isPresent();
        SessionDescription result = session(description, advertised, allHeld);
        for (int i = 0; i < ends.size(); i++) {
            LocalMedia end = ends.get(i);
            boolean same = sessionConnection && end.address().equals(advertised) && (end.hold() == allHeld || end.rtpPort() == 0);
            MediaDescription section = description.media().get(i).withPort(end.rtpPort());
            boolean own = section.connection().isPresent() || !same;
            result = result.withMedia(i, own ? section.withConnection(connection(end.address(), end.hold())) : section);
        }
        SessionDescription shown = result;
        return result.withOrigin(origin.next(description.origin(), rules, advertised, () -> withoutOrigin(shown)));
    }

    private SessionDescription session(SessionDescription description, InetAddress advertised, boolean held) {
        SessionDescription result = description;
        for (String name : SdpReader.ICE_ATTRIBUTES) {
            if (!result.attributes(name).isEmpty()) result = result.withoutAttribute(name);
        }
        if (result.attributes("group").stream().anyMatch(group -> group.startsWith(BUNDLE))) result = result.withoutAttribute("group");
        if (result.connection().isPresent()) result = result.withConnection(connection(advertised, held));
        return rules.sessionName() ? result.withSessionName("-") : result;
    }

    private static String withoutOrigin(SessionDescription description) {
        StringBuilder text = new StringBuilder();
        description.sessionLines().stream().filter(line -> line.type() != 'o').map(SdpLine::toString).forEach(text::append);
        description.media().forEach(text::append);
        return text.toString();
    }

    private Connection connection(InetAddress address, boolean hold) {
        if (!hold || rules.zeroAddress()) return Connection.of(address);
        return address instanceof Inet4Address ? new Connection("IP4", "0.0.0.0") : new Connection("IP6", "::");
    }
}
