package io.tandem.b2bua;

import io.tandem.platform.TandemApplication;
import io.tandem.platform.TandemService;

/** Starts the B2BUA: {@code b2bua-service.yml}, UDP 127.0.0.1:5080, management HTTP 15080. */
@TandemApplication
public class B2buaService {
    public static void main(String[] args) {
        TandemService.run("b2bua-service", B2buaService.class, args);
    }
}
