package io.tandem.data.preference;

/** Which of a caller's numbers or names stands in a header (§2.9). UPRN is the redirecting number, of forwarded calls only. */
public enum ShownNumber {
    NPN, UPN, AUTH_USER, RCV_DISPLAY, NONE, PEER_AUTH_USER, PBX_EXTENSION, NP_DISPLAY,
    UPRN_NPN, UPRN_UPN, UPRN_AUTH_USER, UPRN_RCV_DISPLAY, PBX_EXTENSION_NP_DISPLAY, RCV_DISPLAY_NP_DISPLAY
}
