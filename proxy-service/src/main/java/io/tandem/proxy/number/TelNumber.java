package io.tandem.proxy.number;

import java.util.regex.Pattern;

import io.tandem.sip.message.SipUri;

/** Numbers in URIs of both kinds. Pure. */
public final class TelNumber {
    private static final String TEL = "tel:";
    private static final Pattern VERSTAT = Pattern.compile(";verstat(?:=[^;]*)?", Pattern.CASE_INSENSITIVE);

    private TelNumber() {}

    /** User part of a sip URI; digits of a tel URI, its visual separators left out (RFC 3966 §5.1.1). Empty without any. What others say of having verified
     * it is left out, too: phones would take it for ours. */
    public static String of(SipUri uri) {
        return uri.scheme().equals("tel") ? digits(uri.toString()) : unverified(uri.decodedUser().orElse(""));
    }

    private static String unverified(String user) {
        return user.indexOf(';') < 0 ? user : VERSTAT.matcher(user).replaceAll("");
    }

    /** A tel URI means the number in the caller's own domain (RFC 3966, RFC 3261 §19.1.6).
     * @param domain of the caller */
    public static SipUri inDomain(SipUri uri, String domain) {
        return uri.scheme().equals("tel") ? SipUri.of(digits(uri.toString()), domain, -1).withParameter("user", "phone") : uri;
    }

    private static String digits(String tel) {
        int parameters = tel.indexOf(';');
        return tel.substring(TEL.length(), parameters < 0 ? tel.length() : parameters).replaceAll("[-.()]", "");
    }
}
