package io.tandem.proxy.pbx;

import java.util.regex.Pattern;

import io.tandem.data.snapshot.Subscriber;

/** Call park (signalling.md §3.10): the B2BUA keeps who is parked, at a place of the customer whose phone has dialled the code. Pure. */
public final class CallPark {
    private static final Pattern SERVICE = Pattern.compile("(?:un)?park=\\d{0,4}");

    private CallPark() {}

    /** @param service what a service code asks for: {@code park=} or {@code unpark=} and the number of the place */
    public static boolean isMeant(String service) {
        return SERVICE.matcher(service).matches();
    }

    /** Application of the B2BUA. */
    public static String application(String service) {
        return service.substring(0, service.indexOf('='));
    }

    /** For the B2BUA. */
    public static String place(String service, Subscriber by) {
        return "a_park_domain=" + by.customerId() + ";park_place=" + service.substring(service.indexOf('=') + 1);
    }
}
