package io.tandem.billing;

import io.tandem.platform.TandemApplication;
import io.tandem.platform.TandemService;

/** Turns accounting rows into call detail records and rates them. */
@TandemApplication
public class BillingService {
    public static void main(String[] args) { TandemService.run("billing-service", BillingService.class, args); }
}
