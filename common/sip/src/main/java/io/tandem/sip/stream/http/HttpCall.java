package io.tandem.sip.stream.http;

import io.tandem.net.peer.PeerAddress;

/** A whole HTTP request.
 * @param remote      who asks
 * @param method      upper case, for example POST
 * @param target      path and query as sent
 * @param contentType the header's value, empty if absent
 * @param body        belongs to the endpoint */
public record HttpCall(PeerAddress remote, String method, String target, String contentType, byte[] body) {}
