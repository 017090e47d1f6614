package io.tandem.testkit.phone.link;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Via lines of a message on their way through a bridge.
 * @param protocol of the link
 * @param sentBy   of the link
 * @param inner    address of the bridge towards the phone
 */
record ViaLines(String protocol, String sentBy, String inner) {
    private static final Pattern FIRST = Pattern.compile("(?im)^(?:via|v)[ \\t]*:[ \\t]*");
    private static final Pattern SENT_BY = Pattern.compile("SIP/2.0/([A-Z]+) ([^;,\\s]+)");
    private static final Pattern BRANCH = Pattern.compile("branch=([^;,\\s]+)");

    /** The phone's own Via with the link's protocol and address instead of the phone's. */
    String outwards(String request) {
        Matcher via = SENT_BY.matcher(request);
        if (!via.find(valueOfFirst(request))) {
            return request;
        }
        return request.substring(0, via.start()) + "SIP/2.0/" + protocol + ' ' + sentBy + request.substring(via.end());
    }

    /**
     * The reverse, for a response to the phone.
     * @param phone its address as in its Via
     */
    String inwards(String response, String phone) {
        Matcher branch = BRANCH.matcher(response);
        Matcher via = SENT_BY.matcher(response);
        if (!via.find(valueOfFirst(response)) || !branch.find(via.end())) {
            return response;
        }
        int end = endOfElement(response, branch.end());
        return response.substring(0, via.start()) + "SIP/2.0/UDP " + phone + ";branch=" + branch.group(1) + response.substring(end);
    }

    /** A Via of the bridge on top, with the same branch for the same transaction. */
    String withOwn(String request) {
        int line = startOfFirst(request);
        return request.substring(0, line) + "Via: SIP/2.0/UDP " + inner + ";rport;branch=" + branch(request) + "-bridge\r\n" + request.substring(line);
    }

    /** Without the bridge's Via; JAIN-SIP writes all of them into one line. */
    String withoutFirst(String response) {
        int value = valueOfFirst(response);
        int end = endOfElement(response, value);
        if (end < response.length() && response.charAt(end) == ',') {
            return response.substring(0, value) + response.substring(end + 1);
        }
        return response.substring(0, startOfFirst(response)) + response.substring(response.indexOf('\n', end) + 1);
    }

    static String branch(String message) {
        Matcher branch = BRANCH.matcher(message);
        return branch.find(valueOfFirst(message)) ? branch.group(1) : "";
    }

    private static int endOfElement(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) != ',' && text.charAt(end) != '\r' && text.charAt(end) != '\n') {
            end++;
        }
        return end;
    }

    private static int startOfFirst(String message) {
        Matcher line = FIRST.matcher(message);
        if (!line.find()) {
            throw new IllegalArgumentException("no Via in " + message);
        }
        return line.start();
    }

    private static int valueOfFirst(String message) {
        Matcher line = FIRST.matcher(message);
        return line.find() ? line.end() : 0;
    }
}
