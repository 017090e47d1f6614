package io.tandem.provisioning.security;

import io.tandem.provisioning.password.SaltedPassword;
import io.tandem.provisioning.resource.Caller;

/** An administrator as stored. */
record Admin(Caller caller, SaltedPassword password, boolean active) {}
