package io.tandem.provisioning.subscriber;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Values;

/**
 * An E.164 number in its parts.
 *
 * @param cc         country code
 * @param ac         area code, may be empty
 * @param sn         subscriber number, leading zeros count
 * @param device     dialled by one device only ({@code is_devid})
 * @param deviceName user part under which that device is also known, may be empty
 */
record PhoneNumber(String cc, String ac, String sn, boolean device, String deviceName) {

    /** What a client wrote, checked. */
    static PhoneNumber of(String field, Values values) {
        PhoneNumber number = new PhoneNumber(values.text("cc").orElse(""), values.text("ac").orElse(""), values.text("sn").orElse(""),
            values.flag("is_devid"), values.text("devid_alias").orElse(""));
        if (!number.cc.matches("[1-9]\\d{0,3}") || !number.ac.matches("\\d{0,7}") || !number.sn.matches("\\d{1,31}")) {
            throw ApiError.invalid(field, number.digits(), "Invalid E.164 number, cc, ac and sn must be digits");
        }
        return number;
    }

    /** As dialled in full, and as stored for look-up. */
    String digits() {
        return cc + ac + sn;
    }

    /** The number of a PBX extension, behind its pilot's. */
    PhoneNumber extendedBy(String extension) {
        return new PhoneNumber(cc, ac, sn + extension, false, "");
    }
}
