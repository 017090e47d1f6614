package io.tandem.proxy.emergency;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tandem.data.emergency.EmergencyDocuments;
import io.tandem.data.preference.LocationFormat;
import io.tandem.sip.message.SipMessage;

/** Puts the caller's location beside the session description of an emergency call (RFC 5621, RFC 6442, RFC 7852). Pure. */
public final class LocationBody {
    private static final String BOUNDARY = "unique-boundary-1";
    private static final String CIRPACK = "application/vnd.cirpack.isdn-ext";
    private static final String PIDF = "application/pidf+xml";
    private static final String PROVIDER = "application/EmergencyCallData.ProviderInfo+xml";
    private static final Duration RETENTION = Duration.ofDays(1);
    /** Elements of a PIDF-LO (RFC 4119 §2.2.2, RFC 3863 §4.1.7) whose content is a moment. */
    private static final Pattern MOMENT = Pattern.compile("(<(?:[\\w.-]+:)?(timestamp|retention-expiry)(?:\\s[^>]*)?>)([^<]*)(?=</)");

    private LocationBody() {}

    /** Changes the request; not if the caller's phone has sent a multipart body of its own.
     * @param domain of the caller, for the names of the parts
     * @param now    goes where the document has no date itself */
    public static void add(SipMessage request, EmergencyDocuments documents, LocationFormat format, String domain, Instant now) {
        boolean composed = request.contentType().filter(type -> type.toLowerCase(Locale.ROOT).startsWith("multipart/")).isPresent();
        if (documents.location().isEmpty() || composed) {
            return;
        }
        EmergencyDocuments.Document location = documents.location().get();
        StringBuilder body = new StringBuilder();
        if (request.hasBody()) {
            part(body, "Content-Type: " + request.contentType().orElse("application/sdp"), new String(request.body(), StandardCharsets.ISO_8859_1));
        }
        switch (format) {
            case CIRPACK -> part(body, "Content-Type: " + CIRPACK + "\r\nContent-Disposition: signal;handling=required", location.latin1());
            case PIDF_LO -> {
                String name = "%08x".formatted(request.callId().hashCode());
                part(body, named("location-" + name + "@" + domain, type(location, PIDF)), dated(location.latin1(), now));
                request.add("Geolocation", "<cid:location-" + name + "@" + domain + ">");
                documents.provider().ifPresent(provider -> {
                    part(body, named("provider-" + name + "@" + domain, type(provider, PROVIDER)), provider.latin1());
                    request.add("Call-Info", "<cid:provider-" + name + "@" + domain + ">;purpose=emergencyCallData.ProviderInfo");
                });
            }
        }
        body.append("--").append(BOUNDARY).append("--\r\n");
        request.body("multipart/mixed;boundary=" + BOUNDARY, body.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void part(StringBuilder body, String headers, String content) {
        body.append("--").append(BOUNDARY).append("\r\n").append(headers).append("\r\n\r\n").append(content).append("\r\n");
    }

    private static String named(String id, String type) {
        return "Content-Type: " + type + "\r\nContent-ID: <" + id + ">\r\nContent-Disposition: by-reference;handling=optional";
    }

    /** As it was uploaded, unless that says nothing. */
    private static String type(EmergencyDocuments.Document document, String otherwise) {
        return document.contentType().toLowerCase(Locale.ROOT).contains("xml") && document.contentType().matches("[\\x20-\\x7e]+") ? document.contentType()
                : otherwise;
    }

    /** What stands for a moment in a template becomes one: now, or the end of retention. */
    private static String dated(String document, Instant now) {
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        return MOMENT.matcher(document).replaceAll(found -> Matcher.quoteReplacement(isMoment(found.group(3).strip()) ? found.group()
                : found.group(1) + (found.group(2).equals("timestamp") ? second : second.plus(RETENTION))));
    }

    private static boolean isMoment(String text) {
        try {
            Instant.parse(text);
            return true;
        } catch (DateTimeParseException template) {
            return false;
        }
    }
}
