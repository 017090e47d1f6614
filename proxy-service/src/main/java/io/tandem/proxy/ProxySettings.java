package io.tandem.proxy;

import io.tandem.proxy.auth.AuthProperties;
import io.tandem.proxy.call.ForkProperties;
import io.tandem.proxy.emergency.EmergencyModeProperties;
import io.tandem.proxy.emergency.FritzBoxProperties;
import io.tandem.proxy.forward.ForwardProperties;
import io.tandem.proxy.keepalive.KeepAliveProperties;
import io.tandem.proxy.leg.CallProperties;
import io.tandem.proxy.message.MessageProperties;
import io.tandem.proxy.overload.OverloadProperties;
import io.tandem.proxy.pbx.PbxProperties;
import io.tandem.proxy.peer.PeerProperties;
import io.tandem.proxy.portability.LnpProperties;
import io.tandem.proxy.presence.PresenceProperties;
import io.tandem.proxy.probe.ProbeProperties;
import io.tandem.proxy.refusal.EarlyRejects;
import io.tandem.proxy.registrar.RegistrarProperties;
import io.tandem.proxy.route.SipProperties;
import io.tandem.proxy.stir.StirProperties;
import io.tandem.proxy.upstream.UpstreamProperties;
import io.tandem.proxy.vsc.VscProperties;

/** Settings of SIP processing, each checked by its own feature. */
public record ProxySettings(SipProperties sip, AuthProperties auth, RegistrarProperties registrar, ForkProperties fork, CallProperties call,
                            OverloadProperties overload, KeepAliveProperties keepAlive, PeerProperties peering, LnpProperties lnp,
                            FritzBoxProperties fritzBox, ProbeProperties probe, ForwardProperties forward, PbxProperties pbx,
                            PresenceProperties presence, StirProperties stir, VscProperties vsc, EmergencyModeProperties emergencyMode,
                            UpstreamProperties upstream, MessageProperties message, EarlyRejects earlyRejects) {
    /** The same with other addresses. */
    public ProxySettings at(SipProperties other) {
        return new ProxySettings(other, auth, registrar, fork, call, overload, keepAlive, peering, lnp, fritzBox, probe, forward, pbx, presence, stir, vsc,
                emergencyMode, upstream, message, earlyRejects);
    }
}
