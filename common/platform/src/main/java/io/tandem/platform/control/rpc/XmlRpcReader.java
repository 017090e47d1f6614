package io.tandem.platform.control.rpc;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import io.tandem.platform.control.ControlFault;

/**
 * Reads XML-RPC calls and answers (xmlrpc.com/spec, with the usual {@code i8} and {@code nil}). The JDK's own parser does the XML, without
 * DTDs and entities; depth is limited here, size by whoever took the body. One document each.
 */
public final class XmlRpcReader {
    private static final XMLInputFactory FACTORY = factory();
    private static final int DEPTH = 32;
    /** {@code 19980717T14:08:55}; separators and a zone are often sent though the specification has none. */
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HH:mm:ss");

    private final XMLStreamReader xml;
    private int depth;

    private XmlRpcReader(XMLStreamReader xml) {
        this.xml = xml;
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLResolver((_, _, _, _) -> {
            throw new XMLStreamException("no external entities");
        });
        return factory;
    }

    /** @throws ControlFault {@link ControlFault#UNREADABLE} for what is no call */
    public static ControlCall call(byte[] document) throws ControlFault {
        return read(document, XmlRpcReader::methodCall);
    }

    /** The value of an answer. @throws ControlFault the one that the answer tells, or {@link ControlFault#UNREADABLE} */
    public static Object response(byte[] document) throws ControlFault {
        return read(document, XmlRpcReader::methodResponse);
    }

    @FunctionalInterface
    private interface Reading<T> {
        T of(XmlRpcReader reader) throws XMLStreamException, ControlFault;
    }

    private static <T> T read(byte[] document, Reading<T> reading) throws ControlFault {
        try {
            XMLStreamReader xml = FACTORY.createXMLStreamReader(new ByteArrayInputStream(document));
            try {
                return reading.of(new XmlRpcReader(xml));
            } finally {
                xml.close();
            }
        } catch (XMLStreamException | RuntimeException e) {
            // Beside what numbers and dates throw, the JDK's parser itself throws MissingResourceException and the like for some broken DOCTYPEs.
            throw unreadable(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private static ControlFault unreadable(String why) {
        return new ControlFault(ControlFault.UNREADABLE, "not XML-RPC: " + why);
    }

    private ControlCall methodCall() throws XMLStreamException, ControlFault {
        open("methodCall");
        open("methodName");
        String method = xml.getElementText().strip();
        List<Object> parameters = new ArrayList<>();
        if (next()) {
            require("params");
            while (next()) {
                require("param");
                open("value");
                parameters.add(value());
                close();
            }
            close();
        }
        if (method.isEmpty()) {
            throw unreadable("no method name");
        }
        return new ControlCall(method, parameters);
    }

    private Object methodResponse() throws XMLStreamException, ControlFault {
        open("methodResponse");
        next();
        boolean fault = xml.isStartElement() && xml.getLocalName().equals("fault");
        if (!fault) {
            require("params");
            open("param");
        }
        open("value");
        Object value = value();
        if (fault) {
            throw fault(value);
        }
        return value;
    }

    private static ControlFault fault(Object value) {
        return value instanceof Map<?, ?> map && map.get("faultCode") instanceof Long code && map.get("faultString") instanceof String text
            ? new ControlFault(code.intValue(), text) : unreadable("a fault without code and text");
    }

    /** From {@code <value>} to its end; text without a type is a string. */
    private Object value() throws XMLStreamException, ControlFault {
        if (++depth > DEPTH) {
            throw unreadable("nested deeper than " + DEPTH);
        }
        StringBuilder bare = new StringBuilder();
        int event = xml.next();
        while (event != XMLStreamConstants.START_ELEMENT && event != XMLStreamConstants.END_ELEMENT) {
            if (xml.isCharacters()) {
                bare.append(xml.getText());
            }
            event = xml.next();
        }
        Object value = bare.toString();
        if (event == XMLStreamConstants.START_ELEMENT) {
            value = typed(xml.getLocalName());
            close();
        }
        depth--;
        return value;
    }

    /** From a type's start to its end. */
    private Object typed(String type) throws XMLStreamException, ControlFault {
        return switch (type) {
            case "struct" -> struct();
            case "array" -> array();
            default -> scalar(type, xml.getElementText());
        };
    }

    private static Object scalar(String type, String text) throws ControlFault {
        return switch (type) {
            case "int", "i4", "i8" -> Long.valueOf(text.strip());
            case "boolean" -> flag(text.strip());
            case "string" -> text;
            case "double" -> Double.valueOf(text.strip());
            case "dateTime.iso8601" -> instant(text.strip());
            case "base64" -> Base64.getMimeDecoder().decode(text);
            case "nil" -> Optional.empty();
            default -> throw unreadable("unknown type " + type);
        };
    }

    private static boolean flag(String text) throws ControlFault {
        return switch (text) {
            case "1", "true" -> true;
            case "0", "false" -> false;
            default -> throw unreadable("no boolean: " + text);
        };
    }

    private static Instant instant(String text) throws ControlFault {
        int day = text.indexOf('T');
        if (day < 0) {
            throw unreadable("no dateTime: " + text);
        }
        String time = text.endsWith("Z") ? text.substring(day, text.length() - 1) : text.substring(day);
        return LocalDateTime.parse(text.substring(0, day).replace("-", "") + time, DATE_TIME).toInstant(ZoneOffset.UTC);
    }

    private Map<String, Object> struct() throws XMLStreamException, ControlFault {
        Map<String, Object> members = new LinkedHashMap<>();
        while (next()) {
            require("member");
            open("name");
            String name = xml.getElementText();
            open("value");
            members.put(name, value());
            close();
        }
        return members;
    }

    private List<Object> array() throws XMLStreamException, ControlFault {
        List<Object> items = new ArrayList<>();
        open("data");
        while (next()) {
            require("value");
            items.add(value());
        }
        close();
        return items;
    }

    /** On to the next start or end of an element. Is it a start? */
    private boolean next() throws XMLStreamException {
        return xml.nextTag() == XMLStreamConstants.START_ELEMENT;
    }

    private void open(String name) throws XMLStreamException, ControlFault {
        next();
        require(name);
    }

    private void require(String name) throws ControlFault {
        if (!xml.isStartElement() || !xml.getLocalName().equals(name)) {
            throw unreadable("<" + name + "> expected");
        }
    }

    private void close() throws XMLStreamException, ControlFault {
        if (next()) {
            throw unreadable("<" + xml.getLocalName() + "> not expected");
        }
    }
}
