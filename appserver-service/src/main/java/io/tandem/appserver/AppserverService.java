package io.tandem.appserver;

import io.tandem.platform.TandemApplication;
import io.tandem.platform.TandemService;

/** The app server: voicemail. */
@TandemApplication
public class AppserverService {
    public static void main(String[] args) {
        TandemService.run("appserver-service", AppserverService.class, args);
    }
}
