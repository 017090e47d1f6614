package io.tandem.proxy.call;

import io.tandem.proxy.location.AddressOfRecord;

/** Who has answered a call.
 * @param rings     whose phone
 * @param userAgent of that phone: of its response, else of its REGISTER; may be empty */
public record Receiver(AddressOfRecord rings, String userAgent) {}
