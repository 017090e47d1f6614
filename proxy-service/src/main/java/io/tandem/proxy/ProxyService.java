package io.tandem.proxy;

import io.tandem.platform.TandemApplication;
import io.tandem.platform.TandemService;

/** Registrar and stateful call routing, as a process. */
@TandemApplication
public class ProxyService {

    /** Starts it. */
    public static void main(String[] args) {
        TandemService.run("proxy-service", ProxyService.class, args);
    }
}
