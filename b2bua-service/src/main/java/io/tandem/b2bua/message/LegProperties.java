package io.tandem.b2bua.message;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** How the two legs of a call hang together, {@code tandem.b2bua.legs} (signalling.md §3.2). What P-App-Param says comes first.
 * @param fastAck         a callee's 2xx gets its ACK at once ({@code fast_ack}), unless the answer comes in the caller's ACK; else when that
 *                        has come
 * @param holdAlterCaller what becomes of a hold request on its way to the caller ({@code hold_alter_b2b_aleg})
 * @param holdAlterCallee the same to the callee ({@code hold_alter_b2b_bleg}) */
@Validated
@ConfigurationProperties("tandem.b2bua.legs")
public record LegProperties(@DefaultValue("false") boolean fastAck, @DefaultValue("NO") HoldAlteration holdAlterCaller,
                            @DefaultValue("NO") HoldAlteration holdAlterCallee) {
    private static final String YES = "1|yes|true";

    /** As this call wants it. */
    public LegProperties of(AppParameters call) {
        return new LegProperties(call.text("fast_ack").map(text -> text.matches(YES)).orElse(fastAck),
            call.text("hold_alter_b2b_aleg").flatMap(HoldAlteration::of).orElse(holdAlterCaller),
            call.text("hold_alter_b2b_bleg").flatMap(HoldAlteration::of).orElse(holdAlterCallee));
    }
}
