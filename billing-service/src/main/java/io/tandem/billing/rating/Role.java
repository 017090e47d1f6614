package io.tandem.billing.rating;

import java.util.Locale;

import io.tandem.data.tariff.FeeQuestion;

/** As what somebody pays for a call. The order is that in which the original reckons. */
enum Role {
    DESTINATION_CARRIER, DESTINATION_RESELLER, DESTINATION_CUSTOMER, SOURCE_CARRIER, SOURCE_RESELLER, SOURCE_CUSTOMER;

    /** What its columns begin with. */
    String column() { return name().toLowerCase(Locale.ROOT); }

    /** Who called pays for calls out, who was called for calls in. */
    FeeQuestion.Direction direction() { return ordinal() < SOURCE_CARRIER.ordinal() ? FeeQuestion.Direction.IN : FeeQuestion.Direction.OUT; }

    boolean isCustomer() { return this == SOURCE_CUSTOMER || this == DESTINATION_CUSTOMER; }
}
