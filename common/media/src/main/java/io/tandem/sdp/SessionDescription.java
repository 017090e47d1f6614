package io.tandem.sdp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.sdp.MalformedSdpException.Reason;

/**
 * A session description (RFC 8866): session lines and media sections, every line kept in its place. Lines end with CRLF when written;
 * a lone LF is read too (§5). Immutable; edits return a new one.
 */
public final class SessionDescription {
    /** The media type of a SIP body that holds one. */
    public static final String CONTENT_TYPE = "application/sdp";
    private static final int MAX_BYTES = 64 * 1024;
    private static final int MAX_MEDIA = 64;

    private final SdpLines session;
    private final List<MediaDescription> media;

    private SessionDescription(SdpLines session, List<MediaDescription> media) {
        this.session = session;
        this.media = List.copyOf(media);
    }

    /** A description without media. */
    public static SessionDescription of(Origin origin, String sessionName, Connection connection) {
        return new SessionDescription(new SdpLines(List.of(new SdpLine('v', "0"), origin.line(), new SdpLine('s', sessionName),
                connection.line(), new SdpLine('t', "0 0"))), List.of());
    }

    public static SessionDescription parse(byte[] body) {
        if (body.length > MAX_BYTES) {
            throw new MalformedSdpException(Reason.TOO_LARGE, body.length + " bytes of SDP, limit " + MAX_BYTES);
        }
        return parse(new String(body, StandardCharsets.UTF_8));
    }

    public static SessionDescription parse(String text) {
        if (text.length() > MAX_BYTES) {
            throw new MalformedSdpException(Reason.TOO_LARGE, text.length() + " characters of SDP, limit " + MAX_BYTES);
        }
        List<List<SdpLine>> sections = sections(text);
        SdpLines session = new SdpLines(sections.getFirst());
        if (session.all().isEmpty() || session.all().getFirst().type() != 'v' || !session.all().getFirst().value().strip().equals("0")) {
            throw new MalformedSdpException(Reason.NO_VERSION, "does not start with v=0");
        }
        SdpLine origin = session.first('o').orElseThrow(() -> new MalformedSdpException(Reason.NO_ORIGIN, "no o= line"));
        Origin.parse(origin.value());
        session.first('c').ifPresent(line -> Connection.parse(line.value()));
        List<MediaDescription> media = sections.subList(1, sections.size()).stream().map(MediaDescription::parse).toList();
        media.forEach(MediaDescription::connection);
        return new SessionDescription(session, media);
    }

    private static List<List<SdpLine>> sections(String text) {
        List<List<SdpLine>> sections = new ArrayList<>();
        sections.add(new ArrayList<>());
        for (int at = 0; at < text.length();) {
            int newline = text.indexOf('\n', at);
            int next = newline < 0 ? text.length() : newline + 1;
            int end = newline < 0 ? text.length() : newline > at && text.charAt(newline - 1) == '\r' ? newline - 1 : newline;
            if (end > at) {                                         // some phones end with an empty line
                SdpLine line = SdpLine.parse(text.substring(at, end));
                if (line.type() == 'm') {
                    sections.add(new ArrayList<>());
                }
                sections.getLast().add(line);
            }
            at = next;
        }
        if (sections.size() > MAX_MEDIA + 1) {
            throw new MalformedSdpException(Reason.TOO_MANY_MEDIA, sections.size() - 1 + " media sections, limit " + MAX_MEDIA);
        }
        return sections;
    }

    public Origin origin() {
        return Origin.parse(session.first('o').orElseThrow().value());
    }

    /** The session's c= line. */
    public Optional<Connection> connection() {
        return session.first('c').map(line -> Connection.parse(line.value()));
    }

    public List<MediaDescription> media() {
        return media;
    }

    /** First media section of this type that is not rejected. */
    public Optional<MediaDescription> firstActive(String type) {
        return media.stream().filter(m -> m.type().equals(type) && !m.isRejected()).findFirst();
    }

    /** The section's connection, or the session's (RFC 8866 §5.7). */
    public Optional<Connection> connectionOf(MediaDescription section) {
        return section.connection().or(this::connection);
    }

    /** The section's direction, or the session's, or sendrecv (RFC 8866 §6.7). */
    public Direction directionOf(MediaDescription section) {
        return section.direction().or(session::direction).orElse(Direction.SENDRECV);
    }

    /** First session attribute with this name; the empty text for an attribute without value. */
    public Optional<String> attribute(String name) {
        return session.attribute(name);
    }

    public List<String> attributes(String name) {
        return session.attributes(name);
    }

    /** Lines before the first media section. */
    public List<SdpLine> sessionLines() {
        return session.all();
    }

    public SessionDescription withOrigin(Origin origin) {
        return new SessionDescription(session.with(origin.line()), media);
    }

    public SessionDescription withConnection(Connection connection) {
        return new SessionDescription(session.with(connection.line()), media);
    }

    public SessionDescription withoutConnection() {
        return new SessionDescription(session.without('c'), media);
    }

    public SessionDescription withSessionName(String name) {
        return new SessionDescription(session.with(new SdpLine('s', name)), media);
    }

    public SessionDescription withAttribute(String name, String value) {
        return new SessionDescription(session.withAttribute(name, value), media);
    }

    /** One more session attribute, whatever others of that name there are. */
    public SessionDescription plusAttribute(String name, String value) {
        return new SessionDescription(session.plusAttribute(name, value), media);
    }

    public SessionDescription withoutAttribute(String name) {
        return new SessionDescription(session.withoutAttribute(name), media);
    }

    public SessionDescription withMedia(List<MediaDescription> sections) {
        return new SessionDescription(session, sections);
    }

    /** Replaces the section at this index. */
    public SessionDescription withMedia(int index, MediaDescription section) {
        List<MediaDescription> changed = new ArrayList<>(media);
        changed.set(index, section);
        return new SessionDescription(session, changed);
    }

    public SessionDescription plusMedia(MediaDescription section) {
        List<MediaDescription> changed = new ArrayList<>(media);
        changed.add(section);
        return new SessionDescription(session, changed);
    }

    /** One direction for every section; a session attribute for it goes. */
    public SessionDescription withDirection(Direction direction) {
        SdpLines lines = session;
        for (Direction any : Direction.values()) {
            lines = lines.withoutAttribute(any.attribute());
        }
        return new SessionDescription(lines, media.stream().map(m -> m.withDirection(direction)).toList());
    }

    public byte[] toBytes() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override public boolean equals(Object other) {
        return other instanceof SessionDescription that && session.equals(that.session) && media.equals(that.media);
    }

    @Override public int hashCode() {
        return 31 * session.hashCode() + media.hashCode();
    }

    @Override public String toString() {
        StringBuilder text = new StringBuilder(512);
        session.appendTo(text);
        media.forEach(section -> section.appendTo(text));
        return text.toString();
    }
}
