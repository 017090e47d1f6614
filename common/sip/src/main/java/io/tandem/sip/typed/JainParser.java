package io.tandem.sip.typed;

import java.text.ParseException;

import javax.sip.header.Header;
import javax.sip.header.HeaderFactory;

import gov.nist.javax.sip.header.HeaderFactoryImpl;

/** The guard round JAIN-SIP's parsers: small, shallow input only, and whatever they throw comes out under one name. */
final class JainParser {
    private static final int MAX_LENGTH = 4096;
    private static final int MAX_NESTING = 16;
    private static final HeaderFactory FACTORY = new HeaderFactoryImpl();

    private JainParser() {}

    static <H extends Header> H parse(String name, String value, Class<H> type) {
        if (value.length() > MAX_LENGTH) {
            throw new UnreadableHeaderException(name, value, "longer than " + MAX_LENGTH + " characters");
        }
        if (value.chars().filter(c -> c == '(' || c == '<').count() > MAX_NESTING) {
            throw new UnreadableHeaderException(name, value, "nested deeper than " + MAX_NESTING);
        }
        try {
            return type.cast(FACTORY.createHeader(name, value));
        } catch (ParseException | RuntimeException | StackOverflowError e) {
            throw new UnreadableHeaderException(name, value, e.toString());
        }
    }
}
