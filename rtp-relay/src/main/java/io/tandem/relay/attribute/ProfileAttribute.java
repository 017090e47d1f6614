package io.tandem.relay.attribute;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.tandem.relay.stream.MediaExchange;
import io.tandem.relay.stream.StreamConcern;
import io.tandem.sdp.MediaDescription;

/**
 * The profile of the m= line (option {@code transport-protocol}), with and without feedback (RFC 4585). The answerer's profile is shown to the
 * offerer as the one it had offered. Secure profiles pass, but are not made out of plain ones or the other way round.
 */
public final class ProfileAttribute implements StreamConcern {
    private static final String PLAIN = "RTP/AVP";
    private static final String FEEDBACK = "RTP/AVPF";
    private static final List<String> CONVERTIBLE = List.of(PLAIN, FEEDBACK);

    private final String[] profiles = {"", ""};

    @Override
    public void described(MediaExchange exchange) {
        profiles[exchange.sender()] = exchange.section().protocol();
    }

    @Override
    public MediaDescription shown(MediaExchange exchange, MediaDescription section) {
        String wanted = wanted(exchange, section);
        if (wanted.equals(section.protocol()) || !CONVERTIBLE.contains(wanted) || !CONVERTIBLE.contains(section.protocol())) return section;
        MediaDescription converted = section.withProtocol(wanted);
        return wanted.equals(PLAIN) ? converted.withoutAttribute("rtcp-fb") : converted;
    }

    private String wanted(MediaExchange exchange, MediaDescription section) {
        String option = exchange.request().text("transport-protocol").orElse("").toUpperCase(Locale.ROOT);
        if (exchange.offer()) return option.isEmpty() || option.equals("ACCEPT") ? section.protocol() : option;
        return profiles[1 - exchange.sender()];
    }

    @Override
    public Optional<String> warning(MediaExchange exchange) {
        if (exchange.request().text("transport-protocol").isEmpty()) return Optional.empty();
        String wanted = wanted(exchange, exchange.section());
        boolean possible = wanted.equals(exchange.section().protocol())
                || CONVERTIBLE.contains(wanted) && CONVERTIBLE.contains(exchange.section().protocol()) || !exchange.remote().isRtp();
        return possible ? Optional.empty() : Optional.of("option 'transport-protocol' has no effect: no conversion from "
                + exchange.section().protocol() + " to " + wanted + " in this build");
    }
}
