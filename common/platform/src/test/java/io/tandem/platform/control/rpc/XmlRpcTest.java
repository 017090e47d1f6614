package io.tandem.platform.control.rpc;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.platform.control.ControlFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class XmlRpcTest {
    /** The example of xmlrpc.com/spec, with the other types added. */
    private static final String EVERY_TYPE = """
        <?xml version="1.0"?>
        <!-- a comment -->
        <methodCall>
          <methodName>examples.getStateName</methodName>
          <params>
            <param><value><i4>41</i4></value></param>
            <param><value><int>-3</int></value></param>
            <param><value><i8>9000000000</i8></value></param>
            <param><value><boolean>1</boolean></value></param>
            <param><value><string> a &lt;b&gt; &amp; <![CDATA[<c>]]></string></value></param>
            <param><value>bare</value></param>
            <param><value></value></param>
            <param><value><double>-12.214</double></value></param>
            <param><value><dateTime.iso8601>19980717T14:08:55</dateTime.iso8601></value></param>
            <param><value><base64>eW91IGNhbid0IHJlYWQgdGhpcyE=</base64></value></param>
            <param><value><struct>
              <member><name>lowerBound</name><value><i4>18</i4></value></member>
              <member><name>upperBound</name><value><nil/></value></member>
            </struct></value></param>
            <param><value><array><data><value><i4>12</i4></value><value>Egypt</value></data></array></value></param>
          </params>
        </methodCall>
        """;

    @Test void everyTypeOfTheSpecificationIsRead() throws ControlFault {
        ControlCall call = XmlRpcReader.call(EVERY_TYPE.getBytes(StandardCharsets.UTF_8));
        assertThat(call.method()).isEqualTo("examples.getStateName");
        assertThat(call.parameters()).usingRecursiveComparison().isEqualTo(List.of(41L, -3L, 9_000_000_000L, true, " a <b> & <c>", "bare", "", -12.214,
            Instant.parse("1998-07-17T14:08:55Z"), "you can't read this!".getBytes(StandardCharsets.US_ASCII),
            Map.of("lowerBound", 18L, "upperBound", Optional.empty()), List.of(12L, "Egypt")));
    }

    @Test void aCallWithoutParametersMayLeaveThemOut() throws ControlFault {
        assertThat(XmlRpcReader.call(bytes("<methodCall><methodName>m</methodName></methodCall>"))).isEqualTo(new ControlCall("m", List.of()));
        assertThat(XmlRpcReader.call(bytes("<methodCall><methodName>m</methodName><params/></methodCall>"))).isEqualTo(new ControlCall("m", List.of()));
    }

    @Test void whatIsWrittenReadsTheSame() throws ControlFault {
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("a<b", List.of("x\ty", List.of(), Map.of()));
        struct.put("big", Long.MIN_VALUE);
        List<Object> values = List.of(1L, true, false, 2.5, "ä&€😀", Instant.parse("2026-11-23T18:00:00Z"), Optional.empty(), struct);
        ControlCall call = XmlRpcReader.call(XmlRpcWriter.call("a.b", values));
        assertThat(call.parameters()).isEqualTo(values);
        assertThat(XmlRpcReader.response(XmlRpcWriter.response(values))).isEqualTo(values);
    }

    @Test void numbersUpToThirtyTwoBitsAreIntsAsEveryClientKnowsThem() {
        assertThat(text(XmlRpcWriter.response(2_147_483_647))).contains("<value><int>2147483647</int></value>");
        assertThat(text(XmlRpcWriter.response(2_147_483_648L))).contains("<value><i8>2147483648</i8></value>");
    }

    @Test void whatXmlCannotCarryIsReplaced() throws ControlFault {
        assertThat(XmlRpcReader.response(XmlRpcWriter.response("a\u0000b\u001b\uD800c"))).isEqualTo("a?b??c");
    }

    @Test void aFaultComesBackAsAFault() {
        byte[] fault = XmlRpcWriter.fault(new ControlFault(404, "no <table>"));
        assertThat(text(fault)).contains("<fault><value><struct><member><name>faultCode</name><value><int>404</int></value></member>");
        assertThatExceptionOfType(ControlFault.class).isThrownBy(() -> XmlRpcReader.response(fault))
            .matches(told -> told.code() == 404 && told.text().equals("no <table>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "<methodCall>", "<methodCall/>", "<methodCall><methodName/></methodCall>", "<other/>",
        "<methodCall><methodName>m</methodName><params><param><value><int>x</int></value></param></params></methodCall>",
        "<methodCall><methodName>m</methodName><params><param><value><int>1</int><int>2</int></value></param></params></methodCall>",
        "<methodCall><methodName>m</methodName><params><param><value><money>1</money></value></param></params></methodCall>",
        "<methodCall><methodName>m</methodName><params><param><value><boolean>2</boolean></value></param></params></methodCall>",
        "<methodCall><methodName>m</methodName><params><param><value><dateTime.iso8601>today</dateTime.iso8601></value></param></params></methodCall>",
        "<methodCall><methodName>m</methodName><params><value>1</value></params></methodCall>"})
    void whatIsNoCallIsRefused(String document) {
        refused(document);
    }

    @Test void entitiesAndDoctypesAreRefused() {
        refused("<!DOCTYPE m [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><methodCall><methodName>&e;</methodName></methodCall>");
        refused("<!DOCTYPE m [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><methodCall><methodName>&b;</methodName></methodCall>");
        refused("<!DOCTYPE m SYSTEM 'http://127.0.0.1:1/x.dtd'><methodCall><methodName>&x;</methodName></methodCall>");
    }

    @Test void whatIsNestedTooDeepIsRefused() {
        String open = "<value><array><data>".repeat(40);
        String close = "</data></array></value>".repeat(40);
        refused("<methodCall><methodName>m</methodName><params><param>" + open + close + "</param></params></methodCall>");
    }

    private static void refused(String document) {
        assertThatExceptionOfType(ControlFault.class).isThrownBy(() -> XmlRpcReader.call(bytes(document)))
            .matches(fault -> fault.code() == ControlFault.UNREADABLE);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] document) {
        return new String(document, StandardCharsets.UTF_8);
    }
}
