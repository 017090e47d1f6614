package io.tandem.ha;

import io.tandem.platform.TandemApplication;
import io.tandem.platform.TandemService;

/** Decides and tells whether this node is active. */
@TandemApplication
public class HaManager {
    public static void main(String[] args) { TandemService.run("ha-manager", HaManager.class, args); }
}
