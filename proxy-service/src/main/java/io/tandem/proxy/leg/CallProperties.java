package io.tandem.proxy.leg;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Calls, {@code tandem.proxy.call}.
 * @param connecting whether an authenticated caller gets {@code 101 Connecting}, which strict peers do not know
 * @param longest    after which the B2BUA ends a call, unless preference max_call_duration says less
 * @param traces     last calls of which this proxy keeps what each step of the plan has decided, for {@code tandem explain} */
@Validated
@ConfigurationProperties("tandem.proxy.call")
public record CallProperties(@DefaultValue("false") boolean connecting, @DefaultValue("21600s") Duration longest,
                             @DefaultValue("500") @Min(0) @Max(100_000) int traces) {}
