package io.tandem.platform.control.rpc;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import io.tandem.platform.control.ControlFault;
import io.tandem.platform.plain.PlainValues;

/** Writes XML-RPC. Numbers beyond 32 bits are {@code i8}; control characters, which XML cannot carry, become {@code ?}. */
public final class XmlRpcWriter {
    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private final XMLStreamWriter xml;

    private XmlRpcWriter(XMLStreamWriter xml) {
        this.xml = xml;
    }

    public static byte[] call(String method, List<Object> parameters) {
        return document("methodCall", writer -> {
            writer.element("methodName", method);
            writer.xml.writeStartElement("params");
            for (Object parameter : parameters) {
                writer.parameter(parameter);
            }
            writer.xml.writeEndElement();
        });
    }

    public static byte[] response(Object result) {
        return document("methodResponse", writer -> {
            writer.xml.writeStartElement("params");
            writer.parameter(result);
            writer.xml.writeEndElement();
        });
    }

    public static byte[] fault(ControlFault fault) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("faultCode", (long) fault.code());
        members.put("faultString", fault.text());
        return document("methodResponse", writer -> {
            writer.xml.writeStartElement("fault");
            writer.value(members);
            writer.xml.writeEndElement();
        });
    }

    @FunctionalInterface
    private interface Content {
        void to(XmlRpcWriter writer) throws XMLStreamException;
    }

    private static byte[] document(String root, Content content) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = FACTORY.createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement(root);
            content.to(new XmlRpcWriter(xml));
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("XML to memory", e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void parameter(Object parameter) throws XMLStreamException {
        xml.writeStartElement("param");
        value(PlainValues.of(parameter));
        xml.writeEndElement();
    }

    private void value(Object plain) throws XMLStreamException {
        xml.writeStartElement("value");
        switch (plain) {
            case Long number -> element(number == number.intValue() ? "int" : "i8", number.toString());
            case Boolean flag -> element("boolean", flag ? "1" : "0");
            case Double number -> element("double", number.toString());
            case Instant time -> element("dateTime.iso8601", DATE_TIME.format(time));
            case byte[] bytes -> element("base64", Base64.getEncoder().encodeToString(bytes));
            case List<?> items -> array(items);
            case Map<?, ?> members -> struct(members);
            case Optional<?> _ -> xml.writeEmptyElement("nil");
            default -> element("string", plain.toString());
        }
        xml.writeEndElement();
    }

    private void array(List<?> items) throws XMLStreamException {
        xml.writeStartElement("array");
        xml.writeStartElement("data");
        for (Object item : items) {
            value(item);
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void struct(Map<?, ?> members) throws XMLStreamException {
        xml.writeStartElement("struct");
        for (Map.Entry<?, ?> member : members.entrySet()) {
            xml.writeStartElement("member");
            element("name", member.getKey().toString());
            value(member.getValue());
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private void element(String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(printable(text));
        xml.writeEndElement();
    }

    private static String printable(String text) {
        boolean clean = text.codePoints().allMatch(XmlRpcWriter::isXml);
        return clean ? text : text.codePoints().map(c -> isXml(c) ? c : '?')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    /** XML 1.0 §2.2. */
    private static boolean isXml(int c) {
        return c == '\t' || c == '\n' || c == '\r' || c >= 0x20 && c <= 0xD7FF || c >= 0xE000 && c <= 0xFFFD || c > 0xFFFF;
    }
}
