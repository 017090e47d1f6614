package io.tandem.relay.callback;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Whom the relay tells by XML-RPC of a call that it has ended for a timeout, {@code tandem.rtp-relay.callback}.
 * @param address {@code host:port}; {@code %%} stands for the host that the offer's xmlrpc-callback names, else for the client that made the
 *                call; empty: nobody is told
 * @param format  sems: {@code di(sbc, postControlCmd, TAG, teardown)} for each tag; generic: {@code teardown(CALL-ID)}; kamailio:
 *                {@code dlg.terminate_dlg(CALL-ID, FROM-TAG, TO-TAG)} for each dialogue */
@ConfigurationProperties("tandem.rtp-relay.callback")
public record CallbackProperties(@DefaultValue("") String address, @DefaultValue("sems") Format format) {
    /** What is called. */
    public enum Format { SEMS, GENERIC, KAMAILIO }

    public static final CallbackProperties NONE = new CallbackProperties("", Format.SEMS);
}
