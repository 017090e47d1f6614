package io.tandem.lb;

import io.tandem.platform.TandemApplication;
import io.tandem.platform.TandemService;

/** The load balancer as a process. */
@TandemApplication
public class LbService {

    public static void main(String[] args) {
        TandemService.run("lb-service", LbService.class, args);
    }
}
