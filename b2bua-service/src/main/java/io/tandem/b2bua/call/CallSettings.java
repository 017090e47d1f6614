package io.tandem.b2bua.call;

import io.tandem.b2bua.message.LegProperties;
import io.tandem.b2bua.park.ParkProperties;
import io.tandem.b2bua.session.TransferProperties;
import io.tandem.b2bua.thirdparty.ThirdPartyProperties;
import io.tandem.b2bua.timer.CallProperties;

/** Settings of calls. */
public record CallSettings(CallProperties limits, ThirdPartyProperties thirdParty, TransferProperties transfers, ParkProperties park,
                           LegProperties legs) {}
