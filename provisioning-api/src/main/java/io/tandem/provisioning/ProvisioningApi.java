package io.tandem.provisioning;

import io.tandem.platform.TandemApplication;
import io.tandem.platform.TandemService;

/** Starts the REST API. */
@TandemApplication
public class ProvisioningApi {
    public static void main(String[] args) {
        TandemService.run("provisioning-api", ProvisioningApi.class, args);
    }
}
