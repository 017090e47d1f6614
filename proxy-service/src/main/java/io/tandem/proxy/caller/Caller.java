package io.tandem.proxy.caller;

import io.tandem.data.snapshot.Subscriber;

/** The authenticated sender of a request.
 * @param subscriber   whose credentials they were
 * @param userName     user name of the credentials: the subscriber's, or the name of one of its devices
 * @param realm        of the credentials
 * @param sourceIp     where the request entered the system
 * @param userAgent    empty without a User-Agent header */
public record Caller(Subscriber subscriber, String userName, String realm, String sourceIp, String userAgent) {}
