package io.tandem.sdp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import io.tandem.sdp.MalformedSdpException.Reason;

/** One media section: its m= line and what follows up to the next one (RFC 8866 §5.14). Immutable; edits return a new one. */
public final class MediaDescription {
    private final String type;
    private final int port;
    private final int portCount;
    private final String protocol;
    private final List<String> formats;
    private final SdpLines lines;

    private MediaDescription(String type, int port, int portCount, String protocol, List<String> formats, SdpLines lines) {
        this.type = type;
        this.port = port;
        this.portCount = portCount;
        this.protocol = protocol;
        this.formats = formats;
        this.lines = lines;
    }

    /** A section with nothing but its m= line. */
    public static MediaDescription of(String type, int port, String protocol, List<String> formats) {
        return parse(List.of(new SdpLine('m', "%s %d %s %s".formatted(type, port, protocol, String.join(" ", formats)))));
    }

    /** @param lines the m= line first */
    static MediaDescription parse(List<SdpLine> lines) {
        String value = lines.getFirst().value();
        String[] fields = value.strip().split(" +");
        if (fields.length < 4) {
            throw bad(value);
        }
        String[] ports = fields[1].split("/", 2);
        int port = RtpMap.number(ports[0], 65535);
        int count = ports.length == 1 ? 1 : RtpMap.number(ports[1], 65535);
        if (port < 0 || count < 1) {
            throw bad(value);
        }
        List<String> formats = List.copyOf(Arrays.asList(fields).subList(3, fields.length));
        return new MediaDescription(fields[0], port, count, fields[2], formats, new SdpLines(lines));
    }

    private static MalformedSdpException bad(String value) {
        return new MalformedSdpException(Reason.BAD_MEDIA, "m=" + value + " is not 'media port protocol formats'");
    }

    /** {@code audio}, {@code video}, ... */
    public String type() {
        return type;
    }

    /** 0 means refused or disabled (RFC 3264 §6). */
    public int port() {
        return port;
    }

    public boolean isRejected() {
        return port == 0;
    }

    public int portCount() {
        return portCount;
    }

    /** {@code RTP/AVP}, {@code RTP/SAVP}, {@code udptl}, ... */
    public String protocol() {
        return protocol;
    }

    /** Payload types for RTP. */
    public List<String> formats() {
        return formats;
    }

    /** The section's own c= line. */
    public Optional<Connection> connection() {
        return lines.first('c').map(line -> Connection.parse(line.value()));
    }

    /** The section's own direction attribute. */
    public Optional<Direction> direction() {
        return lines.direction();
    }

    /** First attribute with this name, what stands behind its colon; the empty text for an attribute without value. */
    public Optional<String> attribute(String name) {
        return lines.attribute(name);
    }

    public List<String> attributes(String name) {
        return lines.attributes(name);
    }

    /** What a=rtpmap says; static payload types without it are not listed (RFC 3551 §6). */
    public List<RtpMap> rtpMaps() {
        return lines.attributes("rtpmap").stream().map(RtpMap::parse).flatMap(Optional::stream).toList();
    }

    /** All lines of the section, the m= line first. */
    public List<SdpLine> lines() {
        return lines.all();
    }

    public MediaDescription withPort(int newPort) {
        return withMediaLine(newPort, protocol, formats);
    }

    public MediaDescription withProtocol(String newProtocol) {
        return withMediaLine(port, newProtocol, formats);
    }

    /** Other formats; their rtpmap and fmtp lines stay as they are. */
    public MediaDescription withFormats(List<String> newFormats) {
        return withMediaLine(port, protocol, newFormats);
    }

    private MediaDescription withMediaLine(int newPort, String newProtocol, List<String> newFormats) {
        String ports = portCount > 1 ? newPort + "/" + portCount : Integer.toString(newPort);
        String value = String.join(" ", type, ports, newProtocol, String.join(" ", newFormats));
        List<SdpLine> changed = new ArrayList<>(lines.all());
        changed.set(0, new SdpLine('m', value));
        return parse(changed);
    }

    public MediaDescription withConnection(Connection connection) {
        return with(lines.with(connection.line()));
    }

    public MediaDescription withoutConnection() {
        return with(lines.without('c'));
    }

    public MediaDescription withDirection(Direction direction) {
        return with(lines.withDirection(direction));
    }

    /** One attribute with this name and value. @param value empty for an attribute without value */
    public MediaDescription withAttribute(String name, String value) {
        return with(lines.withAttribute(name, value));
    }

    /** One more attribute. @param value empty for an attribute without value */
    public MediaDescription plusAttribute(String name, String value) {
        return with(lines.plusAttribute(name, value));
    }

    public MediaDescription withoutAttribute(String name) {
        return with(lines.withoutAttribute(name));
    }

    /** Without the lines that are meant; the m= line stays. */
    public MediaDescription without(Predicate<SdpLine> unwanted) {
        return with(new SdpLines(lines.all().stream().filter(line -> line.type() == 'm' || !unwanted.test(line)).toList()));
    }

    private MediaDescription with(SdpLines changed) {
        return new MediaDescription(type, port, portCount, protocol, formats, changed);
    }

    void appendTo(StringBuilder text) {
        lines.appendTo(text);
    }

    @Override public boolean equals(Object other) {
        return other instanceof MediaDescription that && lines.equals(that.lines);
    }

    @Override public int hashCode() {
        return lines.hashCode();
    }

    @Override public String toString() {
        StringBuilder text = new StringBuilder();
        appendTo(text);
        return text.toString();
    }
}
